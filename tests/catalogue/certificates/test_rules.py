"""What a certificate may say: stars by score and level, the law of the day, the law's term."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from catalogue.certificates.decisions import decision_named_by
from catalogue.certificates.models import Certificate, RatingLaw
from catalogue.certificates.rated import put_under_rated
from catalogue.certificates.rules import (
    CertificateRefused,
    check_certificate,
    law_in_force,
    months_later,
    reason_of,
    same_number,
    stars_for,
    wrong_on_file,
)

Day = datetime.date
Level = Certificate.Level
LAW_BEGINS, LAW_ENDS = Day(2023, 2, 24), Day(2026, 5, 21)
DECIDED = Day(2025, 8, 1)


def days(count: int) -> datetime.timedelta:
    return datetime.timedelta(days=count)


def draft(**fields) -> Certificate:
    """A certificate that nothing speaks against, not saved."""
    issued = fields.get("issued_on") or fields.get("decision_date") or DECIDED + days(4)
    facts = {
        "decision_number": "77/QĐ-UBND",
        "decision_date": DECIDED,
        "authority": "UBND thành phố Hà Nội",
        "level": Level.PROVINCE,
        "stars": 4,
        "score": Decimal("78.5"),
        "law": RatingLaw(
            code="148/QĐ-TTg",
            in_force_from=LAW_BEGINS,
            in_force_to=LAW_ENDS,
        ),
        "issued_on": issued,
        "expires_on": months_later(issued, 36),
    }
    return Certificate(**facts | fields)


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


def refusal_of(reason: str = "", **fields) -> str:
    try:
        check_certificate(draft(**fields), reason=reason)
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
    level = Level.MINISTRY if stars == 5 else Level.PROVINCE
    assert refusal_of(score=Decimal(score), stars=stars, level=level) == refusal


@pytest.mark.parametrize(
    ("level", "refusal"),
    [(Level.MINISTRY, ""), (Level.PROVINCE, "ministry"), (Level.DISTRICT, "ministry")],
)
def test_five_stars_come_from_the_ministry(level, refusal):
    five = {"stars": 5, "score": Decimal(95), "decision_date": Day(2025, 1, 10)}
    assert refusal_of(level=level, **five) == refusal


@pytest.mark.parametrize(
    ("decided", "refusal"),
    [(Day(2025, 6, 29), ""), (Day(2025, 6, 30), ""), (Day(2025, 7, 1), "district")],
)
def test_districts_decided_until_june_2025(decided, refusal):
    assert refusal_of(level=Level.DISTRICT, decision_date=decided) == refusal


@pytest.mark.parametrize(
    ("decided", "refusal"),
    [
        (LAW_BEGINS - days(1), "law"),
        (LAW_BEGINS, ""),
        (LAW_ENDS, ""),
        (LAW_ENDS + days(1), "law"),
    ],
)
def test_law_is_the_one_in_force_on_the_decision_s_day(time_machine, decided, refusal):
    time_machine.move_to(datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC))
    assert refusal_of(decision_date=decided) == refusal


@pytest.mark.parametrize(("later", "refusal"), [(0, ""), (1, "future")])
def test_decision_is_not_of_tomorrow(later, refusal):
    law = RatingLaw(code="…", in_force_from=LAW_BEGINS)
    assert refusal_of(decision_date=timezone.localdate() + days(later), law=law) == refusal


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "code"),
    [
        (Day(2019, 8, 20), None),
        (Day(2019, 8, 21), "1048/QĐ-TTg"),
        (Day(2023, 2, 23), "1048/QĐ-TTg"),
        (Day(2023, 2, 24), "148/QĐ-TTg"),
        (Day(2026, 5, 21), "148/QĐ-TTg"),
        (Day(2026, 5, 22), "26/2026/QĐ-TTg"),
        (Day(2030, 1, 1), "26/2026/QĐ-TTg"),
    ],
)
def test_law_of_a_day_is_found(day, code):
    found = law_in_force(day)
    assert (found and found.code) == code


@pytest.mark.parametrize(
    ("issued", "expires", "refusal"),
    [
        (DECIDED - days(1), Day(2028, 8, 1), "dates"),
        (DECIDED, Day(2028, 8, 1), ""),  # issued on the day of the decision
        (DECIDED + days(1), Day(2028, 8, 1), ""),
        (Day(2025, 8, 5), Day(2025, 8, 4), "dates"),
        (Day(2025, 8, 5), Day(2025, 8, 5), "dates"),
        (Day(2025, 8, 5), Day(2025, 8, 6), "short"),
    ],
)
def test_decision_issue_and_expiry_follow_each_other(issued, expires, refusal):
    assert refusal_of(issued_on=issued, expires_on=expires) == refusal


@pytest.mark.parametrize(
    ("expires", "reason", "refusal"),
    [
        (Day(2028, 8, 5), "", ""),
        (Day(2028, 8, 4), "", ""),  # the first day counted
        (Day(2028, 8, 3), "", "short"),
        (Day(2028, 8, 3), "   ", "short"),
        (Day(2028, 8, 3), "Giấy ghi như vậy", ""),
        (Day(2028, 8, 6), "Giấy ghi như vậy", "long"),
        (Day(2045, 8, 5), "", "long"),
    ],
)
def test_term_is_the_law_s_calendar_months(expires, reason, refusal):
    assert refusal_of(reason, issued_on=Day(2025, 8, 5), expires_on=expires) == refusal


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (Day(2024, 5, 10), 36, Day(2027, 5, 10)),
        (Day(2026, 11, 30), 36, Day(2029, 11, 30)),
        (Day(2026, 8, 31), 6, Day(2027, 2, 28)),
        (Day(2027, 8, 31), 6, Day(2028, 2, 29)),
        (Day(2024, 2, 29), 36, Day(2027, 2, 28)),
        (Day(2026, 12, 1), 1, Day(2027, 1, 1)),
        (Day(2026, 1, 15), -36, Day(2023, 1, 15)),
        (Day(2026, 1, 15), -1, Day(2025, 12, 15)),
    ],
)
def test_months_are_those_of_the_calendar(day, months, later):
    assert months_later(day, months) == later


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        ("12/QĐ-UBND", True),
        (" 12 / qđ-ubnd ", True),
        ("12/QD-UBND", True),
        ("123/QĐ-UBND", False),
        ("12/QĐ-BNN", False),
    ],
)
def test_one_decision_is_known_however_it_is_typed(other, is_same):
    assert same_number("12/QĐ-UBND", other) is is_same


# What is on file ---------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({}, ""),
        ({"stars": 5, "score": 95}, "ministry"),
        ({"stars": 5, "score": 95, "level": Level.MINISTRY}, ""),
        ({"stars": 4, "score": Decimal("69.9")}, "stars"),
        ({"stars": 3, "score": 49}, "stars"),
        ({"level": Level.DISTRICT}, "district"),
        ({"decision_date": LAW_BEGINS - days(1)}, "law"),
        ({"decision_date": LAW_ENDS + days(1)}, "law"),
        ({"decision_date": LAW_ENDS}, ""),
    ],
)
def test_rows_of_before_the_rules_are_found_with_their_reason(product, facts, reason):
    law = RatingLaw.objects.get(code="148/QĐ-TTg")
    decided = facts.get("decision_date", DECIDED)
    given = {"product": product, "law": law, "issued_on": decided, "decision_date": decided}
    row = draft(**given | facts)
    put_under_rated(row)
    row.decision = decision_named_by(row)
    row.save()
    assert list(Certificate.objects.filter(wrong_on_file())) == [row] * bool(reason)
    assert reason_of(row) == reason
