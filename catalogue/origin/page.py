"""What an origin page says, as plain values: the answer first, then what stands behind it.

A page about one unit costs at most ten queries, whatever the length of its chain and
however many labels and scans there are; a forged code costs none.
"""

import datetime
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.models import Product, Publication
from catalogue.origin import scan_services, serials
from catalogue.origin.addresses import Address
from catalogue.origin.models import Label, Lot, LotAttachment, TraceEvent
from catalogue.origin.models.scans import Verdict
from catalogue.origin.queries import chain_of
from catalogue.pictures import variant_url
from catalogue.places.models import Province
from catalogue.product_page import current_certificate, revocation_of

PRODUCTS = Product.objects.select_related(
    "producer__commune__province", "village", "commune__province"
)
SHOWN_EVENTS = 200
TONES = {
    Verdict.NEW: "good",
    Verdict.LOT: "good",
    Verdict.PRODUCT: "good",
    Verdict.SEEN: "warn",
    Verdict.OPENED: "warn",
    Verdict.WITHDRAWN: "warn",
    Verdict.UNKNOWN_LOT: "warn",
    Verdict.FAR: "bad",
    Verdict.NOT_ACTIVATED: "bad",
    Verdict.REVOKED: "bad",
    Verdict.RECALLED: "bad",
    Verdict.FORGED: "bad",
}


class Found(NamedTuple):
    """What a code names here. `lot` is None when it is unknown or not released yet."""

    product: Product | None
    lot: Lot | None = None
    label: Label | None = None


def is_forged(address: Address) -> bool:
    """Tell whether a serial cannot be ours; asks nothing of the database.

    Without its lot a serial cannot be checked here: find() does it then.
    """
    return bool(
        address.serial
        and address.lot
        and not serials.is_ours(address.anchor, address.lot, address.serial)
    )


def find_product(address: Address) -> Product | None:
    """The product a code names, drafts excepted; one query."""
    field = "gtin" if address.key == "01" else "code"
    return PRODUCTS.filter(**{field: address.code}, publication__gt=0).first()


def find(address: Address) -> Found:
    """Look up product, lot and label; at most three queries."""
    product = find_product(address)
    if product is None:
        return Found(None)
    if address.serial:
        label = (
            Label.objects.filter(serial=address.serial, lot__product=product)
            .select_related("lot__village__commune", "lot__commune__province", "batch")
            .first()
        )
        if label and address.lot in ("", label.lot.number):
            anchor = label.batch.anchor
            if serials.is_ours(anchor, label.lot.number, label.serial):
                label.lot.product = product
                return Found(product, label.lot, label)
    if not address.lot:
        return Found(product)
    lot = (
        Lot.objects.filter(product=product, number=address.lot)
        .select_related("village__commune", "commune__province")
        .first()
    )
    if lot is not None:
        lot.product = product
    return Found(product, lot)


def verdict_of(address: Address, found: Found, far: bool) -> Verdict:
    """Choose the one answer; what is most serious comes first."""
    product, lot, label = found
    if product is None or (address.serial and label is None):
        return Verdict.FORGED
    if lot is not None and lot.state == Lot.State.RECALLED:
        return Verdict.RECALLED
    if label is not None:
        if label.state == Label.State.REVOKED:
            return Verdict.REVOKED
        if label.state == Label.State.PRINTED or not lot.is_public:  # type: ignore[union-attr]
            return Verdict.NOT_ACTIVATED
        if far:
            return Verdict.FAR
        if label.state == Label.State.OPENED:
            return Verdict.OPENED
        return Verdict.SEEN if label.scan_count else Verdict.NEW
    if address.lot and (lot is None or not lot.is_public):
        return Verdict.UNKNOWN_LOT
    if product.publication == Publication.WITHDRAWN:
        return Verdict.WITHDRAWN
    return Verdict.LOT if lot is not None else Verdict.PRODUCT


def day_text(moment: datetime.datetime | None) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT") if moment else ""


