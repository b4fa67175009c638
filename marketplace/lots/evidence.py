"""The evidence pack of a product for its OCOP file: one PDF, and a folder with the parts.

Four stars ask for the product's story on a leaflet, a website and inside the traceability
content, five accept sales by e-commerce with the shop's link (decision 26/2026/QĐ-TTg, score
sheets). What stands here is read from the market's own records; nobody types it.
"""

import datetime
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext
from oscar.core.loading import get_model

from catalogue.certificates.models import Certificate
from catalogue.models import Product, Publication
from catalogue.origin.codes.addresses import origin_path
from catalogue.origin.events import epcis
from catalogue.origin.labels.symbols import symbol
from catalogue.origin.lots.queries import chain_of
from catalogue.origin.lots.steps import step_name
from catalogue.origin.models import Lot, TraceEvent
from catalogue.origin.pages.timeline import step_name as biz_step_name
from catalogue.products.names import by_title
from marketplace.frame.documents import render_pdf
from marketplace.frame.money import format_dong
from marketplace.frame.tables_out import csv_bytes
from marketplace.ledger.payout_terms import terms_of
from marketplace.ledger.terms import TermBook
from marketplace.order.states import Status
from marketplace.producers.models import Producer

LOTS_TOLD = 12  # the newest; the folder has them all
NOT_SALES = (Status.PENDING, Status.CANCELLED)
LANGUAGES = (("vi", "vi"), ("en", "en"), ("id", "ind"))
PICTURES = 6


@dataclass(frozen=True)
class Row:
    """A product of the list, with how much there is to prove."""

    product: Product
    lots: int
    events: int
    sold: int


def provable(producer: Producer) -> QuerySet[Product]:
    """A producer's products that have something to prove: the published ones, by name."""
    published = producer.products.filter(publication=Publication.PUBLISHED)
    return published.order_by(by_title(), "pk")


def overview(products: Sequence[Product]) -> list[Row]:
    """Say of each product how much there is to prove; three queries whatever their number."""
    lots = dict(
        Lot.objects.filter(product__in=products)
        .order_by()
        .values_list("product")
        .annotate(Count("pk"))
    )
    events = dict(
        TraceEvent.objects.filter(lot__product__in=products, declares_error_of=None)
        .order_by()
        .values_list("lot__product")
        .annotate(Count("pk"))
    )
    sold = dict(
        get_model("order", "Line")
        .objects.filter(product__in=products)
        .exclude(order__status__in=NOT_SALES)
        .order_by()
        .values_list("product")
        .annotate(Sum("quantity"))
    )
    return [
        Row(one, lots.get(one.pk, 0), events.get(one.pk, 0), sold.get(one.pk, 0))
        for one in products
    ]


def day(value: datetime.date | None) -> str:
    return date_format(value, "d/m/Y") if value else ""


def texts_of(product: Product) -> list[dict[str, str]]:
    """The story page's words in each language that has them."""
    found = []
    names = dict(settings.LANGUAGES)
    for code, suffix in LANGUAGES:
        title = getattr(product, f"title_{suffix}") or ""
        if title:
            with translation.override(code):
                url = f"{settings.SITE_URL}{product.get_absolute_url()}"
            found.append(
                {
                    "language": str(names[code]),
                    "title": title,
                    "summary": getattr(product, f"summary_{suffix}") or "",
                    "story": getattr(product, f"story_{suffix}") or "",
                    "url": url,
                }
            )
    return found


def certificates_of(product: Product, today: datetime.date) -> list[dict[str, str]]:
    rows = Certificate.objects.filter(product=product).order_by("-issued_on", "-pk")
    return [
        {
            "stars": str(row.stars),
            "decision": row.decision_number,
            "decision_day": day(row.decision_date),
            "authority": row.authority,
            "issued": day(row.issued_on),
            "expires": day(row.expires_on),
            "is_valid": gettext("valid today") if row.is_valid_on(today) else gettext("not valid"),
        }
        for row in rows
    ]


