"""manage.py name_site: editors' pages stand at SITE_URL."""

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page, Site

pytestmark = pytest.mark.django_db


def test_the_site_takes_its_name_from_site_url(settings):
    settings.SITE_URL = "https://cho.langviet.vn"
    root = Site.objects.get().root_page
    call_command("name_site")
    site = Site.objects.get()
    assert (site.hostname, site.port, site.root_page) == ("cho.langviet.vn", 443, root)


def test_a_site_is_made_where_there_is_none(settings):
    settings.SITE_URL = "http://127.0.0.1:8123"
    Site.objects.all().delete()
    call_command("name_site")
    site = Site.objects.get()
    assert (site.hostname, site.port, site.is_default_site) == ("127.0.0.1", 8123, True)
    assert site.root_page.depth == 2


def test_without_any_page_it_says_so():
    Site.objects.all().delete()
    Page.objects.all().delete()
    with pytest.raises(CommandError, match="no page at all"):
        call_command("name_site")
