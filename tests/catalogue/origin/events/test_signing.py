"""Signed documents: whoever has the key of the address can check them, and any byte counts."""

import base64
import datetime

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils import timezone

from catalogue.origin.lots import services
from tests import factories


@pytest.fixture
def product(producer):
    return factories.make_product(producer, village=factories.make_village())


@pytest.fixture
def lot(product, owner):
    lot = services.open_lot(
        product=product,
        quantity=50,
        by=owner,
        number="L-7",
        made_on=timezone.localdate() - datetime.timedelta(days=3),
        best_before=timezone.localdate() + datetime.timedelta(days=300),
    )
    return services.release_lot(lot=lot, by=owner)


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


def test_signing_key_is_made_once_and_readable_to_us_alone(tmp_path):
    from catalogue.origin.events import signing

    path = tmp_path / "var" / "k.key"
    first = signing.kept_seed(path)
    assert signing.kept_seed(path) == first
    assert len(first) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["k.key"]
