"""Mail of what moderators decided: to who reported, and to who wrote what was reported."""

from typing import Any

from django.utils.translation import override

from marketplace.accounts.models import User
from marketplace.purchases.mail import queue_mail
from marketplace.talks.models import Report


def purchase_of(report: Report) -> Any:
    """The purchase of a guest's order that a report is about."""
    thread = report.message.thread if report.message else None
    return thread.order.purchase if thread and thread.order else None


def reader(user: User | None, report: Report) -> tuple[str, str]:
    """Where somebody reads mail, and in which language; without an account, the order's guest."""
    if user:
        return (user.email, user.language) if user.is_active else ("", "")
    purchase = purchase_of(report)
    return (purchase.email, purchase.language) if purchase else ("", "")


def about(report: Report) -> str:
    """Name the order or the product, in the language of now."""
    if report.message:
        return report.message.thread.about
    return report.question.product.title  # type: ignore[union-attr]


def tell_reporter(report: Report) -> None:
    """Say once whether a report was upheld."""
    to, language = reader(report.by, report)
    if not to:
        return
    with override(language):
        context = {"about": about(report), "text": report.text, "is_upheld": report.is_upheld}
    queue_mail(
        key=f"report-decided-{report.pk}",
        to=to,
        template="report_decided",
        context=context,
        language=language,
    )


def tell_author(report: Report, *, is_hidden: bool, measure: str, days: int, words: str) -> None:
    """Say once what was done about something that its reader wrote, and why."""
    if not (report.author or report.guest):
        return
    to, language = reader(report.author, report)
    if not to:
        return
    with override(language):
        context = {
            "about": about(report),
            "text": report.text,
            "is_hidden": is_hidden,
            "measure": measure,
            "days": days,
            "words": words,
        }
    queue_mail(
        key=f"report-author-{report.pk}",
        to=to,
        template="report_author",
        context=context,
        language=language,
    )
