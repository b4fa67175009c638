"""One key makes, older ones verify, revoked ones do not; secrets never lie open."""

import base64

import pytest
from django.db import IntegrityError, transaction

from marketplace.keys import ring, sealing, services
from marketplace.keys.models import Key

pytestmark = pytest.mark.usefixtures("keys_of_database")
LABELS, STATEMENTS = Key.Purpose.LABELS, Key.Purpose.STATEMENTS


def test_each_purpose_has_one_key_that_makes_after_migrations():
    rows = Key.objects.filter(retired_at=None, revoked_at=None).values_list("purpose", flat=True)
    assert sorted(rows) == sorted(Key.Purpose.values)
    services.make_first_keys()
    assert Key.objects.count() == len(Key.Purpose.values)
    Key.objects.filter(purpose=LABELS).delete()
    services.make_first_keys(using="replica")
    assert not Key.objects.filter(purpose=LABELS).exists()
    services.make_first_keys()
    assert ring.newest(LABELS).name == "0"


def test_a_new_key_retires_the_one_before():
    first = ring.newest(LABELS)
    second = services.make_key(LABELS)
    assert (ring.newest(LABELS).name, first.name, second.name) == ("1", "0", "1")
    kept = ring.find(LABELS, "0")
    assert kept.retired_at and not kept.is_revoked
    assert (len(kept.secret), kept.secret == first.secret) == (32, True)


def test_two_keys_that_make_are_refused_by_the_database():
    with pytest.raises(IntegrityError), transaction.atomic():
        Key.objects.create(purpose=LABELS, name="7")


def test_the_thirty_third_key_of_labels_is_refused():
    for _ in range(31):
        services.make_key(LABELS)
    assert "".join(ring.keys_of(LABELS)) == services.LETTERS
    with pytest.raises(services.NoNameLeft):
        services.make_key(LABELS)
    assert ring.newest(LABELS).name == "Z"


def test_of_a_retired_key_of_signatures_only_the_public_half_is_left():
    first = Key.objects.get(purpose=STATEMENTS)
    services.make_key(STATEMENTS)
    first.refresh_from_db()
    assert (first.sealed, first.sealed_by, len(first.public)) == ("", "", 43)
    assert first.name == services.name_of_public(base64.urlsafe_b64decode(first.public + "="))


def test_a_revoked_key_that_makes_has_a_follower_at_once():
    revoked = services.revoke_key(purpose=LABELS, name="0", reason=" a laptop was stolen ")
    assert (revoked.reason, revoked.revoked_at is not None) == ("a laptop was stolen", True)
    assert ring.find(LABELS, "0").is_revoked
    assert ring.newest(LABELS).name == "1"


def test_a_key_is_revoked_once_with_a_reason():
    with pytest.raises(ValueError, match="reason"):
        services.revoke_key(purpose=LABELS, name="0", reason=" ")
    services.revoke_key(purpose=LABELS, name="0", reason="lost")
    for name in ("0", "K"):
        with pytest.raises(services.UnknownKey):
            services.revoke_key(purpose=LABELS, name=name, reason="again")


def test_no_row_tells_a_secret():
    for held in (ring.newest(purpose) for purpose in Key.Purpose.values):
        row = str(Key.objects.filter(purpose=held.purpose).values())
        assert held.secret.hex() not in row
        assert services.base64url(held.secret) not in row


def test_keys_are_closed_anew_under_a_new_secret(settings):
    before = {purpose: ring.newest(purpose).secret for purpose in Key.Purpose.values}
    old, settings.KEYS_SECRET = settings.KEYS_SECRET, "another"
    ring.forget()
    assert len(services.unopened()) == len(Key.Purpose)
    settings.KEYS_SECRET_FALLBACKS = [old]
    assert services.unopened() == []
    assert (services.close_anew(), services.close_anew()) == (len(Key.Purpose), 0)
    settings.KEYS_SECRET_FALLBACKS = []
    ring.forget()
    assert {purpose: ring.newest(purpose).secret for purpose in Key.Purpose.values} == before
    assert services.unopened() == []


def test_a_row_that_takes_the_secret_of_another_does_not_open():
    services.make_key(LABELS)
    second = Key.objects.get(purpose=LABELS, name="1")
    Key.objects.filter(purpose=LABELS, name="0").update(sealed=second.sealed)
    ring.forget()
    with pytest.raises(sealing.DoesNotOpen):
        _ = ring.find(LABELS, "0").secret
