"""Granting, extending and revoking: what is refused, what is written, and what the shop shows."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from catalogue.certificates import services
from catalogue.certificates.models import Certificate, CertificateEvent, RatingLaw
from catalogue.certificates.services import (
    CertificateRefused,
    best_valid,
    check_certificate,
    extend_certificate,
    grant_certificate,
    revoke_certificate,
    stars_for,
    sync_begun,
    sync_stars,
)
from catalogue.models import Product
from catalogue.search.models import Waiting
from marketplace.demo.management.commands.keep_time import JOBS
from tests import factories

Day = datetime.date
Kind = CertificateEvent.Kind
LAW_BEGINS = Day(2023, 2, 24)


def days(count: int) -> datetime.timedelta:
    return datetime.timedelta(days=count)


def today() -> Day:
    return timezone.localdate()


def draft(product=None, **fields) -> Certificate:
    """A certificate that nothing speaks against, not saved."""
    law = RatingLaw(code="148/QĐ-TTg", in_force_from=LAW_BEGINS)
    facts = {
        "product": product,
        "decision_number": "77/QĐ-UBND",
        "decision_date": today() - days(2),
        "authority": "UBND thành phố Hà Nội",
        "level": Certificate.Level.PROVINCE,
        "stars": 4,
        "score": Decimal("78.5"),
        "law": RatingLaw.objects.get(code="148/QĐ-TTg") if product else law,
        "issued_on": today() - days(1),
        "expires_on": today() + days(1095),
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


# What a score earns ------------------------------------------------------------------------

SCORES = [
    ("100", 5),
    ("90.01", 5),
    ("90", 5),
    ("89.99", 4),
    ("70", 4),
    ("69.99", 3),
    ("50", 3),
    ("49.99", None),
    ("0", None),
]


@pytest.mark.parametrize(("score", "stars"), SCORES)
def test_stars_follow_the_bands_of_the_decision(score, stars):
    assert stars_for(Decimal(score)) == stars


@given(lower=st.decimals(0, 100, places=2), more=st.decimals(0, 100, places=2))
def test_more_points_never_earn_fewer_stars(lower, more):
    lower, more = sorted((lower, more))
    assert (stars_for(lower) or 0) <= (stars_for(more) or 0)


# What a certificate may say ----------------------------------------------------------------


def refusal_of(**fields) -> str:
    try:
        check_certificate(draft(**fields))
    except CertificateRefused as refusal:
        return str(refusal)
    return ""


@pytest.mark.parametrize(
    ("score", "stars", "refusal"),
    [
        ("90", 5, ""),
        ("90", 4, ""),  # the council may give fewer
        ("90", 3, ""),
        ("89.99", 5, "stars"),
        ("89.99", 4, ""),
        ("69.99", 4, "stars"),
        ("50", 3, ""),
        ("50", 4, "stars"),
        ("49.99", 3, "stars"),
        ("0", 3, "stars"),
    ],
)
def test_no_more_stars_than_the_score_earns(score, stars, refusal):
    assert refusal_of(score=Decimal(score), stars=stars) == refusal


@pytest.mark.parametrize(("later", "refusal"), [(-1, "law"), (0, ""), (1, "")])
def test_decision_is_not_older_than_its_law(later, refusal):
    assert refusal_of(decision_date=LAW_BEGINS + days(later)) == refusal


DECIDED = Day(2026, 3, 1)


@pytest.mark.parametrize(
    ("issued", "expires", "refusal"),
    [
        (DECIDED - days(1), Day(2029, 3, 1), "dates"),
        (DECIDED + days(0), Day(2029, 3, 1), ""),  # issued on the day of the decision
        (DECIDED + days(1), Day(2029, 3, 1), ""),
        (Day(2026, 3, 5), Day(2026, 3, 4), "dates"),
        (Day(2026, 3, 5), Day(2026, 3, 5), "dates"),
        (Day(2026, 3, 5), Day(2026, 3, 6), ""),
    ],
)
def test_decision_issue_and_expiry_follow_each_other(issued, expires, refusal):
    assert refusal_of(decision_date=DECIDED, issued_on=issued, expires_on=expires) == refusal


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
        ({"decision_date": LAW_BEGINS - days(1)}, "law"),
        ({"issued_on": Day(2023, 3, 1)}, "dates"),
        ({"expires_on": Day(2023, 3, 1)}, "dates"),
    ],
)
def test_refused_certificate_leaves_nothing_behind(product, officer, fields, why):
    with pytest.raises(CertificateRefused) as refusal:
        grant_certificate(certificate=draft(product, **fields), by=officer)
    assert str(refusal.value) == why
    assert not Certificate.objects.exists()
    assert not CertificateEvent.objects.exists()
    assert shown(product) == (None, None)


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


@pytest.mark.parametrize(("days_late", "changed"), [(0, 1), (6, 1), (7, 0)])
def test_job_that_was_away_for_a_week_still_lets_a_newer_one_take_over(product, days_late, changed):
    factories.make_certificate(product, stars=3)
    factories.make_certificate(
        product, stars=4, issued_on=today() - days(days_late), expires_on=today() + days(5)
    )
    Product.objects.update(ocop_stars=3, ocop_valid_until=today() + days(700))
    assert sync_begun() == changed
    assert shown(product)[0] == (4 if changed else 3)


@pytest.mark.parametrize(
    ("copied", "changed"),
    [(None, 1), (-1, 1), (0, 0), (1, 0)],  # the last day of the stars shown now, from today
)
def test_product_without_stars_gets_those_of_a_certificate_however_old(product, copied, changed):
    certificate = factories.make_certificate(product, stars=4)
    Product.objects.update(
        ocop_stars=None if copied is None else 3,
        ocop_valid_until=None if copied is None else today() + days(copied),
    )
    assert sync_begun() == changed
    if changed:
        assert shown(product) == (4, certificate.expires_on)


@pytest.mark.parametrize(
    ("fields", "changed"),
    [
        ({"expires_on": today() - days(1)}, 0),
        ({"expires_on": today()}, 1),
        ({"expires_on": today() - days(9), "extended_until": today() - days(1)}, 0),
        ({"expires_on": today() - days(9), "extended_until": today()}, 1),
        ({"revoked_on": today()}, 0),
        ({"revoked_on": today() + days(1)}, 1),
    ],
)
def test_certificate_that_does_not_hold_today_brings_no_stars(product, fields, changed):
    certificate = factories.make_certificate(product, stars=4, **fields)
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


@pytest.mark.parametrize("past", [1, 179, 180])
def test_extension_is_written_and_the_stars_stay(held, product, officer, past):
    until = held.expires_on + days(past)
    extend_certificate(certificate=held, until=until, by=officer, note="Đang chấm lại")
    held.refresh_from_db()
    assert held.extended_until == until
    assert events_of(held) == [(Kind.EXTENDED, today(), until, "", "Đang chấm lại", officer)]
    assert shown(product) == (4, until)


@pytest.mark.parametrize("past", [-400, -1, 0, 181])
def test_extension_is_past_expiry_and_at_most_the_law_s_days(held, product, officer, past):
    with pytest.raises(CertificateRefused) as refusal:
        extend_certificate(
            certificate=held, until=held.expires_on + days(past), by=officer, note="…"
        )
    assert str(refusal.value) == "outside_extension"
    held.refresh_from_db()
    assert (held.extended_until, events_of(held)) == (None, [])
    assert shown(product) == (4, held.expires_on)


def test_longest_extension_is_that_of_the_certificate_s_own_law(held, officer):
    RatingLaw.objects.filter(pk=held.law_id).update(extension_max_days=30)
    extend = {"certificate": held, "by": officer, "note": "…"}
    with pytest.raises(CertificateRefused, match="outside_extension"):
        extend_certificate(until=held.expires_on + days(31), **extend)
    extend_certificate(until=held.expires_on + days(30), **extend)
    held.refresh_from_db()
    assert held.extended_until == held.expires_on + days(30)


def test_stars_that_ran_out_come_back_with_an_extension(product, officer):
    certificate = factories.make_certificate(product, expires_on=today() - days(3))
    assert shown(product) == (None, None)
    extend_certificate(certificate=certificate, until=today(), by=officer, note="…")
    assert shown(product) == (4, today())


def test_extension_is_written_whole_or_not_at_all(held, officer, shop_that_fails):
    shop_that_fails()
    with pytest.raises(RuntimeError):
        extend_certificate(certificate=held, until=held.expires_on + days(9), by=officer, note="…")
    held.refresh_from_db()
    assert (held.extended_until, events_of(held)) == (None, [])


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
        extend_certificate(certificate=held, until=held.expires_on + days(1), by=officer, note="…")
    assert str(refusal.value) == "revoked"
    held.refresh_from_db()
    assert (held.revoked_on, held.extended_until) == (today() + days(30), None)


def test_revocation_is_written_whole_or_not_at_all(held, officer, shop_that_fails):
    shop_that_fails()
    with pytest.raises(RuntimeError):
        revoke(held, today(), officer)
    held.refresh_from_db()
    assert (held.revoked_on, events_of(held)) == (None, [])
