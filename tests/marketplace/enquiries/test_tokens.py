"""The link of who asked is a whole address in their language."""

import pytest
from django.conf import settings

from marketplace.enquiries.models import Enquiry
from marketplace.enquiries.tokens import link_of, token_of


@pytest.mark.parametrize("language", ["vi", "en", "id"])
def test_a_link_stands_in_the_asker_s_language(language):
    made = Enquiry(pk=7, language=language)
    token = token_of(made)
    assert link_of(made) == f"{settings.SITE_URL}/{language}/enquiries/{token}/"
