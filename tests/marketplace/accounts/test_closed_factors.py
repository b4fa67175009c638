"""Who reads the database shows no second factor; people notice nothing."""

import importlib

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.apps import apps

from marketplace.accounts import closed_factors
from marketplace.keys import sealing, services
from marketplace.keys.models import Key

pytestmark = pytest.mark.usefixtures("keys_of_database")
FACTORS = Key.Purpose.FACTORS


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def opens(user, secret: str) -> bool:
    factor = Authenticator.objects.get(user=user, type="totp").wrap()
    return factor.validate_code(code_of(secret))


def test_the_secret_of_an_app_is_closed_and_its_codes_open(buyer):
    secret = generate_totp_secret()
    TOTP.activate(buyer, secret)
    kept = Authenticator.objects.get(user=buyer).data["secret"]
    assert secret not in kept
    assert kept.startswith("1:")
    assert opens(buyer, secret)


def test_recovery_codes_follow_from_a_closed_seed(buyer):
    codes = RecoveryCodes.activate(buyer).generate_codes()
    row = Authenticator.objects.get(user=buyer)
    assert row.data["seed"].startswith("1:")
    assert row.wrap().generate_codes() == codes
    assert row.wrap().validate_code(codes[0])


def test_factors_are_closed_anew_under_a_new_key(buyer):
    secret = generate_totp_secret()
    TOTP.activate(buyer, secret)
    codes = RecoveryCodes.activate(buyer).generate_codes()
    Authenticator.objects.create(user=buyer, type="webauthn", data={"name": "Key"})
    services.make_key(FACTORS)
    assert closed_factors.close_anew() == 2
    services.revoke_key(purpose=FACTORS, name="1", reason="out")
    Key.objects.filter(purpose=FACTORS, name="1").delete()
    assert opens(buyer, secret)
    assert (
        Authenticator.objects.get(user=buyer, type="recovery_codes").wrap().generate_codes()
        == codes
    )


def test_codes_of_another_library_are_closed_anew(buyer):
    kept = [closed_factors.close(code) for code in ("11111111", "22222222")]
    row = Authenticator.objects.create(
        user=buyer, type="recovery_codes", data={"used_mask": 0, "migrated_codes": kept}
    )
    services.make_key(FACTORS)
    closed_factors.close_anew()
    row.refresh_from_db()
    assert all(code.startswith("2:") for code in row.data["migrated_codes"])
    assert row.wrap().generate_codes() == ["11111111", "22222222"]


@pytest.mark.parametrize("text", ["JBSWY3DPEHPK3PXP", "9:AAAA", ""])
def test_what_was_put_there_open_opens_nothing(text):
    with pytest.raises(sealing.DoesNotOpen):
        closed_factors.open_closed(text)


def test_what_lay_open_before_is_closed_once(buyer):
    secret, seed = generate_totp_secret(), "ab" * 40
    for kind, data in (
        ("totp", {"secret": secret}),
        ("recovery_codes", {"seed": seed, "used_mask": 0, "migrated_codes": ["11111111"]}),
        ("webauthn", {"name": "Key"}),
    ):
        Authenticator.objects.create(user=buyer, type=kind, data=data)
    Key.objects.filter(purpose=FACTORS).delete()
    importlib.import_module("marketplace.keys.migrations.0002_factors_closed").close_factors(
        apps, None
    )
    rows = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert not any(text in rows for text in (secret, seed, "11111111"))
    assert opens(buyer, secret)
    codes = Authenticator.objects.get(type="recovery_codes")
    assert closed_factors.open_closed(codes.data["seed"]) == seed
    assert codes.wrap().generate_codes() == ["11111111"]
