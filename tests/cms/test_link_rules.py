"""Where a link of editors may lead."""

import pytest
from django.core.exceptions import ValidationError

from cms.link_rules import check_link


@pytest.mark.parametrize("link", ["/vi/products/", "https://ocop.gov.vn/", "http://a.vn/x?y=1"])
def test_pages_of_the_web_and_of_this_site_are_taken(link):
    check_link(link)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "//evil.vn", "/\\evil.vn", "data:,x", "x"])
def test_what_runs_or_leads_astray_is_refused(link):
    with pytest.raises(ValidationError):
        check_link(link)
