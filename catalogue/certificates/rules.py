"""What a certificate may say: stars by score and level, the law of the day, the law's term.

decision 2026-11-20 under 26/2026/QĐ-TTg, issued 2026-11-30, 36 months
    ends 2029-11-30, or 2029-11-29 where the province counts the first day
    ends 2029-11-01 with a note that says why
    ends 2029-12-01 never: longer than the law's term
issued 2026-08-31, 6 months: ends 2027-02-28, for the month has no 31st

Decisions that amend one (781/QĐ-TTg in 2020, 1489/QĐ-TTg in 2025) change score sheets and no term:
who was scored under them was scored under what they amend, 1048/QĐ-TTg and 148/QĐ-TTg.
"""

import calendar
import datetime
from decimal import Decimal

from django.db.models import F, Q
from django.utils import timezone

from catalogue.certificates.models import Certificate, RatingLaw
from marketplace.frame.folding import fold

Level = Certificate.Level

# Stars from the mean of the council's scores (decision 26/2026/QĐ-TTg; the same bands
# under 148/QĐ-TTg): 5 from 90, 4 from 70, 3 from 50. Lower scores get no certificate.
BANDS = ((90, 5), (70, 4), (50, 3))
# Five stars are the ministry's (decision 26/2026/QĐ-TTg; a central council's before).
MINISTRY_FROM = 5
# There are two levels since 1 July 2025: commune and province (law 72/2025/QH15).
DISTRICTS_UNTIL = datetime.date(2025, 6, 30)
ONE_DAY = datetime.timedelta(days=1)


class CertificateRefused(Exception):
    """A certificate cannot be granted, extended, revoked or corrected that way; str() says why."""


def stars_for(score: Decimal | float) -> int | None:
    """Give the stars that a score earns, or None below 50."""
    return next((stars for least, stars in BANDS if score >= least), None)


def months_later(day: datetime.date, months: int) -> datetime.date:
    """Give the same day some calendar months later, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))


def end_of_term(issued_on: datetime.date, law: RatingLaw) -> datetime.date:
    return months_later(issued_on, law.validity_months)


def law_in_force(day: datetime.date) -> RatingLaw | None:
    """Find the law that decisions of a day are made under."""
    holds = Q(in_force_to=None) | Q(in_force_to__gte=day)
    return RatingLaw.objects.filter(holds, in_force_from__lte=day).first()


def is_in_force(law: RatingLaw, day: datetime.date) -> bool:
    return law.in_force_from <= day and (law.in_force_to is None or day <= law.in_force_to)


def folded_number(text: str) -> str:
    """Fold a decision's number so that it is one however it is typed: "12/qd-ubnd"."""
    return "".join(fold(text).split())


def same_number(one: str, other: str) -> bool:
    """Tell whether two decision numbers are one: 12/QĐ-UBND and " 12 / qđ-ubnd"."""
    return folded_number(one) == folded_number(other)


def check_certificate(certificate: Certificate, *, reason: str = "") -> None:
    """Raise CertificateRefused when the facts contradict each other or the law.

    Why: "stars" by score, "level", "future" decision, "law" of another time, "dates" that do
    not follow each other, "long" or "short" term; a short one is taken with a reason.
    """
    earned = stars_for(certificate.score)
    if earned is None or certificate.stars > earned:
        raise CertificateRefused("stars")
    if certificate.stars >= MINISTRY_FROM and certificate.level != Level.MINISTRY:
        raise CertificateRefused("ministry")
    check_office_and_day(certificate)
    if not is_in_force(certificate.law, certificate.decision_date):
        raise CertificateRefused("law")
    if not certificate.decision_date <= certificate.issued_on < certificate.expires_on:
        raise CertificateRefused("dates")
    check_term(certificate, reason)


def check_office_and_day(certificate: Certificate) -> None:
    if certificate.level == Level.DISTRICT and certificate.decision_date > DISTRICTS_UNTIL:
        raise CertificateRefused("district")
    if certificate.decision_date > timezone.localdate():
        raise CertificateRefused("future")


def check_day_of_decision(named: Certificate) -> None:
    """Raise CertificateRefused where a decision, by itself, contradicts the law: also "no_law"."""
    check_office_and_day(named)
    if law_in_force(named.decision_date) is None:
        raise CertificateRefused("no_law")


def wrong_on_file() -> Q:
    """Rows that were entered before these rules held them: a score, an office or a law too few.

    Five stars of a province, for instance. Two people correct them (corrections.py).
    """
    too_few = Q(score__lt=BANDS[-1][0])
    for least, stars in BANDS:
        too_few |= Q(stars=stars, score__lt=least)
    of_others = Q(stars__gte=MINISTRY_FROM) & ~Q(level=Level.MINISTRY)
    late_district = Q(level=Level.DISTRICT, decision_date__gt=DISTRICTS_UNTIL)
    before, after = F("law__in_force_from"), F("law__in_force_to")
    other_law = Q(decision_date__lt=before) | Q(decision_date__gt=after)
    return too_few | of_others | late_district | other_law


def reason_of(certificate: Certificate) -> str:
    """Say what a row on file contradicts, "" when nothing."""
    try:
        check_certificate(certificate, reason="on file")
    except CertificateRefused as refusal:
        return str(refusal)
    return ""


def check_term(certificate: Certificate, reason: str) -> None:
    end = end_of_term(certificate.issued_on, certificate.law)
    if certificate.expires_on > end:
        raise CertificateRefused("long")
    if certificate.expires_on < end - ONE_DAY and not reason.strip():
        raise CertificateRefused("short")


def check_extension(certificate: Certificate, until: datetime.date) -> None:
    """Raise CertificateRefused("outside_extension") for a day that the law does not reach."""
    if not certificate.expires_on < until <= certificate.longest_extension:
        raise CertificateRefused("outside_extension")


def check_revocation(certificate: Certificate, on: datetime.date) -> None:
    """Raise CertificateRefused for a day before the issue or past the end."""
    if on < certificate.issued_on:
        raise CertificateRefused("before_issue")
    if on > certificate.valid_until:
        raise CertificateRefused("after_end")


def check_number_is_new(certificate: Certificate) -> None:
    """Raise CertificateRefused("known") when its rated product has one by the same decision."""
    others = Certificate.objects.filter(rated=certificate.rated_id).exclude(pk=certificate.pk)
    numbers = others.values_list("decision_number", flat=True)
    if any(same_number(number, certificate.decision_number) for number in numbers):
        raise CertificateRefused("known")
