"""An installation: people, keys, a site, tables, folders. What is missing is named, once."""

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import Page, Site

from cms.contact import ShopContact
from marketplace.accounts.roles import GROUPS
from marketplace.demo.leftovers import check_leftovers
from marketplace.keys import services
from marketplace.keys.models import Key
from marketplace.operations.models import Beat
from marketplace.operations.preflight import of_installation
from marketplace.operations.preflight.lacks import code_of, kind_of
from tests import factories

pytestmark = pytest.mark.usefixtures("keys_of_database")


def person(email: str, role: str, **more):
    user = factories.make_user(email)
    user.groups.add(Group.objects.get_or_create(name=GROUPS[role])[0])
    for name, value in ({"is_staff": True} | more).items():
        setattr(user, name, value)
    user.save()
    return user


@pytest.fixture
def complete(settings, tmp_path):
    """An installation in which nothing is missing."""
    settings.STATIC_ROOT, settings.VAR_DIR = tmp_path / "static", tmp_path
    settings.SITE_URL = "https://cho.langviet.vn"
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text("{}")
    person("tien-1@langviet.vn", "finance")
    person("tien-2@langviet.vn", "finance")
    person("chu@langviet.vn", "moderator", is_superuser=True)
    Beat.objects.update_or_create(name="clock", defaults={"at": timezone.now()})
    home = Page.objects.filter(depth=2).first()
    Site.objects.all().delete()
    Site.objects.create(hostname="cho.langviet.vn", root_page=home, is_default_site=True)
    return settings


def found() -> list[tuple[str, str]]:
    lacks = of_installation.check_installation(databases=["default"])
    known = {"no_home_page", "no_contact"}  # Wagtail's own first page stands in for one
    return [(code_of(lack), kind_of(lack)) for lack in lacks if code_of(lack) not in known]


def test_a_complete_installation_lacks_nothing(complete):
    assert found() == []
    assert of_installation.check_installation() == []


@pytest.mark.parametrize("gone", [{"is_active": False}, {"is_staff": False}])
def test_a_desk_of_one_is_refused(complete, gone):
    person("tien-3@langviet.vn", "finance", **gone)
    second = factories.User.objects.get(email="tien-2@langviet.vn")
    vars(second).update(gone)
    second.save()
    assert found() == [("finance_alone", "refuse")]


def test_without_who_reviews_it_is_refused_and_without_who_keeps_the_register_said(complete):
    chief = factories.User.objects.get(email="chu@langviet.vn")
    chief.is_superuser = False
    chief.save()
    assert found() == [("no_officer", "say"), ("no_superuser", "say")]
    chief.groups.clear()
    assert found()[0] == ("no_moderator", "refuse")


def test_keys_that_do_not_open_are_refused(complete):
    complete.KEYS_SECRET = "another"
    assert found() == [("keys_closed", "refuse")]
    complete.KEYS_SECRET_FALLBACKS = ["development-only-not-a-secret"]
    assert services.unopened() == []


def test_a_purpose_without_a_key_and_a_key_of_one_machine_are_named(complete):
    Key.objects.filter(purpose="labels").update(retired_at=timezone.now())
    (complete.VAR_DIR / "origin-signing.key").write_text("x")
    assert found() == [("keys_missing", "refuse"), ("key_of_this_machine", "say")]


def test_a_site_elsewhere_is_said_and_none_refused(complete):
    Site.objects.update(hostname="localhost")
    assert found() == [("site_elsewhere", "say")]
    Site.objects.all().delete()
    assert found() == [("no_site", "refuse")]


def test_a_first_page_that_is_none_of_ours_is_said(complete):
    lacks = of_installation.check_installation(databases=["default"])
    assert [code_of(lack) for lack in lacks] == ["no_home_page", "no_contact"]


def contact_is_missed() -> bool:
    lacks = of_installation.check_installation(databases=["default"])
    return "no_contact" in [code_of(lack) for lack in lacks]


@pytest.mark.parametrize("way", ["phone", "email", "zalo"])
def test_a_shop_that_cannot_be_reached_or_stands_nowhere_is_said(complete, way):
    contact = ShopContact.objects.create(address="12 Hàng Gai")
    assert contact_is_missed()
    setattr(contact, way, "x")
    contact.save()
    assert not contact_is_missed()
    contact.address = ""
    contact.save()
    assert contact_is_missed()


def test_a_clock_that_nobody_saw_and_a_full_disk_are_said(complete, monkeypatch):
    Beat.objects.all().delete()
    monkeypatch.setattr("marketplace.operations.checks.is_full", lambda folder: True)
    assert found() == [("clock_stopped", "say"), ("disk_full", "say")]


def test_tables_come_first(complete, monkeypatch):
    monkeypatch.setattr(of_installation, "pending", lambda: 3)
    lacks = of_installation.check_installation(databases=["default"])
    assert [(code_of(lack), lack.msg[:12]) for lack in lacks] == [
        ("migrations_pending", "3 migrations")
    ]


def test_no_migration_is_pending_here():
    assert of_installation.pending() == 0


def test_a_database_that_is_away_is_refused(complete, monkeypatch):
    monkeypatch.setattr("marketplace.frame.health.database_answers", lambda: False)
    assert found() == [("no_database", "refuse")]


def test_uncollected_files_and_folders_of_others_are_refused(complete, monkeypatch, tmp_path):
    (tmp_path / "static" / "staticfiles.json").unlink()
    complete.MEDIA_ROOT = tmp_path / "theirs" / "media"
    monkeypatch.setattr("os.access", lambda path, mode: "theirs" not in str(path))
    (tmp_path / "theirs").mkdir()
    assert found() == [("cannot_write", "refuse"), ("static_missing", "refuse")]


def test_accounts_of_the_demo_market_are_refused(complete):
    assert check_leftovers(databases=["default"]) == []
    factories.make_user("quan-tri@example.vn")
    (lack,) = check_leftovers(databases=["default"])
    assert (code_of(lack), kind_of(lack), lack.msg[:10]) == (
        "demo_accounts",
        "refuse",
        "1 accounts",
    )
    assert check_leftovers() == []
