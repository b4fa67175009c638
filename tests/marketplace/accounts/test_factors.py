"""In production a password alone opens no page of who answers for money, goods or the market."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client

from cms.promoters.models import Role
from cms.promoters.services import appoint
from marketplace.account.adapters import FactorAdapter
from marketplace.accounts.factors import owes_factor
from marketplace.accounts.signing_in import IDLE, MARK
from marketplace.ledger.access import FINANCE
from marketplace.programme.offices.models import Post
from marketplace.programme.offices.services import end_post, give_post, office_of_commune
from tests import doors, factories
from tests.marketplace.test_settings import start

pytestmark = pytest.mark.django_db
SETUP = "/vi/account/2fa/"
ASKED = "/vi/account/2fa/reauthenticate/?next="
# One page of each door, and who has the role that opens it.
PAGES = {
    "finance": "/vi/finance/",
    "officer": "/vi/programme/",
    "post": "/vi/programme/dossiers/",
    "moderator": "/vi/sell/review/",
    "staff": "/admin/",
    "editor": "/cms/",
    "dashboard": "/vi/dashboard/",
    "promoter": "/cms/",
    "owner": "/vi/sell/",
    "owner's account": "/vi/sell/bank-account/",
    "owner's products": "/vi/sell/products/",
}


@pytest.fixture
def production(settings):
    """As settings of production have it; that no setting says otherwise is tested below."""
    settings.SECOND_FACTOR = True


def person_for(door: str):
    if door.startswith("owner"):
        return factories.make_member(factories.make_producer(), f"{len(door)}@example.vn")
    user = factories.make_user(f"{door}@example.vn")
    if door == "promoter":  # writes for a village, belongs to no staff
        appoint(village=factories.make_village(), user=user, role=Role.PROMOTER)
        return user
    if door == "officer":
        user.groups.add(Group.objects.get_or_create(name="OCOP officers")[0])
        return user
    if door == "post":  # a row opens an office's dossiers, no group does
        give_post(user=user, office=office_of_commune(factories.commune()), by=None)
        return user
    user.is_staff = True
    user.is_superuser = door != "finance"
    user.save()
    if door == "finance":
        user.groups.add(Group.objects.get_or_create(name=FINANCE)[0])
    return user


@pytest.mark.parametrize("door", PAGES)
def test_a_password_alone_opens_no_door(client, production, door):
    """Without a factor one is led to set it up, with one to show it; then the door opens."""
    person = person_for(door)
    assert owes_factor(person)
    client.force_login(person)
    doors.pass_stage(client, person, factor=False)
    answer = client.get(PAGES[door])
    assert (answer.status_code, answer.url) == (302, SETUP)
    TOTP.activate(person, generate_totp_secret())
    answer = client.get(PAGES[door])
    assert (answer.status_code, answer.url[: len(ASKED)]) == (302, ASKED)
    doors.pass_stage(client, person, factor=True)
    assert client.get(PAGES[door]).status_code == 200


@pytest.mark.parametrize("door", PAGES)
def test_the_demo_market_lets_its_accounts_in(client, door):
    person = person_for(door)
    client.force_login(person)
    doors.pass_stage(client, person, factor=False)
    assert client.get(PAGES[door]).status_code == 200
    page = client.get("/en/account/login/", follow=True)
    client.logout()
    page = client.get("/en/account/login/").content.decode()
    assert "In this demo market a password is enough." in page


def test_production_says_nothing_of_it_and_no_setting_takes_it_off(client, production):
    assert "In this demo market" not in client.get("/en/account/login/").content.decode()
    said = "import marketplace.settings as s; assert s.SECOND_FACTOR is True"
    for switch in ({}, {"SECOND_FACTOR": "0"}, {"SHOP_IS_DEMO": "1"}):
        assert start(code=said, **switch).returncode == 0, switch


def test_a_buyer_and_a_helper_need_none(client, production):
    helper = factories.make_member(factories.make_producer(), "phu@example.vn", role="seller")
    assert not owes_factor(helper)
    client.force_login(helper)
    doors.pass_stage(client, helper, factor=False)
    assert [client.get(path).status_code for path in ("/vi/account/", "/vi/sell/")] == [200, 200]


def test_who_has_a_post_works_for_the_programme_while_it_holds(client):
    """The session ends after a day's work, as an officer's; a post that ended asks for nothing."""
    person = person_for("post")
    client.force_login(person)
    doors.pass_stage(client, person, ago=IDLE)
    assert client.session[MARK]["short"] is True
    assert client.get("/vi/account/").status_code == 302
    end_post(post=Post.objects.get())
    assert not owes_factor(person)
    client.force_login(person)
    doors.pass_stage(client, person)
    assert client.session[MARK]["short"] is False


def test_setting_one_up_counts_as_showing_it(client, production, monkeypatch):
    person = person_for("staff")
    client.force_login(person)
    doors.pass_stage(client, person, factor=False)
    page = client.get("/vi/account/2fa/totp/activate/")
    assert page.url.startswith("/vi/account/reauthenticate/")
    client.post(page.url, {"password": factories.PASSWORD})
    client.get("/vi/account/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(secret, counter))
    # As outside a test: allauth's own transaction ends within the request.
    monkeypatch.setattr("django.db.transaction.on_commit", lambda told, **how: told())
    client.post("/vi/account/2fa/totp/activate/", {"code": code})
    kinds = sorted(person.authenticator_set.values_list("type", flat=True))
    assert kinds == ["recovery_codes", "totp"]
    assert client.get("/admin/").status_code == 200


def test_the_last_factor_stays_with_who_owes_one(production):
    person, buyer = person_for("owner"), factories.make_user()
    keeps = FactorAdapter().can_delete_authenticator
    for user, may in ((person, False), (buyer, True)):
        first = TOTP.activate(user, generate_totp_secret()).instance
        assert keeps(first) is may
        Authenticator.objects.create(user=user, type="webauthn", data={"name": "2"})
        assert keeps(first) is True
    assert mail.outbox == []


def test_who_takes_off_a_factor_is_signed_out_elsewhere(client):
    here, theirs, elsewhere = client, Client(), Client()
    people = {email: factories.make_user(email) for email in ("lan@example.vn", "duc@example.vn")}
    for email, user in people.items():
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    for browser, email in zip((here, theirs, elsewhere), (*people, "lan@example.vn"), strict=True):
        browser.post("/vi/account/login/", {"login": email, "password": factories.PASSWORD})
    app = TOTP.activate(people["lan@example.vn"], generate_totp_secret()).instance
    here.post("/vi/account/reauthenticate/", {"password": factories.PASSWORD})
    here.post("/vi/account/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(pk=app.pk).exists()
    answers = [each.get("/vi/account/").status_code for each in (here, theirs, elsewhere)]
    assert answers == [200, 200, 302]
