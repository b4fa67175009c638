"""Granting, extending and revoking: what is refused, what is written, and what the shop shows."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from catalogue.certificates import services
from catalogue.certificates.models import Certificate, CertificateEvent, RatingLaw
from catalogue.certificates.rules import law_in_force, months_later
from catalogue.certificates.services import (
    CertificateRefused,
    best_valid,
    cancel_revocation,
    extend_certificate,
    grant_certificate,
    revoke_certificate,
    sync_begun,
    sync_stars,
)
from catalogue.models import Product
from catalogue.search.models import Waiting
from marketplace.demo.management.commands.keep_time import JOBS
from tests import factories
from tests.clock import read

Day = datetime.date
Kind = CertificateEvent.Kind


def days(count: int) -> datetime.timedelta:
    return datetime.timedelta(days=count)


def today() -> Day:
    return timezone.localdate()


def draft(product=None, **fields) -> Certificate:
    """A certificate that nothing speaks against, not saved."""
    issued = fields.get("issued_on", today() - days(1))
    facts = {
        "product": product,
        "decision_number": "77/QĐ-UBND",
        "decision_date": today() - days(2),
        "authority": "UBND thành phố Hà Nội",
        "level": Certificate.Level.PROVINCE,
        "stars": 4,
        "score": Decimal("78.5"),
        "law": law_in_force(today() - days(2)),
        "issued_on": issued,
        "expires_on": months_later(issued, 36),
    }
    return Certificate(**facts | fields)


def shown(product) -> tuple[int | None, Day | None]:
    """The stars that the shop's lists and filters read."""
    product.refresh_from_db()
    return product.ocop_stars, product.ocop_valid_until


def events_of(certificate: Certificate) -> list[tuple]:
    rows = certificate.events.all()
    return [(row.kind, row.on, row.until, row.ground, row.note, row.by) for row in rows]


def touched() -> set[int]:
    """Products that the search index has been told of."""
    return set(Waiting.objects.filter(kind="product").values_list("object_pk", flat=True))


# Granting ----------------------------------------------------------------------------------


def test_granted_certificate_is_on_file_and_its_stars_show(product, officer):
    certificate = draft(product)
    assert grant_certificate(certificate=certificate, by=officer, note="Đợt 1") is certificate
    granted = (Kind.GRANTED, certificate.issued_on, certificate.expires_on, "", "Đợt 1", officer)
    assert events_of(certificate) == [granted]
    assert shown(product) == (4, certificate.expires_on)
    assert product.pk in touched()


def test_note_of_a_grant_may_be_left_out(product, officer):
    certificate = grant_certificate(certificate=draft(product), by=officer)
    assert certificate.events.get().note == ""


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"stars": 5}, "stars"),
        ({"score": Decimal("49.99"), "stars": 3}, "stars"),
        ({"decision_date": Day(2023, 2, 1), "issued_on": Day(2023, 2, 1)}, "law"),
        ({"issued_on": Day(2023, 3, 1)}, "dates"),
        ({"expires_on": Day(2023, 3, 1)}, "dates"),
        ({"expires_on": months_later(Day(2026, 5, 1), 240)}, "long"),
    ],
)
def test_refused_certificate_leaves_nothing_behind(product, officer, fields, why):
    with pytest.raises(CertificateRefused) as refusal:
        grant_certificate(certificate=draft(product, **fields), by=officer)
    assert str(refusal.value) == why
    assert not Certificate.objects.exists()
    assert not CertificateEvent.objects.exists()
    assert shown(product) == (None, None)


@pytest.mark.parametrize("number", ["77/QĐ-UBND", " 77 / qđ-ubnd "])
def test_decision_is_on_file_once_for_a_product(product, officer, number):
    grant_certificate(certificate=draft(product), by=officer)
    with pytest.raises(CertificateRefused, match="known"):
        grant_certificate(certificate=draft(product, decision_number=number), by=officer)
    other = factories.make_product(product.producer)
    assert grant_certificate(certificate=draft(other, decision_number=number), by=officer).pk