def lot_told(lot: Lot) -> dict[str, Any]:
    """A lot with what went in and its chain, for people."""
    return {
        "number": lot.number,
        "state": str(lot.get_state_display()),
        "made_on": day(lot.made_on),
        "best_before": day(lot.best_before),
        "quantity": f"{lot.quantity} {lot.unit}".strip(),
        "labels": str(lot.labels_issued),
        "url": f"{settings.SITE_URL}{origin_path(lot.product, lot.number)}",
        "materials": [
            {"name": one.name, "from": one.where_from or one.supplier}
            for one in lot.materials.all()
        ],
        "steps": [
            {
                "name": step_name(event.step) or biz_step_name(event.biz_step, event.disposition),
                "at": date_format(timezone.localtime(event.event_time), "d/m/Y H:i"),
                "place": event.place_name,
                "note": event.note,
                "who": event.verifier or str(event.get_source_display()),
            }
            for event in chain_of(lot)
        ],
    }


def sales_of(product: Product) -> list[dict[str, Any]]:
    """What this market sold of a product, by month: goods alone, without cancelled orders."""
    rows = (
        get_model("order", "Line")
        .objects.filter(product=product)
        .exclude(order__status__in=NOT_SALES)
        .annotate(month=TruncMonth("order__date_placed"))
        .order_by("month")
        .values("month")
        .annotate(
            orders=Count("order", distinct=True),
            quantity=Sum("quantity"),
            total=Sum("line_price_incl_tax"),
        )
    )
    return [
        {
            "month": f"{timezone.localtime(row['month']):%m/%Y}",
            "orders": row["orders"],
            "quantity": row["quantity"],
            "total": int(row["total"] or 0),
        }
        for row in rows
    ]


def lots_of(product: Product) -> list[Lot]:
    return list(
        product.lots.exclude(state=Lot.State.OPEN)
        .select_related("product")
        .prefetch_related("materials")
        .order_by("-made_on", "-pk")
    )


def words() -> dict[str, str]:
    """The template's own words in the reader's language."""
    return {
        "title": gettext("Evidence for the OCOP file"),
        "made": gettext("Read from the market's records on"),
        "maker": gettext("Maker"),
        "code": gettext("Code"),
        "shop": gettext("The shop's page and its story"),
        "origin": gettext("The origin page"),
        "origin_lead": gettext("The code on the label leads here; anyone can open it."),
        "certificates": gettext("Certificates"),
        "no_certificates": gettext("No certificate is on record."),
        "stars": gettext("Stars"),
        "decision": gettext("Decision"),
        "authority": gettext("Authority"),
        "valid": gettext("Valid"),
        "chain": gettext("The chain of its lots"),
        "no_lots": gettext("No lot is released yet."),
        "materials": gettext("What went in"),
        "best_before": gettext("Best before"),
        "labels": gettext("Labels"),
        "step": gettext("Step"),
        "when": gettext("When"),
        "where": gettext("Where"),
        "who": gettext("Who says so"),
        "sales": gettext("Sold on this market"),
        "sales_lead": gettext(
            "Orders that stand, goods without delivery, from the market's books."
        ),
        "no_sales": gettext("Nothing was sold here yet."),
        "month": gettext("Month"),
        "orders": gettext("Orders"),
        "quantity": gettext("Quantity"),
        "value": gettext("Value"),
        "total": gettext("Total"),
        "operator": gettext("Operated by"),
        "contract": gettext("Contract of sale with the market"),
        "contract_lead": gettext(
            "The terms under which the maker sells here, as they stand today. They are the "
            "market's operating rules, taken up when the maker was verified."
        ),
        "demo": gettext("Demo market: nothing here is really sold, and no money moves."),
    }


def contract_of(product: Product, today: datetime.date) -> list[tuple[str, str]]:
    """The terms between maker and market as (what, value), from dated rows."""
    producer = product.producer
    rate = TermBook([producer], today).commission_rate(producer.pk, product.ocop_group_id)
    rest = terms_of(today, producer).holding_days
    rules = f"{settings.SITE_URL}/{get_language() or 'vi'}/operating-rules/"
    since = producer.verified_at and timezone.localdate(producer.verified_at)
    seller = [producer.name, producer.get_kind_display(), producer.tax_code]
    return [
        (gettext("Seller"), ", ".join(part for part in seller if part)),
        (gettext("Market"), f"{settings.SHOP_OPERATOR}, {settings.SITE_URL}"),
        (gettext("Sells here since"), day(since) if since else gettext("not verified yet")),
        (gettext("Commission on goods"), f"{rate / 100:g} %"),
        (
            gettext("Paid out"),
            ngettext("%(days)s day after delivery", "%(days)s days after delivery", rest)
            % {"days": rest},
        ),
        (gettext("Rules in full"), rules),
    ]


