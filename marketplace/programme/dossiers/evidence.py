"""Evidence from the shop by one click: what its records say of a product, frozen into a PDF.

A document has a day: what the records say later makes another version, and only if they say
something else. The papers are in Vietnamese, as offices read them.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from catalogue.models import Product
from catalogue.origin.codes.addresses import origin_path
from marketplace.accounts.models import User
from marketplace.frame.documents import render_pdf
from marketplace.frame.money import format_dong
from marketplace.lots import evidence as records
from marketplace.programme.dossiers.documents import add_version, cite
from marketplace.programme.dossiers.drafting import DossierRefused, lock_open
from marketplace.programme.dossiers.models import Document, DocumentVersion, Dossier
from marketplace.programme.sheets.reading import sheet_of

LANGUAGE = "vi"
Table = dict[str, Any]  # title, text, head, rows: as templates/documents/dossier.typ reads it


class Source(NamedTuple):
    """What of the shop's records can be taken: of which kind, for lines about what."""

    title: Any
    kind: str
    keys: frozenset[str]
    tables: Callable[[Product], list[Table]]


def table(title: str, head: list[str], rows: list[list[str]], text: str = "") -> Table:
    return {"title": title, "text": text, "head": head, "rows": rows}


def story_tables(product: Product) -> list[Table]:
    told = [each for each in records.texts_of(product) if each["story"]]
    return [
        table(f"{each['title']} ({each['language']})", [], [], f"{each['story']}\n{each['url']}")
        for each in told
    ]


def sales_tables(product: Product) -> list[Table]:
    said, sold = records.words(), records.sales_of(product)
    if not sold:
        return []
    rows = [
        [
            each["month"],
            str(each["orders"]),
            str(each["quantity"]),
            format_dong(each["total"], LANGUAGE),
        ]
        for each in sold
    ]
    total = format_dong(sum(each["total"] for each in sold), LANGUAGE)
    head = [said["month"], said["orders"], said["quantity"], said["value"]]
    rows.append([said["total"], "", "", total])
    page = f"{settings.SITE_URL}{product.get_absolute_url()}"
    return [table(said["sales"], head, rows, f"{said['sales_lead']}\n{page}")]


def lot_tables(product: Product) -> list[Table]:
    said = records.words()
    found = []
    for each in map(records.lot_told, records.lots_of(product)[: records.LOTS_TOLD]):
        made_of = "; ".join(
            " ".join([one["name"], f"({one['from']})" if one["from"] else ""]).strip()
            for one in each["materials"]
        )
        rows = [[one["name"], one["at"], one["place"], one["who"]] for one in each["steps"]]
        text = "\n".join(
            [
                f"{each['quantity']} · {each['state']}",
                f"{said['materials']}: {made_of}" if made_of else "",
                each["url"],
            ]
        )
        head = [said["step"], said["when"], said["where"], said["who"]] if rows else []
        found.append(table(f"{each['number']} · {each['made_on']}", head, rows, text))
    return found


def label_tables(product: Product) -> list[Table]:
    said = records.words()
    lots = [each for each in records.lots_of(product) if each.labels_issued]
    if not lots:
        return []
    rows = [[each.number, records.day(each.made_on), str(each.labels_issued)] for each in lots]
    head = [_("Lot"), _("Made on"), said["labels"]]
    lead = f"{said['origin_lead']}\n{settings.SITE_URL}{origin_path(product)}"
    return [table(said["labels"], head, rows, lead)]


def certificate_tables(product: Product) -> list[Table]:
    said = records.words()
    held = records.certificates_of(product, timezone.localdate())
    if not held:
        return []
    rows = [
        [
            f"{each['stars']} OCOP",
            f"{each['decision']}, {each['decision_day']}",
            each["authority"],
            f"{each['issued']} – {each['expires']} ({each['is_valid']})",
        ]
        for each in held
    ]
    head = [said["stars"], said["decision"], said["authority"], said["valid"]]
    return [table(said["certificates"], head, rows)]


