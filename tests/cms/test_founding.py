"""A market is founded on an empty database: its pages open in three languages, in our own words."""

import re

import pytest
from django.core.management import call_command
from wagtail.models import Locale, Page, Site

from catalogue.places.models import Village
from cms.founding import FOLDER, LANGUAGES, first_page, found_site
from cms.models import HomePage, PlainPage, StoryIndexPage, VillageIndexPage
from tests.cms.founding import PRODUCTION, words

pytestmark = pytest.mark.django_db
KINDS = PlainPage.Kind.values


@pytest.fixture
def production(settings):
    """A market that is not the demo's, at an address of its own; the database is as migrated."""
    for name, value in PRODUCTION.items():
        setattr(settings, name, value)
    assert not HomePage.objects.exists() and not Village.objects.exists()
    return settings


def test_every_page_of_a_new_market_opens_in_each_language(production, client):
    call_command("found_site")
    site = Site.objects.get()
    assert (site.hostname, site.port) == ("cho.langviet.vn", 443)
    assert isinstance(site.root_page.specific, HomePage)
    for language in LANGUAGES:
        pages = [
            page
            for model in (HomePage, VillageIndexPage, StoryIndexPage, PlainPage)
            for page in model.objects.filter(locale__language_code=language)
        ]
        assert len(pages) == 3 + len(KINDS)
        for path in [*(page.get_url() for page in pages), f"/{language}/products/"]:
            answer = client.get(path, headers={"host": "cho.langviet.vn"})
            assert answer.status_code == 200, path
            text = words(answer)
            assert "Wagtail" not in text and "Welcome" not in text, path
            assert "demo" not in text.lower(), path
            assert "Công ty Làng Việt" in text and "chao@langviet.vn" in text, path
        for page in pages:
            assert page.title in words(client.get(page.get_url()))


def test_an_address_that_is_taken_is_left_to_who_has_it(production):
    locale = Locale.objects.get_or_create(language_code="en")[0]
    home = Page.get_first_root_node().add_child(
        instance=HomePage(title="Ours", slug="ours", locale=locale)
    )
    home.add_child(instance=StoryIndexPage(title="Tales", slug="villages", locale=locale))
    found_site()
    assert VillageIndexPage.objects.get(locale=locale).slug == "villages-2"
    assert HomePage.objects.get(locale=locale).title == "Ours"


def test_a_site_that_begins_with_another_page_keeps_what_stands_below_it(production):
    welcome = Page.objects.get(depth=2)
    below = welcome.add_child(instance=Page(title="Theirs", slug="theirs"))
    found_site()
    assert Page.objects.filter(pk__in=[welcome.pk, below.pk]).count() == 2
    assert isinstance(Site.objects.get().root_page.specific, HomePage)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_each_first_text_has_a_title_a_lead_and_an_end(language, kind):
    page = first_page(language, kind)
    source = (FOLDER / language / f"{kind}.html").read_text(encoding="utf-8")
    assert page.title and page.lead and source.endswith(">\n")
    assert len(re.sub(r"<[^>]+>", " ", source).split()) >= 100
    for tag in ("p", "h2", "ul", "ol", "li", "b"):
        opened = len(re.findall(rf"<{tag}[ >]", source))
        assert opened == source.count(f"</{tag}>"), tag


def test_a_text_without_a_title_is_refused(monkeypatch, tmp_path):
    (tmp_path / "vi").mkdir()
    (tmp_path / "vi" / "about.html").write_text("<p>Trần trụi.</p>\n")
    monkeypatch.setattr("cms.founding.FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"vi/about\.html begins without a title"):
        first_page("vi", "about")
