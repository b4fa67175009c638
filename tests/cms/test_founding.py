"""A market is founded on an empty database: its pages open in three languages, in our own words."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db.models import Count
from wagtail.models import GroupPagePermission, Locale, Page, Site, Workflow

from catalogue.places.models import Village
from cms.contact import ShopContact
from cms.founding import FOLDER, LANGUAGES, first_page, found_site
from cms.models import HomePage, PlainPage, StoryIndexPage, VillageIndexPage
from marketplace.accounts.roles import GROUPS
from marketplace.aftersale.models import ReturnRule
from marketplace.shipping.models import DeliveryRate

pytestmark = pytest.mark.django_db
KINDS = PlainPage.Kind.values


@pytest.fixture
def production(settings):
    """A market that is not the demo's, at an address of its own; the database is as migrated."""
    settings.SITE_URL, settings.SHOP_IS_DEMO = "https://cho.langviet.vn", False
    settings.SHOP_OPERATOR, settings.REPORTS_EMAIL = "Công ty Làng Việt", "chao@langviet.vn"
    settings.ALLOWED_HOSTS = ["cho.langviet.vn", "testserver"]
    assert not HomePage.objects.exists() and not Village.objects.exists()
    return settings


def everything() -> list:
    """What a second founding could have changed."""
    return [
        list(Page.objects.order_by("pk").values()),
        list(ShopContact.objects.values()),
        list(Site.objects.values()),
        list(Group.objects.order_by("pk").values_list("name", "permissions__codename")),
        list(GroupPagePermission.objects.order_by("pk").values()),
        list(Workflow.objects.values()),
        list(Page.objects.annotate(n=Count("_revisions")).order_by("pk").values_list("n")),
    ]


def words(answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


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


def test_pages_of_one_kind_translate_each_other(production):
    found_site()
    for model in (HomePage, VillageIndexPage, StoryIndexPage):
        assert model.objects.values("translation_key").distinct().count() == 1
    for kind in KINDS:
        same = PlainPage.objects.filter(kind=kind)
        assert same.count() == 3 and same.values("translation_key").distinct().count() == 1


def test_legal_pages_show_the_rows_of_today(production, client):
    found_site()
    ReturnRule.objects.filter(reason="damaged").update(days=11)
    DeliveryRate.objects.filter(zone="city").update(first_charge=23_500)
    production.TRANSFER_HOURS = 36
    ShopContact.objects.update(phone="024 7300 1234", days="mon-fri", opens="08:00", closes="17:30")
    assert "11 days from delivery" in words(client.get("/en/returns/"))
    assert "₫23,500 up to 2,000 g" in words(client.get("/en/delivery/"))
    payment = words(client.get("/en/payment/"))
    assert "Your goods are held for 1 d 12 h." in payment and "Cash on delivery" in payment
    for path in ("/en/about/", "/en/complaints/", "/en/privacy/"):
        assert "Monday to Friday, 08:00–17:30" in words(client.get(path))
        assert 'href="tel:02473001234"' in client.get(path).content.decode()


def test_a_second_run_changes_nothing(production):
    found_site()
    before = everything()
    told: list[str] = []
    found_site(told.append)
    assert (told, everything()) == ([], before)


def test_what_editors_changed_stays(production):
    found_site()
    page = PlainPage.objects.get(kind="privacy", locale__language_code="en")
    page.title, page.slug, page.body = "Your data", "your-data", [("text", "<p>Ours.</p>")]
    page.save_revision().publish()
    stories = StoryIndexPage.objects.get(locale__language_code="vi")
    stories.unpublish()
    ShopContact.objects.update(owner="HTX Chợ Làng", email="htx@langviet.vn")
    before = everything()
    found_site()
    assert everything() == before


def test_what_lacks_is_made_again_as_a_translation(production):
    found_site()
    key = PlainPage.objects.filter(kind="returns").values_list("translation_key", flat=True)[0]
    PlainPage.objects.get(kind="returns", locale__language_code="id").delete()
    told: list[str] = []
    found_site(told.append)
    assert told == ["id: Pengembalian"]
    made = PlainPage.objects.get(kind="returns", locale__language_code="id")
    assert (made.translation_key, made.live) == (key, True)


def test_an_address_that_is_taken_is_left_to_who_has_it(production):
    locale = Locale.objects.get_or_create(language_code="en")[0]
    home = Page.get_first_root_node().add_child(
        instance=HomePage(title="Ours", slug="ours", locale=locale)
    )
    home.add_child(instance=StoryIndexPage(title="Tales", slug="villages", locale=locale))
    found_site()
    assert VillageIndexPage.objects.get(locale=locale).slug == "villages-2"
    assert HomePage.objects.get(locale=locale).title == "Ours"


def test_a_page_from_before_kinds_is_adopted(production):
    found_site()
    page = PlainPage.objects.get(kind="about", locale__language_code="en")
    page.kind = ""
    page.save_revision().publish()
    found_site()
    page.refresh_from_db()
    assert page.kind == "about" and page.get_latest_revision_as_object().kind == "about"
    assert PlainPage.objects.filter(slug__startswith="about", locale=page.locale).count() == 1


def test_slots_that_editors_emptied_stay_so_and_a_home_from_before_gets_them(production):
    found_site()
    emptied, before, drafted = HomePage.objects.order_by("pk")
    emptied.slots = []
    emptied.save_revision().publish()
    for home in (before, drafted):
        HomePage.objects.filter(pk=home.pk).update(slots="[]")
        del home.latest_revision.content["slots"]
        home.latest_revision.save()
    HomePage.objects.filter(pk=drafted.pk).update(has_unpublished_changes=True)
    found_site()
    counts = [len(home.slots) for home in HomePage.objects.order_by("pk")]
    assert counts == [0, 7, 7]
    drafted = HomePage.objects.get(pk=drafted.pk)
    assert (
        drafted.has_unpublished_changes and len(drafted.get_latest_revision_as_object().slots) == 7
    )


def test_a_site_that_begins_with_another_page_keeps_what_stands_below_it(production):
    welcome = Page.objects.get(depth=2)
    below = welcome.add_child(instance=Page(title="Theirs", slug="theirs"))
    found_site()
    assert Page.objects.filter(pk__in=[welcome.pk, below.pk]).count() == 2
    assert isinstance(Site.objects.get().root_page.specific, HomePage)


def test_the_site_follows_site_url(production):
    found_site()
    production.SITE_URL = "http://127.0.0.1:8123"
    found_site()
    assert Site.objects.values_list("hostname", "port").get() == ("127.0.0.1", 8123)


def test_groups_and_approval_are_there(production):
    found_site()
    assert set(GROUPS.values()) <= set(Group.objects.values_list("name", flat=True))
    editors = Group.objects.get(name="Editors")
    assert Permission.objects.get(codename="change_shopcontact") in editors.permissions.all()
    homes = HomePage.objects.all()
    assert {home.get_workflow().name for home in homes} == {"Duyệt bài làng nghề"}


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