def answer(verdict: Verdict, address: Address, found: Found) -> dict[str, str]:
    """Say the verdict in words: a headline, a sentence, and a tone for the colour."""
    lot, label = found.lot, found.label
    facts = {
        "lot": address.lot or (lot.number if lot else ""),
        "first": day_text(label.first_scanned_at) if label else "",
        "opened": day_text(label.opened_at) if label else "",
        "note": lot.state_note if lot else "",
    }
    times = label.scan_count if label else 0
    texts = {
        Verdict.NEW: (
            _("This code is in our records and has not been looked up before"),
            _("A code can be copied: compare what you hold with what stands below."),
        ),
        Verdict.SEEN: (
            ngettext(
                "This code has been looked up once before",
                "This code has been looked up %(times)s times before",
                times,
            )
            % {"times": times},
            _("First on %(first)s. If that was not you, be careful: codes can be copied."),
        ),
        Verdict.FAR: (
            _("This code turned up in distant places at the same time"),
            _("One of the packs carries a copied code. Do not rely on it; tell us what you hold."),
        ),
        Verdict.OPENED: (
            _("The pack under this code has been opened"),
            _("Its hidden code was entered on %(opened)s. A pack sold as new must not say so."),
        ),
        Verdict.NOT_ACTIVATED: (
            _("This label is not in use yet"),
            _("The maker has printed it but not put it on goods. If it stands on a pack, tell us."),
        ),
        Verdict.REVOKED: (
            _("This label has been revoked"),
            _("Spoilt, lost or stolen: the maker withdrew it. Do not rely on a pack with it."),
        ),
        Verdict.RECALLED: (
            _("This lot has been recalled"),
            _("Do not use lot %(lot)s. Reason: %(note)s. Take it back to where you bought it."),
        ),
        Verdict.UNKNOWN_LOT: (
            _("We know the product, but not this lot"),
            _("No lot %(lot)s is recorded. Ask the maker before you rely on it."),
        ),
        Verdict.WITHDRAWN: (
            _("A product that is no longer sold"),
            _("What was known of it stays here; a code on an old pack keeps its page."),
        ),
        Verdict.LOT: (
            _("This lot is in our records"),
            _("The code is the same on every pack of the lot; it does not tell packs apart."),
        ),
        Verdict.PRODUCT: (
            _("This code belongs to this product"),
            _("It is the same on every pack and can be copied. The lot's own code tells more."),
        ),
        Verdict.FORGED: (
            _("This code is not ours"),
            _("We never printed it. Do not rely on a pack with it; tell us where you saw it."),
        ),
    }
    title, text = texts[verdict]
    return {"title": title, "text": text % facts, "tone": TONES[verdict]}


def timeline(lot: Lot) -> tuple[list[dict[str, object]], list[dict[str, str]]]:
    """The chain of a lot for the page, and the pictures of the lot itself; two queries."""
    pictures: dict[int | None, list[dict[str, str]]] = {}
    documents: dict[int | None, int] = {}
    for one in LotAttachment.objects.filter(lot=lot, is_public=True):
        if one.kind == LotAttachment.Kind.PICTURE:
            shown = {"url": variant_url(one.file.name, 320), "caption": one.caption}
            pictures.setdefault(one.event_id, []).append(shown)
        else:
            documents[one.event_id] = documents.get(one.event_id, 0) + 1
    events = []
    for event in chain_of(lot)[:SHOWN_EVENTS]:
        events.append(
            {
                "at": event.event_time,
                "title": event.step or step_name(event.biz_step),
                "note": event.note,
                "place": event.place_name,
                "claim": claim_of(event, documents.get(event.pk, 0)),
                "is_verified": bool(event.verifier or event.certificate_id),
                "pictures": pictures.get(event.pk, []),
            }
        )
    return events, pictures.get(None, [])