Kind = Document.Kind
SOURCES: dict[str, Source] = {
    "story": Source(
        gettext_lazy("Its story, as buyers read it"),
        Kind.STORY,
        frozenset({"story", "story_form", "story_shown"}),
        story_tables,
    ),
    "sales": Source(
        gettext_lazy("What was sold here, by month"),
        Kind.SALES,
        frozenset({"sales_area", "service_sales"}),
        sales_tables,
    ),
    "lots": Source(
        gettext_lazy("Its lots: materials and steps"),
        Kind.LOTS,
        frozenset({"materials", "local_origin", "certified_source"}),
        lot_tables,
    ),
    "labels": Source(
        gettext_lazy("Labels with a traceability code"),
        Kind.LABEL,
        frozenset({"label", "packaging_label", "information"}),
        label_tables,
    ),
    "certificate": Source(
        gettext_lazy("Its OCOP certificates"),
        Kind.CERTIFICATE,
        frozenset(),
        certificate_tables,
    ),
}


def take_evidence(*, dossier: Dossier, source: str, by: User) -> DocumentVersion:
    """Freeze what the shop says into a document, and cite it where it proves something.

    The same again, while the records say the same, makes no second one. Raises DossierRefused.
    """
    chosen = SOURCES[source]
    product = dossier.product
    with override(LANGUAGE):
        tables = chosen.tables(product)
        name = f"{chosen.title}: {product.title}"[:120]
    if not tables:
        raise DossierRefused(_("The shop has nothing on record for this yet."))
    facts = json.dumps(tables, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(facts.encode()).hexdigest()
    known = newest_of(dossier, source)
    is_known = known is not None and known.facts_sha256 == digest
    pdf = b"" if is_known else written(product, name, tables)
    with transaction.atomic():
        found = lock_open(dossier)
        version = known if known and is_known else kept(found, source, name, pdf, digest, by)
        codes = {line.code for line in sheet_of(found.number).choices if line.key in chosen.keys}
        before = found.citations.filter(version__document=version.document)
        kept_at = set(before.values_list("code", flat=True))
        cite(dossier=found, version=version, codes=(codes or {""}) | kept_at)
    return version


def newest_of(dossier: Dossier, source: str) -> DocumentVersion | None:
    rows = DocumentVersion.objects.filter(
        document__producer=dossier.producer_id,
        document__product=dossier.product_id,
        document__source=source,
    )
    return rows.select_related("document").order_by("-n").first()


def kept(
    dossier: Dossier, source: str, name: str, pdf: bytes, digest: str, by: User
) -> DocumentVersion:
    document, _is_new = Document.objects.get_or_create(
        producer=dossier.producer,
        product=dossier.product,
        source=source,
        defaults={
            "kind": SOURCES[source].kind,
            "name": name,
            "issuer": str(settings.OSCAR_SHOP_NAME),
            "issued_on": timezone.localdate(),
            "made_by": by,
        },
    )
    file = ContentFile(pdf, f"{source}.pdf")
    return add_version(document=document, file=file, by=by, facts_sha256=digest)


def written(product: Product, name: str, tables: list[Table]) -> bytes:
    """Set what the shop says as a PDF with its day."""
    with override(LANGUAGE):
        return render_pdf(
            "dossier",
            {
                "language": LANGUAGE,
                "over": _("Evidence for the OCOP file"),
                "title": name,
                "facts": [
                    [_("Maker"), product.producer.name],
                    [_("Code"), product.code],
                    [
                        _("Read from the market's records on"),
                        date_format(timezone.localtime(), "d/m/Y H:i"),
                    ],
                ],
                "sections": tables,
                "foot": f"{settings.OSCAR_SHOP_NAME} · {settings.SITE_URL}",
                "demo": _("Demo market: nothing here is really sold, and no money moves.")
                if settings.SHOP_IS_DEMO
                else "",
            },
        )
