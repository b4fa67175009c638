"""Documents of a producer, uploaded once and cited to as many lines as they prove."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.programme.dossiers.drafting import DossierRefused, lock_open
from marketplace.programme.dossiers.models import Citation, Document, DocumentVersion, Dossier
from marketplace.programme.sheets.reading import sheet_of

MOST_CITED = 200  # documents of one dossier
# What is told of a paper, with what stands where nothing is.
TOLD: dict[str, Any] = {
    "kind": "",
    "name": "",
    "number": "",
    "issuer": "",
    "issued_on": None,
    "expires_on": None,
}


def sha256_of(file: Any) -> str:
    """Give the SHA-256 of a file from its beginning, in 64 hex digits."""
    digest = hashlib.sha256()
    file.seek(0)
    while part := file.read(65536):
        digest.update(part)
    file.seek(0)
    return digest.hexdigest()


def documents_for(dossier: Dossier) -> QuerySet[DocumentVersion]:
    """The newest versions of its producer's documents, but what the shop says of other goods."""
    own = DocumentVersion.objects.filter(document__producer=dossier.producer_id)
    newest = own.order_by().values("document").annotate(last=Max("pk")).values("last")
    rows = DocumentVersion.objects.filter(pk__in=newest).select_related("document")
    return rows.filter(document__product__in=[dossier.product_id]) | rows.filter(
        document__product=None
    )


def add_version(
    *, document: Document, file: File, by: User | None, facts_sha256: str = ""
) -> DocumentVersion:
    """Add a version; a file that the newest one has already adds none."""
    digest = sha256_of(file)
    last = document.versions.order_by("-n").first()
    if last is not None and last.sha256 == digest:
        return last
    return DocumentVersion.objects.create(
        document=document,
        n=last.n + 1 if last else 1,
        file=file,
        sha256=digest,
        facts_sha256=facts_sha256,
        made_by=by,
    )


@transaction.atomic
def add_document(
    *, dossier: Dossier, file: File, codes: Iterable[str], by: User, **facts: Any
) -> DocumentVersion:
    """Keep a paper of the producer and cite it; the same file is kept once.

    Described otherwise than before it is a document of its own, which takes the place of that one
    in this dossier. Raises DossierRefused.
    """
    found = lock_open(dossier)
    if found.citations.values("version").distinct().count() >= MOST_CITED:
        raise DossierRefused(_("A dossier has at most 200 documents."))
    alike = DocumentVersion.objects.filter(
        document__producer=found.producer_id, document__source="", sha256=sha256_of(file)
    )
    told = {name: facts.get(name) or default for name, default in TOLD.items()}
    same = alike.filter(**{f"document__{name}": value for name, value in told.items()}).first()
    if same is None:
        document = Document.objects.create(producer=found.producer, made_by=by, **told)
        same = add_version(document=document, file=file, by=by)
    before = found.citations.filter(version__in=alike)
    proves = {*codes, *before.values_list("code", flat=True)}
    before.exclude(version=same).delete()
    cite(dossier=found, version=same, codes=proves)
    return same


def cited_at(dossier: Dossier, version: DocumentVersion) -> list[str]:
    return list(dossier.citations.filter(version=version).values_list("code", flat=True))


@transaction.atomic
def cite(*, dossier: Dossier, version: DocumentVersion, codes: Iterable[str]) -> Dossier:
    """Say which lines a document proves, exactly these; "" is the dossier as a whole.

    An older version of the document is cited no more. Raises DossierRefused.
    """
    found = lock_open(dossier)
    if version.document.producer_id != found.producer_id:
        raise DossierRefused(_("This document is another producer's."))
    known = {"", *(line.code for line in sheet_of(found.number).choices)}
    asked = set(codes) & known
    others = found.citations.filter(version__document=version.document)
    others.exclude(version=version, code__in=asked).delete()
    have = set(cited_at(found, version))
    Citation.objects.bulk_create(
        Citation(dossier=found, version=version, code=code) for code in sorted(asked - have)
    )
    found.save(update_fields=["changed_at"])
    return found


@transaction.atomic
def cite_line(*, dossier: Dossier, code: str, versions: Iterable[DocumentVersion]) -> Dossier:
    """Say which documents prove a line, exactly these. Raises DossierRefused."""
    found = lock_open(dossier)
    asked = {each.pk: each for each in versions}
    if any(each.document.producer_id != found.producer_id for each in asked.values()):
        raise DossierRefused(_("This document is another producer's."))
    found.citations.filter(code=code).exclude(version__in=asked).delete()
    have = set(found.citations.filter(code=code).values_list("version", flat=True))
    Citation.objects.bulk_create(
        Citation(dossier=found, version=each, code=code)
        for pk, each in asked.items()
        if pk not in have
    )
    found.save(update_fields=["changed_at"])
    return found
