"""Revoking: when stars go, and what cannot be revoked or taken back."""

import pytest

from catalogue.certificates.services import (
    CertificateRefused,
    cancel_revocation,
    sync_begun,
)
from tests import factories
from tests.catalogue.certificates.certificates import (
    Kind,
    days,
    events_of,
    extend,
    revoke,
    shown,
    today,
)


@pytest.mark.parametrize(
    ("later", "stars"), [(-5, None), (0, None), (1, 4), (30, 4)], ids=lambda each: str(each)
)
def test_revocation_is_written_and_the_stars_go_on_its_day(held, product, officer, later, stars):
    on = today() + days(later)
    revoke(held, on, officer)
    held.refresh_from_db()
    assert held.revoked_on == on
    assert events_of(held) == [(Kind.REVOKED, on, None, "misuse", "Sai nhãn", officer)]
    assert shown(product) == ((4, on - days(1)) if stars else (None, None))


@pytest.mark.parametrize(("later", "is_refused"), [(-1, True), (0, False), (1, False)])
def test_nothing_is_revoked_before_it_was_issued(held, product, officer, later, is_refused):
    on = held.issued_on + days(later)
    if is_refused:
        with pytest.raises(CertificateRefused) as refusal:
            revoke(held, on, officer)
        assert str(refusal.value) == "before_issue"
        assert shown(product) == (4, held.expires_on)
    else:
        revoke(held, on, officer)
        assert shown(product) == (None, None)
    held.refresh_from_db()
    assert held.revoked_on == (None if is_refused else on)
    assert len(events_of(held)) == (0 if is_refused else 1)


def test_revoked_ahead_it_leaves_an_older_one_standing_on_the_day(product, officer):
    older = factories.make_certificate(product, stars=3)
    newer = factories.make_certificate(product, stars=5, issued_on=today() - days(30))
    revoke(newer, today() + days(2), officer)
    assert shown(product) == (5, today() + days(1))
    assert sync_begun(today() + days(1)) == 0
    assert sync_begun(today() + days(2)) == 1
    assert shown(product) == (3, older.expires_on)


def test_revoked_ahead_of_its_day_it_is_neither_extended_nor_revoked_again(held, officer):
    revoke(held, today() + days(30), officer)
    with pytest.raises(CertificateRefused) as refusal:
        revoke(held, today(), officer)
    assert str(refusal.value) == "revoked"
    with pytest.raises(CertificateRefused) as refusal:
        extend(held, held.expires_on + days(1), officer)
    assert str(refusal.value) == "revoked"
    held.refresh_from_db()
    assert (held.revoked_on, held.extended_until) == (today() + days(30), None)


@pytest.mark.parametrize("extended", [0, 30])
@pytest.mark.parametrize("past", [0, 1, 1600])
def test_revocation_lies_no_later_than_the_end(product, officer, extended, past):
    certificate = factories.make_certificate(product, expires_on=today() + days(40))
    if extended:
        extend(certificate, certificate.expires_on + days(extended), officer)
    on = certificate.expires_on + days(extended + past)
    if not past:
        revoke(certificate, on, officer)
        assert shown(product) == (4, on - days(1))
        return
    with pytest.raises(CertificateRefused, match="after_end"):
        revoke(certificate, on, officer)
    assert not certificate.events.filter(kind=Kind.REVOKED).exists()
    revoke(certificate, today(), officer)  # the right day is taken after the wrong one
    assert shown(product) == (None, None)


def test_revocation_whose_day_has_not_come_is_cancelled(held, product, officer):
    on = today() + days(1)
    revoke(held, on, officer)
    cancel_revocation(certificate=held, by=officer, note="Nhập nhầm ngày")
    held.refresh_from_db()
    assert held.revoked_on is None
    cancelled = held.events.last()
    assert (cancelled.kind, cancelled.on, cancelled.by) == (Kind.CANCELLED, today(), officer)
    assert cancelled.changes == {"revoked_on": [on.isoformat(), None]}
    assert shown(product) == (4, held.expires_on)
    revoke(held, today(), officer)
    assert shown(product) == (None, None)


@pytest.mark.parametrize(("revoked", "why"), [(False, "not_revoked"), (True, "in_force")])
def test_only_a_revocation_ahead_of_its_day_is_cancelled(held, product, officer, revoked, why):
    if revoked:
        revoke(held, today(), officer)
    with pytest.raises(CertificateRefused, match=why):
        cancel_revocation(certificate=held, by=officer, note="…")
    assert not held.events.filter(kind=Kind.CANCELLED).exists()
    assert shown(product)[0] == (None if revoked else 4)


def test_revocation_is_written_whole_or_not_at_all(held, officer, shop_that_fails):
    shop_that_fails()
    with pytest.raises(RuntimeError):
        revoke(held, today(), officer)
    held.refresh_from_db()
    assert (held.revoked_on, events_of(held)) == (None, [])