def claim_of(event: TraceEvent, documents: int) -> str:
    """Say whose word an event is; the market is never the verifier of a maker's claim."""
    if event.verifier:
        return _("Verified by %(name)s") % {"name": event.verifier}
    if event.certificate_id and event.certificate:
        return _("Verified by %(name)s") % {"name": event.certificate.authority}
    if event.source == TraceEvent.Source.MARKET:
        return _("Recorded by this market from its parcels")
    if documents:
        return ngettext(
            "Stated by the maker, with %(count)s document",
            "Stated by the maker, with %(count)s documents",
            documents,
        ) % {"count": documents}
    return _("Stated by the maker")


def step_name(biz_step: str) -> str:
    """Name a business step of CBV for people."""
    names = {
        "commissioning": _("Made"),
        "creating_class_instance": _("Made"),
        "collecting": _("Gathered"),
        "receiving": _("Received"),
        "inspecting": _("Inspected"),
        "packing": _("Packed"),
        "storing": _("Stored"),
        "encoding": _("Labels printed"),
        "shipping": _("Sent out"),
        "retail_selling": _("Reached a buyer"),
        "holding": _("Held back"),
        "transporting": _("On its way"),
        "departing": _("Left"),
        "arriving": _("Arrived"),
        "destroying": _("Destroyed"),
        "decommissioning": _("Taken out of use"),
    }
    return names.get(biz_step, _("Step of the work"))


def look(
    address: Address, reader: scan_services.Reader, *, may_count: bool
) -> tuple[Found, Verdict]:
    """Find what a code names, choose the answer, and count the look if it counts."""
    found = find(address)
    product, lot, label = found
    counts = may_count and product is not None and scan_services.counts_now(reader, address.path)
    province: Province | None = None
    far = False
    if label is not None:
        if counts:
            province = scan_services.province_of(reader.province_code)
        if label.scan_count:
            lately = scan_services.provinces_lately(label)
            far = len(lately | ({province.pk} if province else set())) > 1
    verdict = verdict_of(address, found, far)
    if counts and product is not None:
        if label is None:
            province = scan_services.province_of(reader.province_code)
        scan_services.record_scan(
            product=product,
            lot=lot,
            label=label,
            verdict=verdict,
            reader=reader,
            province=province,
        )
    return found, verdict


def page_context(address: Address, found: Found, verdict: Verdict) -> dict[str, object]:
    """Gather the page's values for a code that names a product."""
    product, lot, label = found
    assert product is not None  # noqa: S101 - callers have answered 404
    today = timezone.localdate()
    certificate = current_certificate(list(product.certificates.select_related("law")), today)
    shown = lot if lot is not None and lot.is_public else None
    is_ours = verdict != Verdict.FORGED
    events, lot_pictures = timeline(shown) if shown and is_ours else ([], [])
    return {
        "answer": answer(verdict, address, found),
        "verdict": verdict,
        "product": product,
        "producer": product.producer,
        "place": (shown.commune if shown else None) or product.commune or product.producer.commune,
        "village": (shown.village if shown else None) or product.village,
        "certificate": certificate,
        "certificate_state": certificate.state_on(today) if certificate else "",
        "has_stars": bool(certificate and certificate.is_valid_on(today)),
        "last_revocation": revocation_of(certificate),
        "lot": shown if is_ours else None,
        "is_outdated": bool(shown and shown.best_before and shown.best_before < today),
        "label": label,
        "can_open": bool(
            label
            and label.hidden_hash
            and label.hidden_tries
            and label.state in (Label.State.ACTIVATED, Label.State.SOLD)
        ),
        "events": events,
        "lot_pictures": lot_pictures,
        "materials": list(shown.materials.select_related("source_lot__product"))
        if shown and is_ours
        else [],
        "picture_url": variant_url(product.cover, 640) if product.cover else "",
        "code_path": address.path,
        "origin_url": f"{settings.SITE_URL}{address.path}",
        "today": today,
        "is_withdrawn": product.publication == Publication.WITHDRAWN,
    }
