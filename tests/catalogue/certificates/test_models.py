"""What a certificate says on a day: its state, whether its stars show, and what rows may hold."""

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalogue.certificates.decisions import decision_named_by
from catalogue.certificates.models import Certificate, CertificateEvent, RatingLaw
from catalogue.certificates.rated import put_under_rated
from tests import factories

State = Certificate.State
Kind = CertificateEvent.Kind
Day = datetime.date


def certificate_of(**fields) -> Certificate:
    """The certificate of the module's worked example, under the terms of today's law."""
    facts = {"issued_on": Day(2024, 5, 10), "expires_on": Day(2027, 5, 10), "law": RatingLaw()}
    return Certificate(**facts | fields)


EXTENDED = {"extended_until": Day(2027, 8, 1)}
REVOKED = {"revoked_on": Day(2026, 12, 1)}
LIFE = [
    # what happened, day, state, whether the stars show
    ({}, Day(2024, 5, 9), State.AHEAD, False),
    ({}, Day(2024, 5, 10), State.VALID, True),
    ({}, Day(2024, 5, 11), State.VALID, True),
    ({}, Day(2026, 11, 10), State.VALID, True),  # 181 days before it expires
    ({}, Day(2026, 11, 11), State.RENEWAL, True),
    ({}, Day(2027, 1, 10), State.RENEWAL, True),
    ({}, Day(2027, 1, 11), State.VALID, True),  # 119 days: the window has passed unused
    ({}, Day(2027, 5, 9), State.VALID, True),
    ({}, Day(2027, 5, 10), State.VALID, True),
    ({}, Day(2027, 5, 11), State.EXPIRED, False),
    ({}, Day(2030, 1, 1), State.EXPIRED, False),
    (EXTENDED, Day(2026, 11, 11), State.RENEWAL, True),
    (EXTENDED, Day(2027, 5, 10), State.VALID, True),
    (EXTENDED, Day(2027, 5, 11), State.EXTENDED, True),
    (EXTENDED, Day(2027, 8, 1), State.EXTENDED, True),
    (EXTENDED, Day(2027, 8, 2), State.EXPIRED, False),
    (REVOKED, Day(2024, 5, 9), State.AHEAD, False),
    (REVOKED, Day(2026, 11, 30), State.RENEWAL, True),
    (REVOKED, Day(2026, 12, 1), State.REVOKED, False),
    (REVOKED, Day(2026, 12, 2), State.REVOKED, False),
    (REVOKED, Day(2027, 5, 11), State.REVOKED, False),
    (REVOKED | EXTENDED, Day(2027, 5, 11), State.REVOKED, False),
    (EXTENDED | {"revoked_on": Day(2027, 6, 1)}, Day(2027, 5, 31), State.EXTENDED, True),
    (EXTENDED | {"revoked_on": Day(2027, 6, 1)}, Day(2027, 6, 1), State.REVOKED, False),
]


@pytest.mark.parametrize(("happened", "day", "state", "shows"), LIFE)
def test_state_and_stars_follow_from_dates_and_events(happened, day, state, shows):
    certificate = certificate_of(**happened)
    assert certificate.state_on(day) == state
    assert certificate.is_valid_on(day) is shows


@pytest.mark.parametrize(
    ("days_left", "state"),
    [(61, State.VALID), (60, State.RENEWAL), (30, State.RENEWAL), (29, State.VALID)],
)
def test_renewal_window_is_that_of_the_law_it_was_scored_under(days_left, state):
    law = RatingLaw(renewal_opens_days=60, renewal_closes_days=30)
    certificate = certificate_of(law=law)
    day = certificate.expires_on - datetime.timedelta(days=days_left)
    assert certificate.state_on(day) == state


@pytest.mark.parametrize(
    ("begins", "ends", "state", "shows"),
    [
        (0, 1, State.VALID, True),
        (1, 2, State.AHEAD, False),
        (-2, -1, State.EXPIRED, False),
        (-1, 0, State.VALID, True),
    ],
)
def test_day_that_is_not_named_is_today(begins, ends, state, shows):
    today = timezone.localdate()
    certificate = certificate_of(
        issued_on=today + datetime.timedelta(days=begins),
        expires_on=today + datetime.timedelta(days=ends),
    )
    assert certificate.state_on() == state
    assert certificate.is_valid_on() is shows


