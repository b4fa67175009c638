"""manage.py keys: lists, makes, revokes after saying what that means, closes anew."""

import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import CommandError, call_command

from catalogue.origin.labels import services as labels
from catalogue.origin.lots.services import open_lot
from marketplace.joining.sealed import CITIZEN, open_closed
from marketplace.keys import ring, services
from marketplace.keys.models import Key
from tests import factories
from tests.marketplace.joining.applicants import CITIZEN as NUMBER
from tests.marketplace.joining.applicants import make_application

pytestmark = pytest.mark.usefixtures("keys_of_database")


def said(capsys, *args: str) -> str:
    call_command("keys", *args)
    return capsys.readouterr().out


def test_keys_are_listed_with_their_days_and_without_secrets(capsys):
    services.make_key("labels")
    services.revoke_key(purpose="statements", name=ring.newest("statements").name, reason="stolen")
    lines = said(capsys).splitlines()
    assert [line.split()[:3] for line in lines[:5]] == [
        ["factors", "1", "makes"],
        ["labels", "0", "verifies"],
        ["labels", "1", "makes"],
        ["passwords", "1", "makes"],
        ["people", "1", "makes"],
    ]
    assert lines[6].endswith("stolen")
    rows = json.loads(said(capsys, "list", "--json"))
    assert [row["state"] for row in rows[-2:]] == ["revoked", "makes"]
    assert {key for row in rows for key in row}.isdisjoint({"sealed", "sealed_by", "secret"})


def test_a_new_key_makes_at_once(capsys):
    assert "Key 1 of labels makes from now on" in said(capsys, "new", "labels")
    assert ring.newest("labels").name == "1"


def test_revoking_says_how_many_labels_it_concerns_and_waits_for_a_yes(capsys, producer, owner):
    lot = open_lot(product=factories.make_product(producer), quantity=9, by=owner, number="L-1")
    labels.mint_labels(lot=lot, count=3, by=owner)
    asked = said(capsys, "revoke", "labels", "0", "--reason", "out")
    assert "3 printed labels begin with 0" in asked
    assert "Nothing was done" in asked
    assert not ring.find("labels", "0").is_revoked
    assert "is revoked" in said(capsys, "revoke", "labels", "0", "--reason", "out", "--yes")
    assert ring.find("labels", "0").is_revoked
    assert ring.newest("labels").name == "1"


def test_a_revoked_key_of_factors_locks_nobody_out(capsys, buyer):
    TOTP.activate(buyer, generate_totp_secret())
    told = said(capsys, "revoke", "factors", "1", "--reason", "out", "--yes")
    assert "1 second factors are closed anew" in told
    assert Authenticator.objects.get().data["secret"].startswith("2:")
    assert said(capsys, "new", "factors").startswith("1 second factors are closed anew")


def test_a_revoked_key_of_people_loses_no_number(capsys):
    made = make_application()
    told = said(capsys, "revoke", "people", "1", "--reason", "out", "--yes")
    assert "1 registrations are closed anew" in told
    made.refresh_from_db()
    assert open_closed(made, CITIZEN) == NUMBER


def test_an_unknown_key_is_named(capsys):
    with pytest.raises(CommandError, match="No key K of labels, or it is revoked already"):
        call_command("keys", "revoke", "labels", "K", "--reason", "out", "--yes")


def test_the_last_name_of_labels_is_told(capsys):
    for letter in services.LETTERS[1:]:
        Key.objects.create(purpose="labels", name=letter, retired_at="2026-01-01T00:00:00Z")
    with pytest.raises(CommandError, match="All 32 characters"):
        call_command("keys", "new", "labels")
    with pytest.raises(CommandError, match="All 32 names"):
        call_command("keys", "revoke", "labels", "0", "--reason", "out", "--yes")
    assert ring.newest("labels").name == "0"


def test_keys_are_closed_under_a_new_secret(capsys, settings):
    settings.KEYS_SECRET_FALLBACKS, settings.KEYS_SECRET = [settings.KEYS_SECRET], "another"
    assert said(capsys, "close-anew").startswith(f"{len(Key.Purpose)} keys are closed anew")
    assert services.unopened() == []
