"""What is wrong is found, told once, and what was given up is tried again."""

import datetime
import shutil
from types import SimpleNamespace

import pytest
import time_machine
from django.core.cache import cache
from django.db import DatabaseError
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from marketplace.demo.management.commands.keep_time import JOBS
from marketplace.files.storage import BUCKET
from marketplace.frame import outside
from marketplace.gateways.models import WebhookEvent
from marketplace.gateways.services import MOST_ATTEMPTS
from marketplace.gateways.stripe.client import STRIPE
from marketplace.ledger.models import LedgerCheck
from marketplace.operations import checks
from marketplace.operations.checks import Trouble, find_troubles
from marketplace.operations.models import Beat, Finding
from marketplace.operations.queries import pieces_of
from marketplace.operations.services import (
    DEEDS,
    PATIENCE,
    SAME_WITHIN,
    beat,
    clock_goes,
    fail_lost_tasks,
    forget_tasks,
    look_over,
    mend,
    tasks_again,
)
from marketplace.operations.words import COUNTED, TITLES, WAYS_OUT, title_of
from marketplace.purchases.mail import MAX_ATTEMPTS, send_waiting
from marketplace.purchases.models import MailMessage

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)
HOUR = datetime.timedelta(hours=1)


@task()
def noted_task(name: str, *, fails: bool = False) -> str:
    if fails:
        raise KeyError(name)
    return name


@pytest.fixture(autouse=True)
def healthy(monkeypatch, settings):
    """A market that is well, on a disk with room."""
    room = SimpleNamespace(total=100 * 2**30, free=50 * 2**30)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: room)
    settings.OPERATORS_EMAIL = ["ops-1@example.vn", "ops-2@example.vn"]
    beat()


def given_up(number: int = 1) -> MailMessage:
    return MailMessage.objects.create(
        key=f"m{number}",
        to="a@example.vn",
        template="bank_account_checked",
        context={"producer": "X", "ending": "1234"},
        attempts=MAX_ATTEMPTS,
    )


def dead_task(**more) -> DBTaskResult:
    facts = {
        "status": TaskResultStatus.FAILED,
        "args_kwargs": {"args": ["a"], "kwargs": {"fails": False}},
        "task_path": f"{__name__}.noted_task",
        "backend_name": "default",
        "run_after": timezone.now(),
        "finished_at": timezone.now(),
        "exception_class_path": "builtins.KeyError",
    }
    return DBTaskResult.objects.create(**{**facts, **more})


def stuck_event(attempts: int = MOST_ATTEMPTS) -> WebhookEvent:
    return WebhookEvent.objects.create(
        gateway="stripe", event_id="evt_1", kind="odd.kind", payload={}, attempts=attempts
    )


def aged(row, name: str, age: datetime.timedelta) -> None:
    type(row).objects.filter(pk=row.pk).update(**{name: timezone.now() - age})


def codes() -> list[str]:
    return [trouble.code for trouble in find_troubles()]


def told() -> list[tuple[str, list[str]]]:
    rows = MailMessage.objects.filter(template="market_unwell").order_by("pk")
    return [(row.to, [each["title"] for each in row.context["findings"]]) for row in rows]


def test_a_market_that_is_well_has_no_troubles():
    assert find_troubles() == []


@pytest.mark.parametrize(
    ("attempts", "age", "found"),
    [
        (MAX_ATTEMPTS, MINUTE, [Trouble("mail_given_up", 1)]),
        (MAX_ATTEMPTS - 1, HOUR - MINUTE, []),
        (MAX_ATTEMPTS - 1, HOUR + MINUTE, [Trouble("mail_late", 1)]),
        (0, HOUR + MINUTE, [Trouble("mail_late", 1)]),
    ],
)
def test_mail_that_is_given_up_or_waits_too_long(attempts, age, found):
    message = given_up()
    MailMessage.objects.update(attempts=attempts)
    aged(message, "created_at", age)
    assert find_troubles() == found
    MailMessage.objects.update(sent_at=timezone.now())
    assert find_troubles() == []


@pytest.mark.parametrize(
    ("attempts", "age", "found"),
    [
        (MOST_ATTEMPTS, MINUTE, [Trouble("events_stuck", 1)]),
        (MOST_ATTEMPTS - 1, HOUR - MINUTE, []),
        (0, HOUR + MINUTE, [Trouble("events_late", 1)]),
    ],
)
def test_messages_that_stay_unprocessed(attempts, age, found):
    event = stuck_event(attempts)
    aged(event, "received_at", age)
    assert find_troubles() == found
    WebhookEvent.objects.update(handled_at=timezone.now())
    assert find_troubles() == []


def test_tasks_that_died_and_a_worker_that_is_late():
    dead_task()
    waiting = dead_task(status=TaskResultStatus.READY)
    assert find_troubles() == [Trouble("tasks_dead", 1)]
    aged(waiting, "enqueued_at", 11 * MINUTE)
    assert codes() == ["worker_late", "tasks_dead"]