def test_short_term_is_granted_with_a_note_that_says_why(product, officer):
    short = {"expires_on": today() + days(300)}
    with pytest.raises(CertificateRefused, match="short"):
        grant_certificate(certificate=draft(product, **short), by=officer)
    why = "Giấy in hạn 300 ngày"
    assert grant_certificate(certificate=draft(product, **short), by=officer, note=why).pk


@pytest.fixture
def shop_that_fails(monkeypatch):
    """The last of a service's steps breaks; what came before it must not stand alone."""

    def fail(*args, **kwargs):
        raise RuntimeError

    return lambda: monkeypatch.setattr(services, "sync_stars", fail)


def test_grant_is_written_whole_or_not_at_all(product, officer, shop_that_fails):
    shop_that_fails()
    with pytest.raises(RuntimeError):
        grant_certificate(certificate=draft(product), by=officer)
    assert not Certificate.objects.exists()
    assert not CertificateEvent.objects.exists()


# A certificate of tomorrow -----------------------------------------------------------------


def test_certificate_of_tomorrow_shows_its_stars_tomorrow(product, officer):
    certificate = draft(product, decision_date=today(), issued_on=today() + days(1))
    grant_certificate(certificate=certificate, by=officer)
    assert shown(product) == (None, None)
    assert sync_begun() == 0
    assert shown(product) == (None, None)
    assert sync_begun(today() + days(1)) == 1
    assert shown(product) == (4, certificate.expires_on)
    assert sync_begun(today() + days(1)) == 0


def test_day_that_begins_is_asked_of_again_and_again():
    assert sync_begun in JOBS


def test_new_certificate_takes_over_from_one_that_still_holds(product, officer):
    old = factories.make_certificate(product, stars=3)
    new = draft(product, decision_date=today(), issued_on=today() + days(1))
    grant_certificate(certificate=new, by=officer)
    assert shown(product) == (3, old.expires_on)
    assert sync_begun(today() + days(1)) == 1
    assert shown(product) == (4, new.expires_on)


@pytest.mark.parametrize("days_late", [0, 6, 7, 90])
def test_newer_one_takes_over_however_long_the_job_was_away(product, days_late):
    factories.make_certificate(product, stars=3)
    factories.make_certificate(
        product, stars=4, issued_on=today() - days(days_late), expires_on=today() + days(5)
    )
    Product.objects.update(ocop_stars=3, ocop_valid_until=today() + days(700))
    assert sync_begun() == 1
    assert shown(product) == (4, today() + days(5))


def test_newer_one_of_as_many_stars_brings_its_own_end(product):
    old = factories.make_certificate(product)
    new = factories.make_certificate(product, issued_on=today() - days(9))
    Product.objects.update(ocop_stars=4, ocop_valid_until=old.expires_on)
    assert sync_begun() == 1
    assert shown(product) == (4, new.expires_on)


def test_newer_one_of_the_same_end_brings_its_own_stars(product):
    end = factories.make_certificate(product, stars=4).expires_on
    Product.objects.update(ocop_stars=3, ocop_valid_until=end)
    assert sync_begun() == 1
    assert shown(product) == (4, end)


@pytest.mark.parametrize("copied", [None, -1, 0, 1])  # last day of the stars shown now
def test_product_gets_the_stars_of_its_certificate_whatever_it_shows(product, copied):
    certificate = factories.make_certificate(product, stars=4)
    Product.objects.update(
        ocop_stars=None if copied is None else 3,
        ocop_valid_until=None if copied is None else today() + days(copied),
    )
    assert sync_begun() == 1
    assert shown(product) == (4, certificate.expires_on)


