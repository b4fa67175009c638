"""Links of a site that has no pages of its own yet."""

import pytest

pytestmark = pytest.mark.django_db


def test_without_pages_nothing_leads_nowhere(client):
    text = client.get("/en/products/").content.decode()
    assert 'class="dock"' in text and "/en/villages/" not in text and "/en/about/" not in text