@pytest.mark.parametrize(
    ("total", "free", "full"),
    [
        (100 * 2**30, 500 * 2**20, False),
        (100 * 2**30, 500 * 2**20 - 1, True),
        (40 * 2**20, 2 * 2**20, False),
        (40 * 2**20, 2 * 2**20 - 1, True),
        (40 * 2**20, 0, True),
    ],
)
def test_a_disk_is_full_below_a_bound(monkeypatch, total, free, full):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(total=total, free=free))
    assert codes() == (["disk_full"] if full else [])


@pytest.mark.parametrize(("minutes", "late"), [(4, False), (6, True)])
def test_a_clock_that_stands_is_late(minutes, late):
    Beat.objects.update(at=timezone.now() - minutes * MINUTE)
    assert codes() == (["clock_stopped"] if late else [])


def test_a_clock_that_never_went_stands():
    Beat.objects.all().delete()
    assert codes() == ["clock_stopped"]


def test_nights_without_a_check_of_the_books():
    LedgerCheck.objects.create(
        day=timezone.localdate() - datetime.timedelta(days=2), findings=[], entries=0
    )
    assert find_troubles() == []
    LedgerCheck.objects.update(day=timezone.localdate() - datetime.timedelta(days=3))
    assert codes() == ["nightly_missing"]


@pytest.mark.parametrize(
    ("place", "hours", "found"),
    [
        ("", None, []),
        ("/var/backups/market", None, [Trouble("backup_late")]),
        ("/var/backups/market", 25, []),
        ("/var/backups/market", 27, [Trouble("backup_late")]),
    ],
)
def test_a_backup_that_was_not_made_where_one_is_to_be(place, hours, found, settings):
    settings.BACKUP_TO = place
    if hours is not None:
        Beat.objects.create(name="backup", at=timezone.now() - hours * HOUR)
    assert find_troubles() == found


def test_stripe_that_was_silent_until_it_answers():
    for _ in range(outside.FAILURES):
        STRIPE.note_failure(TimeoutError(), is_trial=False)
    assert codes() == ["stripe_silent"]
    STRIPE.note_answer(is_trial=True)
    assert find_troubles() == []


def test_a_bucket_that_was_silent_until_it_answers():
    for _ in range(outside.FAILURES):
        BUCKET.note_failure(TimeoutError(), is_trial=False)
    assert codes() == ["bucket_silent"]
    BUCKET.note_answer(is_trial=True)
    assert find_troubles() == []


@pytest.mark.parametrize(("behind", "late"), [(checks.MOST_BEHIND, False), (2**30, True)])
def test_a_replica_that_is_far_behind(settings, monkeypatch, behind, late):
    settings.DATABASES = {**settings.DATABASES, "replica": {}}
    places = {"default": 2**31, "replica": 2**31 - behind}
    monkeypatch.setattr(checks, "place_of", lambda alias, function: places[alias])
    assert codes() == (["replica_late"] if late else [])


def test_a_replica_that_is_away(settings, monkeypatch):
    def away(alias, function):
        raise DatabaseError

    settings.DATABASES = {**settings.DATABASES, "replica": {}}
    monkeypatch.setattr(checks, "place_of", away)
    assert codes() == ["replica_late"]


def test_a_trouble_is_told_once_each_operator_and_again_when_it_is_new():
    given_up()
    for _ in range(3):
        assert look_over() == 1
    words = ["1 thư không gửi được và đã thôi thử"]
    assert told() == [("ops-1@example.vn", words), ("ops-2@example.vn", words)]
    dead_task()
    look_over()
    assert [titles for _to, titles in told()][2:] == [["1 tác vụ đã hỏng"]] * 2
    assert Finding.objects.filter(cleared_at=None).count() == 2


def test_what_comes_and_goes_is_one_trouble_and_what_comes_much_later_another():
    given_up()
    look_over()
    MailMessage.objects.filter(key="m1").update(attempts=0)
    look_over()
    assert not Finding.objects.filter(cleared_at=None).exists()
    MailMessage.objects.filter(key="m1").update(attempts=MAX_ATTEMPTS)
    look_over()
    assert (Finding.objects.count(), len(told())) == (1, 2)
    MailMessage.objects.filter(key="m1").update(attempts=0)
    look_over()
    Finding.objects.update(cleared_at=timezone.now() - SAME_WITHIN - MINUTE)
    MailMessage.objects.filter(key="m1").update(attempts=MAX_ATTEMPTS)
    look_over()
    assert (Finding.objects.count(), len(told())) == (2, 4)


def test_what_often_passes_by_itself_is_told_when_it_stays():
    for _ in range(outside.FAILURES):
        STRIPE.note_failure(TimeoutError(), is_trial=False)
    look_over()
    assert told() == []
    Finding.objects.update(since=timezone.now() - PATIENCE - MINUTE)
    look_over()
    assert [titles for _to, titles in told()] == [["Stripe không trả lời"]] * 2


def test_who_asks_for_health_looks_in_the_stead_of_a_clock_that_stands(cache_of_the_process):
    assert clock_goes() is True
    Beat.objects.update(at=timezone.now() - HOUR)
    assert clock_goes() is False
    assert clock_goes() is False
    assert [titles for _to, titles in told()] == [["Bộ hẹn giờ đã dừng"]] * 2
    with time_machine.travel(timezone.now() + 2 * MINUTE):
        dead_task()
        assert clock_goes() is False
    assert [titles for _to, titles in told()][2:] == [["1 tác vụ đã hỏng"]] * 2


