"""Certificates of the demo market: every state is on the shelf, and goods without one."""

import datetime
from random import Random

from django.db import transaction
from django.utils import timezone

from catalogue.certificates.models import Certificate, RatingLaw
from catalogue.certificates.services import grant_certificate, revoke_certificate, sync_stars
from catalogue.models import Product
from marketplace.accounts.models import User

State = Certificate.State


@transaction.atomic
def make_certificates(products: list[Product], officer: User) -> None:
    """Grant certificates so that every state is on the shelf; one product in six has none."""
    today = timezone.localdate()
    law = RatingLaw.objects.get(code="148/QĐ-TTg")
    for product in products:
        rng = Random(f"{product.code}-certificate")  # noqa: S311
        states = [None, State.VALID, State.RENEWAL, State.EXPIRED, State.REVOKED]
        state = rng.choices(states, [16, 60, 10, 9, 5])[0]
        if state is None:
            continue
        stars = rng.choices([3, 4, 5], [45, 47, 8])[0]
        days_left = {
            State.VALID: rng.randint(200, 900),
            State.RENEWAL: rng.randint(120, 178),
            State.EXPIRED: -rng.randint(5, 200),
            State.REVOKED: rng.randint(200, 700),
        }[state]
        expires = today + datetime.timedelta(days=days_left)
        issued = expires - datetime.timedelta(days=1095)
        province = issued >= datetime.date(2025, 7, 1) or stars >= 4
        certificate = grant_certificate(
            certificate=Certificate(
                product=product,
                decision_number=f"{1000 + product.pk}/QĐ-UBND",
                decision_date=max(issued, law.in_force_from),
                authority="UBND thành phố Hà Nội" if province else "UBND cấp huyện",
                level=Certificate.Level.PROVINCE if province else Certificate.Level.DISTRICT,
                stars=stars,
                score={3: rng.randint(52, 69), 4: rng.randint(70, 89), 5: rng.randint(90, 97)}[
                    stars
                ],
                law=law,
                issued_on=max(issued, law.in_force_from),
                expires_on=expires,
            ),
            by=officer,
            note="Chợ thử nghiệm",
        )
        if state == State.REVOKED:
            revoke_certificate(
                certificate=certificate,
                on=today - datetime.timedelta(days=rng.randint(2, 60)),
                ground="criteria_lost",
                by=officer,
                note="Chợ thử nghiệm",
            )
    sync_stars([product.pk for product in products])
