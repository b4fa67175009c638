"""A snapshot of the register each day: signed, and chained to the day before.

    day 1   body {"day": "2026-11-28", "prev": "", "rows": 195, "sha256": "9f…"}
    day 2   body {"day": "2026-11-29", "prev": sha256(body of day 1), "rows": 195, "sha256": "9f…"}
    a body of day 1 that is changed later no longer is what day 2 names, nor what was signed
    a row that is gone from day 2's CSV is missing from what day 1 published: anyone sees it

A certificate leaves the register never; so a row that was there and is not is a removed one.
"""

import base64
import datetime
import gzip
import hashlib
import io
import json
import logging
from collections.abc import Iterable
from itertools import pairwise

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalogue.certificates.models import RegisterSnapshot
from catalogue.certificates.open_rows import COLUMNS, register_rows
from marketplace.frame.tables_out import csv_lines
from marketplace.keys import ring
from marketplace.keys.models import Key
from marketplace.keys.services import base64url

logger = logging.getLogger(__name__)


def from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def digest_of(text: str | bytes) -> str:
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def written_rows() -> tuple[str, int, bytes]:
    """Write the register as CSV; give its SHA-256, how many rows, and the text gzipped.

    A hundred thousand rows stand in memory as a few megabytes.
    """
    digest, packed, count = hashlib.sha256(), io.BytesIO(), -1  # the header is no row
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as out:
        for line in csv_lines(COLUMNS, register_rows()):
            digest.update(line)
            out.write(line)
            count += 1
    return digest.hexdigest(), count, packed.getvalue()


def body_of(day: datetime.date, rows: int, sha256: str, before: RegisterSnapshot | None) -> str:
    facts = {
        "day": day.isoformat(),
        "prev": digest_of(before.body) if before else "",
        "rows": rows,
        "sha256": sha256,
    }
    return json.dumps(facts, sort_keys=True, separators=(",", ":"))


def take_snapshot(day: datetime.date | None = None) -> int:
    """Take the snapshot of a day (today) unless it is there; return how many were taken.

    A job of keep_time: asked again and again, it costs one query. Two clocks take one.
    """
    day = day or timezone.localdate()
    if RegisterSnapshot.objects.filter(day__gte=day).exists():
        return 0
    try:
        with transaction.atomic():
            add_snapshot(day)
    except IntegrityError:  # another clock was first
        return 0
    return 1


def add_snapshot(day: datetime.date) -> RegisterSnapshot:
    before = RegisterSnapshot.objects.order_by("-day").defer("content").first()
    sha256, rows, content = written_rows()
    is_known = RegisterSnapshot.objects.filter(sha256=sha256).exists()
    body = body_of(day, rows, sha256, before)
    key = ring.newest(Key.Purpose.STATEMENTS)
    signature = Ed25519PrivateKey.from_private_bytes(key.secret).sign(body.encode())
    return RegisterSnapshot.objects.create(
        day=day,
        body=body,
        sha256=sha256,
        key=key.name,
        signature=base64url(signature),
        content=b"" if is_known else content,
    )


def content_of(sha256: str) -> bytes | None:
    """Give the CSV that was published under a SHA-256, gzipped."""
    rows = RegisterSnapshot.objects.filter(sha256=sha256).order_by("day")
    first = rows.values_list("content", flat=True).first()
    return bytes(first) if first is not None else None


def find_faults() -> list[str]:
    """Look at every snapshot that was taken; the CSV of each is read by itself."""
    return faults_of(RegisterSnapshot.objects.defer("content").order_by("day"))


def faults_of(snapshots: Iterable[RegisterSnapshot]) -> list[str]:
    """Name the days whose snapshot is not what was signed, chained or kept."""
    rows = list(snapshots)
    broken = {after.day for before, after in pairwise(rows) if not is_chained(before, after)}
    return [
        each.day.isoformat()
        for each in rows
        if each.day in broken or not is_signed(each) or not is_kept(each)
    ]


def is_chained(before: RegisterSnapshot, after: RegisterSnapshot) -> bool:
    return json.loads(after.body)["prev"] == digest_of(before.body)


def is_signed(snapshot: RegisterSnapshot) -> bool:
    held = ring.keys_of(Key.Purpose.STATEMENTS).get(snapshot.key)
    if held is None:
        return False
    public = Ed25519PublicKey.from_public_bytes(from_base64url(held.public))
    try:
        public.verify(from_base64url(snapshot.signature), snapshot.body.encode())
    except InvalidSignature:
        return False
    return True


def is_kept(snapshot: RegisterSnapshot) -> bool:
    """Tell whether the CSV of a snapshot is the one that its body names."""
    packed = content_of(snapshot.sha256)
    named = json.loads(snapshot.body)["sha256"]
    try:
        kept = digest_of(gzip.decompress(packed)) if packed is not None else ""
        return kept == named == snapshot.sha256
    except (OSError, EOFError):
        return False
