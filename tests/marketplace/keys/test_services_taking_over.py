"""An installation from before the keys had a table goes on: nothing that is printed fails."""

import base64
import importlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.apps import apps
from django.utils.crypto import salted_hmac

from catalogue.origin.codes import serials
from catalogue.origin.labels import services as labels
from catalogue.origin.lots.queries import opaque
from catalogue.origin.lots.services import open_lot
from catalogue.origin.models import Label
from marketplace.keys import ring, services
from marketplace.keys.models import Key
from tests import factories

pytestmark = pytest.mark.usefixtures("keys_of_database")
taking_over = importlib.import_module("marketplace.keys.migrations.0001_initial").write_down
SECRET = "what the installation signed with"
SEED = bytes(range(32))


@pytest.fixture
def old(settings, tmp_path, producer, owner):
    """Labels as they were printed when their key followed from SECRET_KEY; no row of a key."""
    settings.SECRET_KEY, settings.VAR_DIR = SECRET, tmp_path
    settings.LABEL_KEYS, settings.ORIGIN_SIGNING_KEY = [], ""
    lot = open_lot(product=factories.make_product(producer), quantity=20, by=owner, number="L-1")
    labels.mint_labels(lot=lot, count=2, by=owner, hidden=True)
    Key.objects.all().delete()
    return lot


def print_as_before(lot, name: str, key: bytes) -> list[Label]:
    """Give the lot's labels the serials and hashes that the code before gave them."""
    rows = list(Label.objects.filter(lot=lot).select_related("batch").order_by("pk"))
    for number, row in enumerate(rows):
        row.serial = serials.Mint(row.batch.anchor, lot.number, name, key).serial(number)
        Label.objects.filter(pk=row.pk).update(serial=row.serial)
    return rows


def take_over() -> None:
    taking_over(apps, None)
    services.make_first_keys()
    ring.forget()


def test_labels_of_the_derived_key_verify_and_it_still_makes(old, settings):
    derived = salted_hmac("label-key-0", "", secret=SECRET, algorithm="sha256").digest()
    rows = print_as_before(old, "0", derived)
    take_over()
    settings.SECRET_KEY = "rotated at last"
    assert all(serials.is_ours(row.batch.anchor, "L-1", row.serial) for row in rows)
    assert ring.newest("labels").secret == derived
    assert ring.newest("labels").made_at == rows[0].batch.made_at


def test_hidden_codes_and_names_outlive_secret_key(old, settings):
    derived = salted_hmac("label-key-0", "", secret=SECRET, algorithm="sha256").digest()
    row = print_as_before(old, "0", derived)[0]
    take_over()
    settings.SECRET_KEY = "rotated at last"
    code = serials.hidden_code(row.serial)
    text = f"{row.serial}|{code}"
    kept = salted_hmac("hidden-code", text, secret=SECRET, algorithm="sha256").hexdigest()
    assert serials.is_hidden_code(row.serial, code, kept)
    assert (
        opaque("parcel", "O-1")
        == salted_hmac("origin-parcel", "O-1", secret=SECRET).hexdigest()[:24]
    )


def test_keys_of_the_environment_are_taken_over_in_their_order(old, settings):
    settings.LABEL_KEYS = ["3:" + "o" * 40, "A:" + "k" * 40]
    rows = print_as_before(old, "3", b"o" * 40)
    take_over()
    settings.LABEL_KEYS = []
    assert all(serials.is_ours(row.batch.anchor, "L-1", row.serial) for row in rows)
    assert list(ring.keys_of("labels")) == ["3", "A"]
    assert (ring.newest("labels").name, ring.find("labels", "3").makes) == ("A", False)


@pytest.mark.parametrize("where", ["environment", "file"])
def test_the_key_of_signatures_goes_on(old, settings, where):
    text = base64.b64encode(SEED).decode()
    if where == "file":
        (settings.VAR_DIR / "origin-signing.key").write_text(text)
    else:
        settings.ORIGIN_SIGNING_KEY = text
    take_over()
    held = ring.newest("statements")
    public = Ed25519PrivateKey.from_private_bytes(SEED).public_key().public_bytes_raw()
    assert (held.secret, held.public) == (SEED, services.base64url(public))
    assert held.name == services.name_of_public(public)


def test_a_new_installation_gets_keys_of_chance(db, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    Key.objects.all().delete()
    take_over()
    derived = salted_hmac("label-key-0", "", secret=settings.SECRET_KEY, algorithm="sha256")
    assert ring.newest("labels").secret != derived.digest()
    assert ring.newest("records").secret != settings.SECRET_KEY.encode()
    assert Key.objects.count() == len(Key.Purpose)


def test_taking_over_twice_changes_nothing(old):
    take_over()
    before = list(Key.objects.order_by("pk").values())
    take_over()
    assert list(Key.objects.order_by("pk").values()) == before
