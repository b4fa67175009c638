"""Signed documents: whoever has the key of the address can check them, and any byte counts."""

import base64
import datetime

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils import timezone

from catalogue.origin.lots import services as lots
from marketplace.keys import ring, services
from marketplace.keys.models import Key
from tests import factories

STATEMENTS = Key.Purpose.STATEMENTS


@pytest.fixture
def product(producer):
    return factories.make_product(producer, village=factories.make_village())


@pytest.fixture
def lot(product, owner):
    lot = lots.open_lot(
        product=product,
        quantity=50,
        by=owner,
        number="L-7",
        made_on=timezone.localdate() - datetime.timedelta(days=3),
        best_before=timezone.localdate() + datetime.timedelta(days=300),
    )
    return lots.release_lot(lot=lot, by=owner)


def verified(client, answer) -> None:
    """What docs/origin.md tells anyone to do."""
    jwk = client.get("/.well-known/origin-keys.json").json()["keys"][0]
    decode = lambda text: base64.urlsafe_b64decode(text + "==")  # noqa: E731
    key_id, signature = answer["Ed25519-Signature"].split(".")
    assert key_id == jwk["kid"]
    Ed25519PublicKey.from_public_bytes(decode(jwk["x"])).verify(decode(signature), answer.content)


def test_signatures_verify_and_break_with_any_byte(client, lot, product):
    certificate = factories.make_certificate(product)
    for url in (
        f"/epcis/documents/P/{product.code}.jsonld",
        f"/P/{product.code}?linkType=linkset",
        f"/origin/certificates/{certificate.pk}.json",
        f"/origin/status/P/{product.code}/L/L-7",
        "/epcis/events",
    ):
        answer = client.get(url)
        verified(client, answer)
        answer.content = answer.content.replace(b"P", b"Q", 1)
        with pytest.raises(InvalidSignature):
            verified(client, answer)


def test_old_keys_stay_published_with_their_days_and_verify(client, lot, product, keys_of_database):
    url = f"/origin/status/P/{product.code}/L/L-7"
    before = client.get(url)
    services.make_key(STATEMENTS)
    after = client.get(url)
    verified(client, after)
    newest, old = client.get("/.well-known/origin-keys.json").json()["keys"]
    assert (newest.keys() - old.keys(), old.keys() - newest.keys()) == (set(), {"retired_at"})
    assert old["made_at"] < old["retired_at"] <= newest["made_at"]
    by_name, signature = before["Ed25519-Signature"].split(".")
    assert by_name == old["kid"]
    decode = lambda text: base64.urlsafe_b64decode(text + "==")  # noqa: E731
    Ed25519PublicKey.from_public_bytes(decode(old["x"])).verify(decode(signature), before.content)


def test_a_revoked_key_stands_apart_with_its_reason(client, lot, product, keys_of_database):
    name = ring.newest(STATEMENTS).name
    services.revoke_key(purpose=STATEMENTS, name=name, reason="a disk was stolen")
    told = client.get("/.well-known/origin-keys.json").json()
    assert name not in [key["kid"] for key in told["keys"]]
    assert [(key["kid"], key["reason"]) for key in told["revoked"]] == [(name, "a disk was stolen")]
    assert told["revoked"][0]["revoked_at"] >= told["revoked"][0]["retired_at"]
    verified(client, client.get(f"/origin/status/P/{product.code}/L/L-7"))