def test_ready_is_degraded_and_says_what_it_is(client):
    given_up()
    stuck_event()
    dead_task()
    Beat.objects.all().delete()
    answer = client.get("/readyz")
    parts = answer.json()
    assert (answer.status_code, parts.pop("status")) == (200, "degraded")
    assert {name for name, is_well in parts.items() if not is_well} == {
        "clock",
        "mail",
        "tasks",
        "webhooks",
    }


def test_mail_is_tried_again_and_goes_out(mailoutbox):
    given_up()
    assert mend(code="mail_given_up", deed="again", by_pk=1) == 1
    assert mend(code="mail_given_up", deed="again", by_pk=1) == 0
    assert send_waiting() == 1
    assert [mail.to for mail in mailoutbox] == [["a@example.vn"]]


def test_a_dead_task_is_queued_anew_once():
    dead_task()
    assert mend(code="tasks_dead", deed="again", by_pk=1) == 1
    [row] = DBTaskResult.objects.all()
    assert (row.status, row.task_path, row.args_kwargs) == (
        TaskResultStatus.READY,
        f"{__name__}.noted_task",
        {"args": ["a"], "kwargs": {"fails": False}},
    )
    assert mend(code="tasks_dead", deed="again", by_pk=1) == 0


def test_a_task_of_code_that_is_gone_stays_dead():
    dead_task(task_path="marketplace.purchases.mail.was_here")
    tasks_again(DBTaskResult.objects.all())
    assert [row.status for row in DBTaskResult.objects.all()] == [TaskResultStatus.FAILED]


def test_a_message_is_handled_again_by_the_clock():
    event = stuck_event()
    assert mend(code="events_stuck", deed="again", by_pk=1) == 1
    event.refresh_from_db()
    assert (event.attempts, event.handled_at) == (0, None)


@pytest.mark.parametrize("code", DEEDS)
def test_what_is_let_go_is_no_trouble_any_more(code):
    {"mail_given_up": given_up, "tasks_dead": dead_task, "events_stuck": stuck_event}[code]()
    assert codes() == [code]
    assert mend(code=code, deed="let-go", by_pk=1) == 1
    assert codes() == []
    assert list(WebhookEvent.objects.values_list("outcome", flat=True)) == (
        ["let go"] if code == "events_stuck" else []
    )


@pytest.mark.parametrize(
    ("status", "days", "left"),
    [
        (TaskResultStatus.SUCCESSFUL, 13, 1),
        (TaskResultStatus.SUCCESSFUL, 15, 0),
        (TaskResultStatus.FAILED, 15, 1),
        (TaskResultStatus.READY, 15, 1),
    ],
)
def test_what_the_queue_did_well_is_forgotten_in_time(status, days, left):
    row = dead_task(status=status)
    aged(row, "finished_at", datetime.timedelta(days=days))
    assert forget_tasks() == 1 - left
    assert DBTaskResult.objects.count() == left


@pytest.mark.parametrize(
    ("status", "minutes", "lost"),
    [
        (TaskResultStatus.RUNNING, 59, False),
        (TaskResultStatus.RUNNING, 61, True),
        (TaskResultStatus.READY, 61, False),
        (TaskResultStatus.SUCCESSFUL, 61, False),
    ],
)
def test_a_task_whose_worker_is_gone_has_failed_and_can_be_tried_again(status, minutes, lost):
    row = dead_task(status=status)
    aged(row, "started_at", minutes * MINUTE)
    assert fail_lost_tasks() == int(lost)
    assert [trouble.code for trouble in find_troubles() if trouble.code == "tasks_dead"] == (
        ["tasks_dead"] if lost else []
    )
    assert [piece.more for piece in pieces_of("tasks_dead")] == (["WorkerGone"] if lost else [])
    assert mend(code="tasks_dead", deed="again", by_pk=1) == int(lost)


def test_a_lost_task_that_ends_all_the_same_succeeded():
    row = dead_task(status=TaskResultStatus.RUNNING)
    aged(row, "started_at", 2 * HOUR)
    assert fail_lost_tasks() == 1
    row.set_successful(None)  # what its worker says, who was only slow
    assert codes() == []


def test_every_trouble_has_words():
    assert set(TITLES) == set(WAYS_OUT)
    for code in TITLES:
        title = title_of(code, 3)
        assert ("3" in title) == (code in COUNTED)


def test_pieces_name_no_person():
    given_up()
    dead_task()
    stuck_event()
    assert [(p.name, p.more) for code in DEEDS for p in pieces_of(code)] == [
        ("bank_account_checked", ""),
        ("noted_task", "KeyError"),
        ("stripe odd.kind", "evt_1"),
    ]
    assert pieces_of("disk_full") == []


def test_the_clock_does_it():
    assert (JOBS[0], {look_over, forget_tasks} <= set(JOBS)) == (beat, True)
    assert cache.get("operations-looked") is None
