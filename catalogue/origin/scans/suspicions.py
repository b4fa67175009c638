"""Reports of a suspicion: kept for staff, who are told by mail."""

import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from catalogue.models import Product
from catalogue.origin.models import Label, Lot, Suspicion
from marketplace.accounts.models import User

logger = logging.getLogger(__name__)


@transaction.atomic
def report_suspicion(
    *,
    address: str,
    message: str,
    language: str,
    bought_at: str = "",
    email: str = "",
    product: Product | None = None,
    lot: Lot | None = None,
    label: Label | None = None,
) -> Suspicion:
    """Keep what somebody saw; the same words about the same code twice are one report."""
    present = Suspicion.objects.filter(
        address=address, message=message, email=email, handled_at=None
    ).first()
    if present is not None:
        return present
    report = Suspicion.objects.create(
        address=address,
        message=message,
        bought_at=bought_at,
        email=email,
        language=language,
        product=product,
        lot=lot,
        label=label,
    )
    transaction.on_commit(lambda: tell_staff.enqueue(report.pk), robust=True)
    return report


@task()
def tell_staff(report_id: int) -> bool:
    """Mail a report to staff: where to read it, nothing of the person in it."""
    report = Suspicion.objects.filter(pk=report_id).first()
    if report is None:
        return False
    link = settings.SITE_URL + reverse("admin:origin_suspicion_change", args=[report.pk])
    try:
        EmailMessage(
            f"Nghi vấn về mã {report.address}",
            f"{report.address}\n\n{report.message}\n\n{link}\n",
            to=[settings.REPORTS_EMAIL],
        ).send()
    except OSError:  # the mail server is down; the report stands in the list all the same
        logger.warning("report %s was not mailed", report.pk)
        return False
    return True


@transaction.atomic
def handle_suspicion(*, report: Suspicion, outcome: str, by: User) -> None:
    """Note what came of a report."""
    report.handled_at, report.handled_by, report.outcome = timezone.now(), by, outcome
    report.save(update_fields=["handled_at", "handled_by", "outcome"])
