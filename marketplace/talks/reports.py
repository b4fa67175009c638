"""Reports of abuse: made by readers and by the other side, decided by moderators, told to both.

    report ──> to look at ──> upheld: hidden, and its author warned or muted where need be
                         └──> dismissed: it stays

One decision answers all open reports of a thing. Each act of a moderator is a row (`Act`).
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from catalogue.search.services import touch
from marketplace.accounts.models import User
from marketplace.frame.states import move
from marketplace.talks.decided import tell_author, tell_reporter
from marketplace.talks.models import Act, Message, Question, Report
from marketplace.talks.refusals import (
    DecidedBefore,
    NobodyToTell,
    NotReportable,
    TooManyReports,
)
from marketplace.talks.texts import plain_text

State = Report.State
What = Act.What
MOST_OPEN = 20  # reports of one person that wait
LONGEST_NOTE = 500


def reports() -> QuerySet[Report]:
    """Reports with all that their page and mail name."""
    return Report.objects.select_related(
        "by",
        "decided_by",
        "question__product__producer",
        "question__asked_by",
        "question__answered_by",
        "message__by",
        "message__thread__producer",
        "message__thread__product",
        "message__thread__buyer",
        "message__thread__order__purchase__user",
    )


@transaction.atomic
def report_message(
    *, message: Message, side: str, by: User | None, reason: str, note: str = ""
) -> Report:
    """Report what the other side of `side` wrote; the same again while it waits is the first.

    Raises NotReportable, TooManyReports.
    """
    Message.objects.select_for_update().get(pk=message.pk)
    if message.is_hidden or message.side == side:
        raise NotReportable
    return keep(part=Report.Part.MESSAGE, message=message, by=by, reason=reason, note=note)


@transaction.atomic
def report_question(
    *, question: Question, part: str, by: User, reason: str, note: str = ""
) -> Report:
    """Report a question or the answer to it. Raises NotReportable, TooManyReports."""
    found = Question.objects.select_for_update().get(pk=question.pk)
    is_answer = part == Report.Part.ANSWER
    wrote = found.answered_by_id if is_answer else found.asked_by_id
    if found.is_hidden or wrote == by.pk or (is_answer and not found.answer):
        raise NotReportable
    return keep(part=part, question=found, by=by, reason=reason, note=note)


def keep(*, by: User | None, reason: str, note: str, **thing: Any) -> Report:
    waiting = Report.objects.filter(state=State.OPEN, by=by)
    if known := waiting.filter(**thing).first():
        return known
    if by and waiting.count() >= MOST_OPEN:
        raise TooManyReports(count=MOST_OPEN)
    words = plain_text(note)[:LONGEST_NOTE]
    return Report.objects.create(by=by, reason=reason, note=words, **thing)


@transaction.atomic
def decide(
    *,
    report: Report,
    by: User,
    hide: bool = False,
    measure: str = "",
    days: int = 0,
    words: str = "",
) -> Report:
    """Uphold a report by what is done about it, or dismiss it by doing nothing; tell both sides.

    `measure`: warned, or muted for `days`. `words` are read by the author. All open reports of
    the thing are decided with it. Raises DecidedBefore, NobodyToTell.
    """
    same = Q(message=report.message_id) if report.message_id else Q(question=report.question_id)
    open_ones = Report.objects.select_for_update().filter(same, state=State.OPEN)
    pks = list(open_ones.order_by("pk").values_list("pk", flat=True))
    if report.pk not in pks:
        raise DecidedBefore
    if measure and not (report.author or report.guest):
        raise NobodyToTell
    note, now = plain_text(words)[:LONGEST_NOTE], timezone.now()
    to = State.UPHELD if hide or measure else State.DISMISSED
    if hide:
        hide_thing(report)
        Act.objects.create(report=report, what=What.HIDDEN, words=note, by=by)
    if measure:
        Act.objects.create(
            report=report,
            what=measure,
            user=report.author,
            email=report.guest.lower(),
            until=now + timedelta(days=days) if measure == What.MUTED else None,
            words=note,
            by=by,
        )
    if to == State.DISMISSED:
        Act.objects.create(report=report, what=What.DISMISSED, words=note, by=by)
    for each in reports().filter(pk__in=pks).order_by("pk"):
        move(each, to, decided_by=by, decided_at=now)
        tell_reporter(each)
    if to == State.UPHELD:
        tell_author(report, is_hidden=hide, measure=measure, days=days, words=note)
    return report


def locked_question(report: Report) -> Question:
    """Lock the question that a report without a message is about."""
    return Question.objects.select_for_update(of=("self",)).get(reports=report)


def hide_thing(report: Report) -> None:
    """Hide what is reported, question and answer together; hidden already, it stays so."""
    if report.message_id:
        message = Message.objects.select_for_update().get(pk=report.message_id)
        if not message.is_hidden:
            move(message, Message.State.HIDDEN)
        return
    question = locked_question(report)
    if not question.is_hidden:
        move(question, Question.State.HIDDEN)
    touch("product", [question.product_id])


@transaction.atomic
def show_again(*, report: Report, by: User) -> bool:
    """Show what was hidden; False where it shows already."""
    if report.message_id:
        message = Message.objects.select_for_update().get(pk=report.message_id)
        if not message.is_hidden:
            return False
        move(message, Message.State.SHOWN)
    else:
        question = locked_question(report)
        if not question.is_hidden:
            return False
        move(question, Question.State.ANSWERED if question.answer else Question.State.OPEN)
        touch("product", [question.product_id])
    Act.objects.create(report=report, what=What.SHOWN, by=by)
    return True


@transaction.atomic
def lift(*, report: Report, by: User) -> bool:
    """End the mutes that a report brought; False where none holds."""
    now = timezone.now()
    held = Act.objects.filter(report=report, what=What.MUTED, lifted_at=None, until__gt=now)
    for muted in held.select_for_update().order_by("pk"):
        Act.objects.filter(pk=muted.pk).update(lifted_at=now)
        Act.objects.create(
            report=report, what=What.LIFTED, user=muted.user, email=muted.email, by=by
        )
        return True
    return False
