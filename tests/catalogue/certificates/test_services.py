"""Granting, extending and revoking: what is refused, what is written, and what the shop shows."""

from decimal import Decimal

import pytest

from catalogue.certificates.models import Certificate, CertificateEvent, RatingLaw
from catalogue.certificates.rules import months_later
from catalogue.certificates.services import (
    CertificateRefused,
    best_valid,
    grant_certificate,
    sync_begun,
    sync_stars,
)
from catalogue.models import Product
from catalogue.search.models import Waiting
from marketplace.demo.management.commands.keep_time import JOBS
from tests import factories
from tests.catalogue.certificates.certificates import (
    Day,
    Kind,
    days,
    draft,
    events_of,
    extend,
    shown,
    today,
    touched,
)
from tests.clock import read

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
def ending(product) -> Certificate:
    """One whose window for re-rating has closed."""
    return factories.make_certificate(product, expires_on=today() + days(40))


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