@pytest.mark.parametrize(
    ("fields", "changed"),
    [
        ({"expires_on": lambda: today() - days(1)}, 0),
        ({"expires_on": today}, 1),
        ({"expires_on": lambda: today() - days(9), "extended_until": lambda: today() - days(1)}, 0),
        ({"expires_on": lambda: today() - days(9), "extended_until": today}, 1),
        (
            {"expires_on": lambda: today() + days(9), "extended_until": lambda: today() + days(20)},
            1,
        ),
        ({"revoked_on": today}, 0),
        ({"revoked_on": lambda: today() + days(1)}, 1),
    ],
)
def test_certificate_that_does_not_hold_today_brings_no_stars(product, fields, changed):
    certificate = factories.make_certificate(product, stars=4, **read(fields))
    Product.objects.update(ocop_stars=None, ocop_valid_until=None)
    assert sync_begun() == changed
    assert shown(product) == ((4, certificate.ends_on) if changed else (None, None))


def test_day_that_begins_asks_little_when_nothing_does(product, django_assert_num_queries):
    factories.make_certificate(product)
    with django_assert_num_queries(1):
        assert sync_begun() == 0


# Which stars show --------------------------------------------------------------------------


def test_best_certificate_is_the_valid_one_issued_last():
    def one(pk, issued, **fields):
        return Certificate(**{"expires_on": Day(2028, 1, 1)} | fields, pk=pk, issued_on=issued)

    day = Day(2026, 11, 24)
    first, second = one(5, Day(2025, 1, 1)), one(2, Day(2026, 1, 1))
    same_day = one(3, Day(2026, 1, 1))
    ahead = one(9, Day(2026, 11, 25))
    over = one(8, Day(2026, 2, 1), expires_on=Day(2026, 11, 23))
    revoked = one(7, Day(2026, 3, 1), revoked_on=Day(2026, 11, 24))
    assert best_valid([first, ahead, over, revoked], day) is first
    assert best_valid([second, first], day) is second
    assert best_valid([first, same_day, second], day) is same_day
    assert best_valid([ahead, over, revoked], day) is None
    assert best_valid([], day) is None


def test_sync_changes_only_what_is_not_true(product):
    certificate = factories.make_certificate(product, stars=5)
    other = factories.make_product(product.producer)
    Product.objects.filter(pk=other.pk).update(ocop_stars=3, ocop_valid_until=today() + days(9))
    Waiting.objects.all().delete()
    before = Product.objects.get(pk=product.pk).date_updated
    assert sync_stars([product.pk]) == 0
    assert shown(product) == (5, certificate.expires_on)
    assert product.date_updated == before
    assert touched() == set()
    assert sync_stars([product.pk, other.pk]) == 1
    assert shown(other) == (None, None)
    assert other.date_updated > before
    assert touched() == {other.pk}


@pytest.mark.parametrize(
    "copied", [{"ocop_stars": 3}, {"ocop_valid_until": Day(2026, 1, 1)}], ids=["stars", "day"]
)
def test_sync_mends_either_half_of_the_copy(product, copied):
    certificate = factories.make_certificate(product, stars=4)
    Product.objects.update(**copied)
    assert sync_stars([product.pk]) == 1
    assert shown(product) == (4, certificate.expires_on)


def test_sync_tells_the_stars_of_the_day_that_is_named(product):
    ends = today() + days(1)
    factories.make_certificate(product, issued_on=today(), expires_on=ends)
    for day, told in ((2, (None, None)), (1, (4, ends)), (-1, (None, None)), (0, (4, ends))):
        assert sync_stars([product.pk], today() + days(day)) == 1
        assert shown(product) == told
    Product.objects.update(ocop_stars=None)
    assert sync_stars([product.pk]) == 1  # today
    assert shown(product) == (4, ends)


# Extending ---------------------------------------------------------------------------------


@pytest.fixture
def held(product) -> Certificate:
    return factories.make_certificate(product)


@pytest.fixture
def ending(product) -> Certificate:
    """One whose window for re-rating has closed."""
    return factories.make_certificate(product, expires_on=today() + days(40))


