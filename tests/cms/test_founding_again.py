"""What a second founding of a market leaves, and what the first one made of it."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db.models import Count
from django.test import override_settings
from wagtail.models import GroupPagePermission, Page, Site, Workflow

from cms.contact import ShopContact
from cms.founding import found_site
from cms.models import HomePage, PlainPage, StoryIndexPage, VillageIndexPage
from marketplace.accounts.roles import GROUPS
from marketplace.aftersale.models import ReturnRule
from marketplace.shipping.models import DeliveryRate
from tests.cms.founding import PRODUCTION, words

pytestmark = pytest.mark.django_db
KINDS = PlainPage.Kind.values


@pytest.fixture(scope="module")
def founded_market(rows_of_module) -> None:
    with override_settings(**PRODUCTION):
        found_site()


@pytest.fixture
def production(founded_market, settings):
    """A market that was founded and is not the demo's, at an address of its own."""
    for name, value in PRODUCTION.items():
        setattr(settings, name, value)
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


def test_pages_of_one_kind_translate_each_other(production):
    for model in (HomePage, VillageIndexPage, StoryIndexPage):
        assert model.objects.values("translation_key").distinct().count() == 1
    for kind in KINDS:
        same = PlainPage.objects.filter(kind=kind)
        assert same.count() == 3 and same.values("translation_key").distinct().count() == 1


def test_legal_pages_show_the_rows_of_today(production, client):
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
    before = everything()
    told: list[str] = []
    found_site(told.append)
    assert (told, everything()) == ([], before)


def test_what_editors_changed_stays(production):
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
    key = PlainPage.objects.filter(kind="returns").values_list("translation_key", flat=True)[0]
    PlainPage.objects.get(kind="returns", locale__language_code="id").delete()
    told: list[str] = []
    found_site(told.append)
    assert told == ["id: Pengembalian"]
    made = PlainPage.objects.get(kind="returns", locale__language_code="id")
    assert (made.translation_key, made.live) == (key, True)


def test_a_page_from_before_kinds_is_adopted(production):
    page = PlainPage.objects.get(kind="about", locale__language_code="en")
    page.kind = ""
    page.save_revision().publish()
    found_site()
    page.refresh_from_db()
    assert page.kind == "about" and page.get_latest_revision_as_object().kind == "about"
    assert PlainPage.objects.filter(slug__startswith="about", locale=page.locale).count() == 1


def test_slots_that_editors_emptied_stay_so_and_a_home_from_before_gets_them(production):
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


def test_the_site_follows_site_url(production):
    production.SITE_URL = "http://127.0.0.1:8123"
    found_site()
    assert Site.objects.values_list("hostname", "port").get() == ("127.0.0.1", 8123)


def test_groups_and_approval_are_there(production):
    assert set(GROUPS.values()) <= set(Group.objects.values_list("name", flat=True))
    editors = Group.objects.get(name="Editors")
    assert Permission.objects.get(codename="change_shopcontact") in editors.permissions.all()
    homes = HomePage.objects.all()
    assert {home.get_workflow().name for home in homes} == {"Duyệt bài làng nghề"}
