"""Events from a producer's own system: keys, and jobs that take all of a document or none."""

import json
import secrets
from collections.abc import Mapping
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from catalogue.origin.events.bodies import items_of
from catalogue.origin.events.schema import check_document
from catalogue.origin.events.services import (
    NOT_KEPT,
    declare_error,
    lock_lots,
    lots_named,
    record_event,
)
from catalogue.origin.gs1.event_hash import PREFIXES, event_hash_id, prefixes_of
from catalogue.origin.models import CaptureJob, CaptureToken, TraceEvent
from catalogue.origin.refusals import ForeignLot, Refused, UnknownEvent
from marketplace.accounts.models import User

PREFIX = "epcis_"


def issue_token(*, producer, name: str, by: User | None) -> tuple[CaptureToken, str]:
    """Make a key for a producer's system; the text is shown once and never kept."""
    text = PREFIX + secrets.token_urlsafe(32)
    row = CaptureToken.objects.create(
        producer=producer, name=name, token_hash=hash_of(text), created_by=by
    )
    return row, text


def hash_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def revoke_token(token: CaptureToken) -> bool:
    """Take a key back; True when it stood until now, for revoking again changes nothing."""
    standing = CaptureToken.objects.filter(pk=token.pk, revoked_at=None)
    return bool(standing.update(revoked_at=timezone.now()))


def token_of(text: str) -> CaptureToken | None:
    """Find a key that stands by its text."""
    if not text.startswith(PREFIX) or len(text) > 100:
        return None
    return (
        CaptureToken.objects.filter(token_hash=hash_of(text), revoked_at=None)
        .select_related("producer")
        .first()
    )


@transaction.atomic
def receive(*, document: dict, token: CaptureToken) -> CaptureJob:
    """Take a document that is written rightly; a worker records its events after commit.

    The same document again is the same job; one that failed is tried anew.
    """
    written = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    digest = sha256(written.encode()).hexdigest()
    job, is_new = CaptureJob.objects.get_or_create(
        producer=token.producer,
        digest=digest,
        defaults={"token": token, "document": document},
    )
    today = timezone.localdate()
    if token.last_used_on != today:
        CaptureToken.objects.filter(pk=token.pk).update(last_used_on=today)
    if is_new or job.success is False:
        CaptureJob.objects.filter(pk=job.pk).update(success=None, finished_at=None, errors=[])
        transaction.on_commit(lambda: run_capture.enqueue(str(job.pk)), robust=True)
    return job


@task()
def run_capture(job_id: str) -> bool:
    """Record all events of a job, or none and why. True when all are recorded."""
    job = CaptureJob.objects.select_related("producer").filter(pk=job_id).first()
    if job is None or job.finished_at is not None:
        return bool(job and job.success)
    number = 0
    try:
        with transaction.atomic():
            events = check_document(job.document)
            lock_all(events)
            ids = []
            for event in events:
                number += 1
                ids.append(record_captured(event, job.document.get("@context"), job.producer_id))
    except Refused as refusal:
        problem = {
            "type": f"epcisException:{type(refusal).__name__}",
            "title": str(refusal),
            "event": number,
        }
        finish(job, success=False, errors=[problem])
        return False
    finish(job, success=True, event_ids=ids)
    return True


def lock_all(events: list[dict]) -> None:
    """Lock the lots of the whole document at once, so that two documents never wait crosswise."""
    items = [item for event in events for item in items_of(event)]
    lock_lots(lots_named(items).values())


def finish(job: CaptureJob, **facts) -> None:
    CaptureJob.objects.filter(pk=job.pk).update(finished_at=timezone.now(), **facts)


def record_captured(event: Mapping, context: object, producer_id: int) -> str:
    """Record one event of a document, or declare an error; gives its id.

    The prefixes it uses go with it, so that it can be read and hashed by itself.
    """
    prefixes = PREFIXES | prefixes_of(context) | prefixes_of(event.get("@context"))
    used = {text.partition(":")[0].strip() for text in texts_in(event) if ":" in text}
    own = {key: value for key, value in sorted(prefixes.items()) if key in used}
    body = {key: value for key, value in event.items() if key != "@context"}
    if own:
        body["@context"] = [own]
    declaration = body.get("errorDeclaration")
    if declaration is not None:
        kept = {key: value for key, value in body.items() if key not in NOT_KEPT}
        row = (
            TraceEvent.objects.filter(event_id=event_hash_id(kept), declares_error_of=None)
            .select_related("lot__product")
            .first()
        )
        if row is None:
            raise UnknownEvent
        if row.owner_id != producer_id or row.source == TraceEvent.Source.MARKET:
            raise ForeignLot(uri=row.event_id)
        if not row.error_declarations.exists():
            declare_error(
                event=row,
                reason="",
                by=None,
                code=str(declaration.get("reason", "incorrect_data")),
                corrective_event_ids=declaration.get("correctiveEventIDs", ()),
            )
        return row.event_id
    recorded, _is_new = record_event(
        body=body, producer_id=producer_id, source=TraceEvent.Source.CAPTURE
    )
    return recorded.event_id


def texts_in(value: object) -> list[str]:
    """Every field name and text in a value, nested ones too: both may begin with a prefix."""
    if isinstance(value, Mapping):
        return [str(k) for k in value] + [text for one in value.values() for text in texts_in(one)]
    if isinstance(value, list):
        return [text for one in value for text in texts_in(one)]
    return [value] if isinstance(value, str) else []