def values_of(product: Product) -> dict[str, Any]:
    """Everything that the PDF says, as JSON types."""
    language, today = get_language() or "vi", timezone.localdate()
    producer, sales = product.producer, sales_of(product)
    path = origin_path(product)
    return {
        "language": language,
        "words": words(),
        "today": day(today),
        "shop": settings.OSCAR_SHOP_NAME,
        "site": settings.SITE_URL,
        "operator": settings.SHOP_OPERATOR,
        "is_demo": settings.SHOP_IS_DEMO,
        "title": product.title,
        "code": " · ".join(
            part for part in (product.code, product.gtin and f"GTIN {product.gtin}") if part
        ),
        "maker": ", ".join(
            part for part in (producer.name, producer.address, producer.commune.name) if part
        ),
        "texts": texts_of(product),
        "origin_url": f"{settings.SITE_URL}{path}",
        "origin_code": symbol(f"{settings.SITE_URL}{path}").svg().decode(),
        "certificates": certificates_of(product, today),
        "contract": contract_of(product, today),
        "lots": [lot_told(lot) for lot in lots_of(product)[:LOTS_TOLD]],
        "sales": [
            {
                "month": row["month"],
                "orders": str(row["orders"]),
                "quantity": str(row["quantity"]),
                "total": format_dong(row["total"], language),
            }
            for row in sales
        ],
        "sales_total": format_dong(sum(row["total"] for row in sales), language),
    }


def evidence_pdf(product: Product) -> bytes:
    """Set the pack as one PDF."""
    return render_pdf("evidence", values_of(product))


def epcis_of(product: Product) -> str:
    """The events of a product's lots as strangers may have them, an EPCIS 2.0 document."""
    events = epcis.public_events().filter(lot__product=product).order_by("event_time", "pk")
    document = epcis.document(events, epcis.document_id(origin_path(product)))
    return json.dumps(document, ensure_ascii=False, indent=1)


def evidence_zip(product: Product) -> bytes:
    """Put the PDF and its parts into one folder: texts, code, chain, sales, certificates."""
    values, said = values_of(product), words()
    lots = [lot_told(lot) for lot in lots_of(product)]
    folder = f"OCOP-{product.code}"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{folder}/1-evidence.pdf", render_pdf("evidence", values))
        for text in values["texts"]:
            archive.writestr(
                f"{folder}/2-story-{text['language']}.txt",
                "\r\n\r\n".join([text["title"], text["summary"], text["story"], text["url"]]),
            )
        code = symbol(str(values["origin_url"]))
        archive.writestr(f"{folder}/3-origin-code.svg", code.svg())
        archive.writestr(f"{folder}/3-origin-code.png", code.png())
        archive.writestr(
            f"{folder}/4-chain.csv",
            csv_bytes(
                ["lot", "made_on", said["step"], said["when"], said["where"], "note", said["who"]],
                (
                    [
                        lot["number"], lot["made_on"], step["name"], step["at"], step["place"],
                        step["note"], step["who"],
                    ]
                    for lot in lots
                    for step in lot["steps"]
                ),
            ),
        )  # fmt: skip
        archive.writestr(f"{folder}/4-chain.jsonld", epcis_of(product))
        archive.writestr(
            f"{folder}/5-sales.csv",
            csv_bytes(
                [said["month"], said["orders"], said["quantity"], f"{said['value']} (VND)"],
                (list(row.values()) for row in sales_of(product)),
            ),
        )
        archive.writestr(
            f"{folder}/5-contract.txt",
            "\r\n".join([str(said["contract"]), str(said["contract_lead"]), ""])
            + "".join(f"\r\n{what}: {value}" for what, value in values["contract"]),
        )
        archive.writestr(
            f"{folder}/6-certificates.csv",
            csv_bytes(
                [said["stars"], said["decision"], "", said["authority"], "", said["valid"], ""],
                (list(row.values()) for row in values["certificates"]),
            ),
        )
        for number, image in enumerate(product.images.order_by("display_order", "pk")[:PICTURES]):
            name = image.original.name
            if default_storage.exists(name):
                with default_storage.open(name) as file:
                    ending = name.rsplit(".", 1)[-1]
                    archive.writestr(f"{folder}/7-picture-{number + 1}.{ending}", file.read())
    return buffer.getvalue()
