"""Complaints and requests to the market: taken at once, answered by a day, reminded by a clock.

    filed on Friday 27 November about an order      answered until Wednesday 2 December, 23:59
    about one's personal data                       answered until Tuesday 1 December, 23:59

Working days are Monday to Friday; holidays count as working days, so nobody waits longer for
them. The law asks that a complaint is acknowledged within three working days (19/2023/QH15,
article 31.2) and a request about personal data within two (law 91/2025/QH15): the mail does both
at once; that a person answers by then is the market's own promise.
"""

import secrets
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from marketplace.accounts.models import User
from marketplace.frame.deadlines import deadline_day
from marketplace.frame.states import move
from marketplace.producers.readers import link_to
from marketplace.purchases.mail import queue_mail
from marketplace.purchases.placement import NUMBER_ALPHABET
from marketplace.talks.models import Complaint, ComplaintWord
from marketplace.talks.refusals import (
    ComplaintOver,
    NothingSaid,
    TooManyComplaints,
    TooManyInARow,
)

State, About = Complaint.State, Complaint.About
WORKING_DAYS = {About.DATA: 2}
WORKING_DAYS_ELSE = 3
MOST_OPEN = 5  # of one address
MOST_IN_A_ROW = 5
GOES_ON_FOR = timedelta(days=30)  # after the last word
AT_A_TIME = 100
SATURDAY = 5


def due_by(about: str, now: datetime) -> datetime:
    """Give the end of the working day by which a complaint is answered."""
    day = timezone.localtime(now).date()
    left = WORKING_DAYS.get(About(about), WORKING_DAYS_ELSE)
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return timezone.make_aware(datetime.combine(day, time(23, 59)))


def new_number(now: datetime) -> str:
    tail = "".join(secrets.choice(NUMBER_ALPHABET) for _ in range(6))
    return f"K{timezone.localtime(now):%y%m%d}-{tail}"


@transaction.atomic
def file_complaint(
    *,
    about: str,
    name: str,
    email: str,
    text: str,
    purchase_number: str = "",
    language: str = "vi",
    user: User | None = None,
) -> Complaint:
    """Take a complaint and mail its number. Raises NothingSaid, TooManyComplaints."""
    if not text.strip():
        raise NothingSaid
    address = email.strip().lower()
    if Complaint.objects.filter(email=address, state=State.OPEN).count() >= MOST_OPEN:
        raise TooManyComplaints(count=MOST_OPEN)
    now = timezone.now()
    complaint = Complaint.objects.create(
        number=new_number(now),
        about=about,
        name=name.strip(),
        email=address,
        purchase_number=purchase_number.strip().upper(),
        user=user,
        language=language,
        due_at=due_by(about, now),
        said_at=now,
    )
    ComplaintWord.objects.create(complaint=complaint, by=user, text=text)
    mail_about(complaint, "complaint_filed")
    return complaint


@transaction.atomic
def answer_complaint(*, complaint: Complaint, by: User, text: str) -> None:
    """Answer who complains, by mail and on its page; may be done again. Raises NothingSaid."""
    if not text.strip():
        raise NothingSaid
    locked = lock_complaint(complaint)
    word = ComplaintWord.objects.create(complaint=locked, is_ours=True, by=by, text=text)
    now = timezone.now()
    if locked.is_open:
        move(locked, State.ANSWERED, said_at=now)
    else:
        Complaint.objects.filter(pk=locked.pk).update(said_at=now)
    mail_about(locked, "complaint_answered", text, str(word.pk))


@transaction.atomic
def go_on(*, complaint: Complaint, text: str) -> None:
    """Let who complains write again; answered by a new day.

    Raises NothingSaid, ComplaintOver 30 days after the last word, TooManyInARow.
    """
    if not text.strip():
        raise NothingSaid
    locked, now = lock_complaint(complaint), timezone.now()
    if now - locked.said_at > GOES_ON_FOR:
        raise ComplaintOver
    last = locked.words.order_by("-pk").values_list("is_ours", flat=True)[:MOST_IN_A_ROW]
    if len(last) == MOST_IN_A_ROW and not any(last):
        raise TooManyInARow(count=MOST_IN_A_ROW)
    ComplaintWord.objects.create(complaint=locked, by=locked.user, text=text)
    if locked.is_answered:
        again = due_by(locked.about, now)
        move(locked, State.OPEN, said_at=now, due_at=again, late_told_at=None)
    else:
        Complaint.objects.filter(pk=locked.pk).update(said_at=now)


def lock_complaint(complaint: Complaint) -> Complaint:
    return Complaint.objects.select_for_update().get(pk=complaint.pk)


def mail_about(complaint: Complaint, template: str, text: str = "", stamp: str = "") -> None:
    """Mail a step to who complains, once.

    What a stranger wrote goes to no address that only the stranger named: `text` is ours.
    """
    with override(complaint.language):
        page = reverse("complaints:complaint", args=[complaint.token])
        due = deadline_day(complaint.due_at)
    queue_mail(
        key=f"{template}-{complaint.number}-{stamp}",
        to=complaint.email,
        template=template,
        context={
            "number": complaint.number,
            "name": complaint.name,
            "text": text,
            "due": due,
            "link": f"{settings.SITE_URL}{page}",
        },
        language=complaint.language,
    )


@transaction.atomic
def tell_late_complaints() -> int:
    """Clock job: mail the market's people which complaints are late, each once; how many."""
    now = timezone.now()
    waiting = late_complaints().filter(late_told_at=None).select_for_update()
    rows = list(waiting.order_by("due_at", "pk")[:AT_A_TIME])
    if not rows:
        return 0
    language = settings.LANGUAGE_CODE
    queue_mail(
        key=f"complaints-late-{rows[-1].pk}-{now:%Y%m%d%H%M%S%f}",
        to=settings.REPORTS_EMAIL,
        template="complaints_late",
        context={
            "numbers": [row.number for row in rows],
            "link": link_to("moderation:complaints", language),
        },
        language=language,
    )
    Complaint.objects.filter(pk__in=[row.pk for row in rows]).update(late_told_at=now)
    return len(rows)


def late_complaints() -> QuerySet[Complaint]:
    """Those whose day has passed without an answer."""
    return Complaint.objects.filter(state=State.OPEN, due_at__lt=timezone.now())