def extend(certificate: Certificate, until: Day, by, filed_on: Day | None = None) -> None:
    extend_certificate(
        certificate=certificate,
        until=until,
        filed_on=filed_on or today(),
        by=by,
        note="Đang chấm lại",
    )


@pytest.mark.parametrize("past", [1, 179, 180])
def test_extension_is_written_and_the_stars_stay(ending, product, officer, past):
    until = ending.expires_on + days(past)
    extend(ending, until, officer)
    ending.refresh_from_db()
    assert ending.extended_until == until
    assert events_of(ending) == [(Kind.EXTENDED, today(), until, "", "Đang chấm lại", officer)]
    assert ending.events.get().changes == {"filed_on": today().isoformat()}
    assert shown(product) == (4, until)


@pytest.mark.parametrize("past", [-400, -1, 0, 181])
def test_extension_is_past_expiry_and_at_most_the_law_s_days(ending, product, officer, past):
    with pytest.raises(CertificateRefused) as refusal:
        extend(ending, ending.expires_on + days(past), officer)
    assert str(refusal.value) == "outside_extension"
    ending.refresh_from_db()
    assert (ending.extended_until, events_of(ending)) == (None, [])
    assert shown(product) == (4, ending.expires_on)


@pytest.mark.parametrize("later", [-1, 0])
def test_extension_never_shortens_the_one_before(ending, product, officer, later):
    until = ending.expires_on + days(60)
    extend(ending, until, officer)
    with pytest.raises(CertificateRefused) as refusal:
        extend(ending, until + days(later), officer)
    assert str(refusal.value) == "shortens"
    assert len(events_of(ending)) == 1
    assert shown(product) == (4, until)


@pytest.mark.parametrize(
    ("ends", "filed", "why"),
    [
        (40, 40 - 121, "not_late"),
        (40, 40 - 120, "not_late"),  # the last day of the window
        (40, 40 - 119, ""),
        (40, 0, ""),
        (40, 1, "filed_ahead"),
        (-3, -3, ""),
        (-3, -2, "not_late"),  # it had run out before anybody asked
        (500, 0, "not_late"),
    ],
)
def test_extension_needs_a_rerating_that_was_filed_late(product, officer, ends, filed, why):
    certificate = factories.make_certificate(product, expires_on=today() + days(ends))
    step = (certificate, certificate.expires_on + days(60), officer, today() + days(filed))
    if why:
        with pytest.raises(CertificateRefused, match=why):
            extend(*step)
    else:
        extend(*step)
    assert len(events_of(certificate)) == (0 if why else 1)


def test_longest_extension_is_that_of_the_certificate_s_own_law(ending, officer):
    RatingLaw.objects.filter(pk=ending.law_id).update(extension_max_days=30)
    with pytest.raises(CertificateRefused, match="outside_extension"):
        extend(ending, ending.expires_on + days(31), officer)
    extend(ending, ending.expires_on + days(30), officer)
    ending.refresh_from_db()
    assert ending.extended_until == ending.expires_on + days(30)


def test_stars_that_ran_out_come_back_with_an_extension(product, officer):
    certificate = factories.make_certificate(product, expires_on=today() - days(3))
    assert shown(product) == (None, None)
    extend(certificate, today(), officer, filed_on=today() - days(9))
    assert shown(product) == (4, today())


def test_extension_is_written_whole_or_not_at_all(ending, officer, shop_that_fails):
    shop_that_fails()
    with pytest.raises(RuntimeError):
        extend(ending, ending.expires_on + days(9), officer)
    ending.refresh_from_db()
    assert (ending.extended_until, events_of(ending)) == (None, [])


# Revoking ----------------------------------------------------------------------------------


def revoke(certificate: Certificate, on: Day, by, ground: str = "misuse", note: str = "Sai nhãn"):
    revoke_certificate(certificate=certificate, on=on, ground=ground, by=by, note=note)


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
