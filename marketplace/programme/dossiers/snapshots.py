"""What is handed over of a dossier: a body in JSON, signed, and chained to the one before.

    n 1   body {"n": 1, "prev": "", "claims": […], "documents": [{"sha256": "9f…", …}], …}
    n 2   body {"n": 2, "prev": sha256(body of n 1), …}
    one byte of a body changed: it is not what was signed, nor what n 2 names
    one byte of a file changed: it is not what the bodies name

The body has its keys in order and no blanks between (RFC 8785; all its numbers are whole).
"""

import base64
import hashlib
import json
from itertools import groupby, pairwise
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.utils import timezone
from django.utils.translation import override

from marketplace.keys import ring
from marketplace.keys.models import Key
from marketplace.keys.services import base64url
from marketplace.programme.dossiers.completeness import citations_of
from marketplace.programme.dossiers.documents import sha256_of
from marketplace.programme.dossiers.models import (
    Citation,
    DocumentVersion,
    Dossier,
    Opinion,
    RequestItem,
    Snapshot,
)
from marketplace.programme.dossiers.records import Act
from marketplace.programme.sheets.reading import sheet_of

Body = dict[str, Any]


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def written(body: Body) -> str:
    """Write a body as it is signed."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def take_snapshot(dossier: Dossier, act: str) -> Snapshot:
    """Keep a locked dossier as it is handed over now."""
    before = dossier.snapshots.order_by("-n").first()
    body = written(
        {
            "n": before.n + 1 if before else 1,
            "prev": before.sha256 if before else "",
            "act": act,
            "at": timezone.now().isoformat(timespec="seconds"),
            **contents_of(dossier, act),
        }
    )
    key = ring.newest(Key.Purpose.STATEMENTS)
    signature = Ed25519PrivateKey.from_private_bytes(key.secret).sign(body.encode())
    return Snapshot.objects.create(
        dossier=dossier,
        n=before.n + 1 if before else 1,
        body=body,
        sha256=digest_of(body),
        key=key.name,
        signature=base64url(signature),
    )


def opinion_given(dossier: Dossier, act: str = "") -> Opinion | None:
    """Give form 03 once its commune hands it over; before, it is the commune's own draft."""
    if act != Act.FORWARDED and not dossier.events.filter(act=Act.FORWARDED).exists():
        return None
    return Opinion.objects.filter(dossier=dossier).first()


def contents_of(dossier: Dossier, act: str = "") -> Body:
    """Give everything that a dossier says as `act` hands it over, as JSON types."""
    sheet = sheet_of(dossier.number)
    with override("vi"):  # as offices read it, whoever files
        title = dossier.product.title or ""
    opinion = opinion_given(dossier, act)
    items = RequestItem.objects.filter(request__dossier=dossier).order_by("pk")
    return {
        "dossier": dossier.pk,
        "producer": dossier.producer.name,
        "product": {"code": dossier.product.code, "title": title},
        "kind": dossier.kind,
        "round": dossier.round_on.isoformat(),
        "sheet": {"number": sheet.number, "law": sheet.law, "digest": sheet.digest},
        "variant": dossier.variant,
        "not_so": sorted(dossier.not_so),
        "form01": dossier.facts,
        "claims": [
            {"code": each.code, "points": each.points, "note": each.note}
            for each in sorted(dossier.claims.all(), key=lambda each: each.code)
        ],
        "documents": documents_in(citations_of(dossier)),
        "requests": [
            {
                "code": each.code,
                "words": each.words,
                "due": each.due_on.isoformat(),
                "answer": each.answer,
            }
            for each in items
        ],
        "form03": {name: getattr(opinion, name) for name in (*Opinion.POINTS, "words")}
        if opinion
        else None,
    }


def documents_in(citations: list[Citation]) -> list[Body]:
    """List each document once, with the lines that it proves."""
    codes: dict[int, list[str]] = {}
    for each in citations:
        codes.setdefault(each.version_id, []).append(each.code)
    versions = {each.version_id: each.version for each in citations}
    return [document_in(versions[pk], sorted(codes[pk])) for pk in sorted(versions)]


def document_in(version: DocumentVersion, codes: list[str]) -> Body:
    document = version.document
    return {
        "version": version.pk,
        "n": version.n,
        "kind": document.kind,
        "name": document.name,
        "number": document.number,
        "issuer": document.issuer,
        "issued": document.issued_on.isoformat() if document.issued_on else "",
        "expires": document.expires_on.isoformat() if document.expires_on else "",
        "source": document.source,
        "made": timezone.localdate(version.made_at).isoformat(),
        "sha256": version.sha256,
        "codes": codes,
    }


def faults_of(dossier: Dossier) -> list[str]:
    """Name what of a dossier's snapshots is not as it was signed, chained or kept: "2", "2/17"."""
    rows = list(dossier.snapshots.order_by("n"))
    return faults_in(rows) + [f"{each.n}/{pk}" for each in rows[-1:] for pk in changed_files(each)]


def changed_bodies() -> list[tuple[int, list[str]]]:
    """Give each dossier whose bodies are not as they were signed and chained, with which of them.

    Files are left to `manage.py check_dossiers`, which reads them all.
    """
    rows = Snapshot.objects.order_by("dossier", "n").iterator()
    found = ((pk, faults_in(list(own))) for pk, own in groupby(rows, lambda row: row.dossier_id))
    return [(pk, what) for pk, what in found if what]


def faults_in(rows: list[Snapshot]) -> list[str]:
    """Name the snapshots of a dossier, from its first, that are not as signed and chained."""
    broken = {after.n for before, after in pairwise(rows) if not is_chained(before, after)}
    return [
        str(each.n)
        for at, each in enumerate(rows, 1)
        if each.n != at or each.n in broken or not is_signed(each) or not is_of_its_row(each)
    ]


def is_of_its_row(snapshot: Snapshot) -> bool:
    """Tell whether a body names the dossier and the number of its row: another's is signed, too."""
    body = read(snapshot)
    return (body.get("dossier"), body.get("n")) == (snapshot.dossier_id, snapshot.n)


def read(snapshot: Snapshot) -> Body:
    """Give what a body says; of one that is JSON no more, nothing."""
    try:
        body = json.loads(snapshot.body)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def is_chained(before: Snapshot, after: Snapshot) -> bool:
    return read(after).get("prev") == digest_of(before.body)


def is_signed(snapshot: Snapshot) -> bool:
    """Tell whether a body is what was signed, and what its row says of it."""
    held = ring.keys_of(Key.Purpose.STATEMENTS).get(snapshot.key)
    if held is None or digest_of(snapshot.body) != snapshot.sha256:
        return False
    public = Ed25519PublicKey.from_public_bytes(from_base64url(held.public))
    try:
        public.verify(from_base64url(snapshot.signature), snapshot.body.encode())
    except InvalidSignature:
        return False
    return True


def from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def changed_files(snapshot: Snapshot) -> list[int]:
    """List the versions whose file is gone or is not the one that a snapshot names."""
    named = {each["version"]: each["sha256"] for each in read(snapshot).get("documents", ())}
    rows = DocumentVersion.objects.in_bulk(list(named))
    return [pk for pk, sha256 in named.items() if not holds(rows.get(pk), sha256)]


def holds(version: DocumentVersion | None, sha256: str) -> bool:
    if version is None:
        return False
    try:
        with version.file.open("rb") as file:
            return sha256_of(file) == sha256
    except OSError:
        return False