@pytest.mark.parametrize(
    ("happened", "valid_until", "ends_on"),
    [
        ({}, Day(2027, 5, 10), Day(2027, 5, 10)),
        (EXTENDED, Day(2027, 8, 1), Day(2027, 8, 1)),
        (REVOKED, Day(2027, 5, 10), Day(2026, 11, 30)),
        ({"revoked_on": Day(2027, 5, 11)}, Day(2027, 5, 10), Day(2027, 5, 10)),
        ({"revoked_on": Day(2027, 9, 1)}, Day(2027, 5, 10), Day(2027, 5, 10)),
        (EXTENDED | {"revoked_on": Day(2027, 7, 2)}, Day(2027, 8, 1), Day(2027, 7, 1)),
        ({"revoked_on": Day(2024, 5, 10)}, Day(2027, 5, 10), Day(2024, 5, 9)),
    ],
)
def test_last_day_is_the_day_before_a_revocation(happened, valid_until, ends_on):
    certificate = certificate_of(**happened)
    assert (certificate.valid_until, certificate.ends_on) == (valid_until, ends_on)


def test_revoked_on_its_first_day_it_never_shows():
    certificate = certificate_of(revoked_on=Day(2024, 5, 10))
    assert not any(certificate.is_valid_on(Day(2024, 5, day)) for day in (9, 10, 11))


@pytest.mark.parametrize(
    ("stands", "may"),
    [
        (Kind.GRANTED, {Kind.EXTENDED, Kind.REVOKED, Kind.CORRECTED}),
        (Kind.EXTENDED, {Kind.EXTENDED, Kind.REVOKED, Kind.CORRECTED}),
        (Kind.REVOKED, {Kind.CANCELLED, Kind.CORRECTED}),
        (Kind.CANCELLED, set()),
        (Kind.CORRECTED, set()),
    ],
)
def test_revocation_may_only_be_taken_back_or_corrected(stands, may):
    assert CertificateEvent.FOLLOWS[stands] == may


@pytest.mark.parametrize(
    ("state", "fact"),
    [
        (State.RENEWAL, "is_in_renewal"),
        (State.EXTENDED, "is_extended"),
        (State.EXPIRED, "is_expired"),
        (State.REVOKED, "is_revoked"),
    ],
)
def test_fact_is_told_of_its_state_alone(state, fact):
    assert [one for one in State if getattr(one, fact)] == [state]


def test_every_state_has_a_tone():
    assert {state: Certificate.TONES[state] for state in State} == {
        State.AHEAD: "wait",
        State.VALID: "ok",
        State.RENEWAL: "wait",
        State.EXTENDED: "wait",
        State.EXPIRED: "bad",
        State.REVOKED: "bad",
    }


def test_law_s_terms_are_those_of_the_decision():
    law = RatingLaw()
    assert (law.validity_months, law.extension_max_days) == (36, 180)
    assert (law.renewal_opens_days, law.renewal_closes_days) == (180, 120)


def test_laws_and_certificates_are_named_and_come_newest_first(product):
    assert [str(law) for law in RatingLaw.objects.all()] == [
        "26/2026/QĐ-TTg",
        "148/QĐ-TTg",
        "1048/QĐ-TTg",
    ]
    days = (Day(2025, 1, 1), Day(2026, 1, 1), Day(2026, 1, 1))
    made = [
        factories.make_certificate(product, decision_number=f"{n}/QĐ", issued_on=day)
        for n, day in enumerate(days)
    ]
    assert [str(one) for one in Certificate.objects.all()] == ["2/QĐ (4)", "1/QĐ (4)", "0/QĐ (4)"]
    assert list(product.certificates.all()) == made[::-1]


@pytest.mark.parametrize(
    "fields",
    [
        {"stars": 2},
        {"stars": 6},
        {"score": Decimal("-0.01")},
        {"score": Decimal("100.01")},
        {"expires_on": Day(2024, 5, 10)},
        {"expires_on": Day(2024, 5, 9)},
        {"decision_number": "1/QĐ"},
    ],
)
def test_database_refuses_what_no_certificate_can_say(product, fields):
    factories.make_certificate(product, decision_number="1/QĐ")
    with pytest.raises(IntegrityError), transaction.atomic():
        saved(product, **fields)
    assert product.certificates.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"stars": 3},
        {"stars": 5},
        {"score": 0},
        {"score": 100},
        {"expires_on": Day(2024, 5, 11)},
    ],
)
def test_database_takes_the_edges(product, fields):
    assert saved(product, **fields).pk


def test_one_decision_may_rate_several_products(product):
    other = factories.make_product(product.producer)
    assert saved(product, decision_number="1/QĐ").pk != saved(other, decision_number="1/QĐ").pk


def saved(product, **fields) -> Certificate:
    facts = {
        "product": product,
        "decision_number": "2/QĐ",
        "decision_date": Day(2024, 5, 10),
        "authority": "UBND thành phố Hà Nội",
        "level": Certificate.Level.PROVINCE,
        "stars": 4,
        "score": 78,
        "issued_on": Day(2024, 5, 10),
        "expires_on": Day(2027, 5, 10),
        "law": RatingLaw.objects.get(code="148/QĐ-TTg"),
    }
    certificate = Certificate(**facts | fields)
    put_under_rated(certificate)
    certificate.decision = decision_named_by(certificate)
    certificate.save()
    return certificate
