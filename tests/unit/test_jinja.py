"""What compiled templates write."""

import pytest
from django.utils import translation

from marketplace.frame.jinja import grouped


@pytest.mark.parametrize(
    ("language", "wanted"), [("vi", "1.234.567"), ("id", "1.234.567"), ("en", "1,234,567")]
)
def test_thousands_stand_apart(language, wanted):
    with translation.override(language):
        assert grouped(1_234_567) == wanted
        assert grouped(999) == "999"
