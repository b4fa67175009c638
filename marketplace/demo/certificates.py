"""Certificates of the demo market: every state is on the shelf, and goods without one."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalogue.certificates.models import Certificate, RatingLaw
from catalogue.certificates.rules import DISTRICTS_UNTIL, end_of_term, is_in_force, months_later
from catalogue.certificates.services import grant_certificate, revoke_certificate, sync_stars
from catalogue.models import Product
from marketplace.accounts.models import User
from marketplace.demo.facts.grants import TAKEN_BACK, grant_of

State, Level = Certificate.State, Certificate.Level
MONTHS = 36  # of all laws so far


def facts_of_grant(
    *, stars: int, expires_on: datetime.date, laws: list[RatingLaw]
) -> dict[str, Any]:
    """Give the days, the law and the office of a certificate that ends on a day."""
    issued_on = months_later(expires_on, -MONTHS)
    law = next(law for law in laws if is_in_force(law, issued_on))
    if end_of_term(issued_on, law) < expires_on:  # it ends on 29 February
        issued_on += datetime.timedelta(days=1)
    if stars == 5:
        level, authority = Level.MINISTRY, "Bộ Nông nghiệp và Môi trường"
    elif stars == 3 and issued_on <= DISTRICTS_UNTIL:
        level, authority = Level.DISTRICT, "UBND cấp huyện"
    else:
        level, authority = Level.PROVINCE, "UBND thành phố Hà Nội"
    return {
        "decision_date": issued_on,
        "issued_on": issued_on,
        "expires_on": expires_on,
        "law": law,
        "level": level,
        "authority": authority,
    }


@transaction.atomic
def make_certificates(products: list[Product], officer: User) -> None:
    """Grant certificates so that every state is on the shelf; one product in six has none."""
    today = timezone.localdate()
    laws = list(RatingLaw.objects.all())
    for product in products:
        grant = grant_of(product.code)
        if grant is None:
            continue
        expires = today + datetime.timedelta(days=grant.days_left)
        certificate = grant_certificate(
            certificate=Certificate(
                product=product,
                decision_number=f"{1000 + product.pk}/QĐ-UBND",
                stars=grant.stars,
                score=grant.score,
                **facts_of_grant(stars=grant.stars, expires_on=expires, laws=laws),
            ),
            by=officer,
            note="Chợ thử nghiệm",
        )
        if grant.how == TAKEN_BACK:
            revoke_certificate(
                certificate=certificate,
                on=today - datetime.timedelta(days=grant.revoked_days_ago),
                ground="criteria_lost",
                by=officer,
                note="Chợ thử nghiệm",
            )
    sync_stars([product.pk for product in products])
