"""The link of a quote's mails is the asker's, in the asker's language."""

import pytest

from marketplace.quotes.tokens import link_of, token_of
from tests.marketplace.quotes.quoted import asked

pytestmark = pytest.mark.django_db


def test_a_link_leads_to_the_quote_in_the_asker_s_language(client, producer, buyer, settings):
    settings.SITE_URL = "https://cho.vn"
    quote = asked(producer, user=buyer, language="en")
    link = link_of(quote)
    assert link.startswith("https://cho.vn/en/quotes/")
    page = client.get(link.removeprefix("https://cho.vn"))
    assert (page.status_code, quote.number in page.content.decode()) == (200, True)
    assert token_of(quote) != f"{quote.pk}"
