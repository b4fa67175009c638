"""What an origin page says, as plain values: the answer first, then what stands behind it.

A page about one unit costs at most ten queries, whatever the length of its chain and
however many labels and scans there are: one when what stands below the answer is kept
already and the look does not count. A forged code costs none.
"""

import datetime
from decimal import Decimal
from functools import cache as once
from hashlib import blake2b
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from catalogue.certificates.queries import current_certificate, revocation_of
from catalogue.models import Product, Publication
from catalogue.origin.codes import serials
from catalogue.origin.codes.addresses import Address
from catalogue.origin.labels.reading import Facts, read
from catalogue.origin.labels.verdicts import is_public, verdict_of
from catalogue.origin.models import Label, Lot
from catalogue.origin.models.scans import Verdict
from catalogue.origin.pages.timeline import timeline
from catalogue.origin.scans import services as scan_services
from catalogue.places.pages import village_path
from catalogue.products.pictures import variant_url
from marketplace.frame.page_cache import release

PRODUCTS = Product.objects.select_related(
    "producer__commune__province", "village", "commune__province"
)
BODY_KEPT = 3600
code_release = once(release)
TONES = {
    Verdict.NEW: "good",
    Verdict.LOT: "good",
    Verdict.PRODUCT: "good",
    Verdict.AGAIN: "good",
    Verdict.SEEN: "warn",
    Verdict.OPENED: "warn",
    Verdict.WITHDRAWN: "warn",
    Verdict.UNKNOWN_LOT: "warn",
    Verdict.KEY_REVOKED: "warn",
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


class Look(NamedTuple):
    """What a look at a code found and answers, and how often the same phone had looked before."""

    facts: Facts | None
    verdict: Verdict
    own_looks: int = 0


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


def day_text(moment: datetime.datetime | None) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT") if moment else ""


def answer(verdict: Verdict, address: Address, facts: Facts, own_looks: int = 0) -> dict[str, str]:
    """Say the verdict in words: a headline, a sentence, and a tone for the colour.

    The looks of who reads it are not counted among those before.
    """
    lot, label = facts.lot, facts.label
    values = {
        "lot": address.lot or (lot.number if lot else ""),
        "first": day_text(label.first_scanned_at) if label else "",
        "opened": day_text(label.opened_at) if label else "",
        "note": lot.state_note if lot else "",
    }
    times = label.scan_count - own_looks if label else 0
    texts = {
        Verdict.NEW: (
            _("This code is in our records and has not been looked up before"),
            _("A code can be copied: compare what you hold with what stands below."),
        ),
        Verdict.AGAIN: (
            _("This code is in our records, and only you have looked it up so far"),
            _("From this phone, first on %(first)s. A code can be copied: compare what you hold."),
        ),
        Verdict.SEEN: (
            ngettext(
                "This code has been looked up %(times)s time before",
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
        Verdict.KEY_REVOKED: (
            _("This label is in our records, but its signature proves nothing any more"),
            _(
                "The key that signed it got out, so others could copy such labels. Ask the maker"
                " before you rely on it."
            ),
        ),
        Verdict.RECALLED: (
            _("This lot has been recalled"),
            _("Do not use lot %(lot)s; take it back where you bought it. The maker says: %(note)s"),
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
    return {"title": title, "text": text % values, "tone": TONES[verdict]}


def look(address: Address, reader: scan_services.Reader, *, may_count: bool) -> Look:
    """Read what a code names, choose the answer, and count the look if it counts."""
    facts = read(address)
    if facts is None:
        return Look(None, Verdict.FORGED)
    counts = may_count and scan_services.counts_now(reader, address.path)
    province = scan_services.province_of(reader.province_code) if counts else None
    far, own = False, 0
    if facts.label is not None and facts.label.scan_count:
        lately, own = scan_services.looks_before(facts.label.pk, reader)
        far = len(lately | ({province.pk} if province else set())) > 1
    verdict = verdict_of(address, facts, far, own)
    if counts:
        scan_services.record_scan(
            product_id=facts.product.pk,
            lot_id=facts.lot.pk if facts.lot else None,
            label_id=facts.label.pk if facts.label else None,
            verdict=verdict,
            reader=reader,
            province=province,
        )
    return Look(facts, verdict, own)


def page_context(
    address: Address, facts: Facts, verdict: Verdict, own_looks: int = 0
) -> dict[str, object]:
    """Gather the page's values: the answer, and the kept part below it."""
    today = timezone.localdate()
    is_ours = verdict != Verdict.FORGED
    label = facts.label
    best_before = facts.lot.best_before if facts.lot and is_public(facts) else None
    return {
        "answer": answer(verdict, address, facts, own_looks),
        "body": body(facts, with_lot=is_ours and is_public(facts)),
        "serial": label.serial if label and is_ours else "",
        "outdated": best_before if best_before and best_before < today else None,
        "can_open": label is not None
        and bool(label.hidden_hash and label.hidden_tries)
        and not serials.is_under_revoked_key(label.serial)
        and label.state in (Label.State.ACTIVATED, Label.State.SOLD),
        "product_url": reverse("catalogue:detail", args=[facts.product.slug, facts.product.pk]),
        "village": village_of(facts),
        "code_path": address.path,
        "origin_url": f"{settings.SITE_URL}{address.path}",
        "today": today,
        "is_withdrawn": facts.product.publication == Publication.WITHDRAWN,
    }


def village_of(facts: Facts) -> dict[str, str] | None:
    """The village of the lot, else of the product, with its page."""
    places = [facts.lot.village] if facts.lot and is_public(facts) else []
    for slug, name in (*places, facts.product.village):
        if slug and name:
            return {"name": name, "url": village_path(slug)}
    return None


def body(facts: Facts, *, with_lot: bool) -> SafeString:
    """The part of the page that all packs of a lot share, kept until anything of it changes.

    The key is made of every value that is shown or that tells of a new event, so that time
    only frees the room.
    """
    parts = (facts.version, with_lot, get_language(), timezone.localdate(), code_release())
    key = "origin-" + blake2b(repr(parts).encode(), digest_size=20).hexdigest()
    kept = cache.get(key)
    if kept is None:
        kept = render_to_string("origin/body.html", body_context(facts, with_lot=with_lot))
        cache.set(key, kept, BODY_KEPT)
    return mark_safe(kept)


def plain_number(quantity: Decimal) -> Decimal:
    """Drop zeros at the end: 40.500 is 40.5, and 40 stays 40."""
    whole = quantity.to_integral_value()
    return whole if quantity == whole else quantity.normalize()


def body_context(facts: Facts, *, with_lot: bool) -> dict[str, object]:
    """Gather what stands behind the answer: seven queries, whatever the length of the chain."""
    today = timezone.localdate()
    lot = None
    if with_lot and facts.lot:
        lot = Lot.objects.select_related(
            "product__producer__commune__province",
            "product__village",
            "product__commune__province",
            "village",
            "commune__province",
        ).get(pk=facts.lot.pk)
    product = lot.product if lot else PRODUCTS.get(pk=facts.product.pk)
    certificate = current_certificate(list(product.certificates.select_related("law")), today)
    events, pictures = timeline(lot) if lot else ([], [])
    materials = list(lot.materials.select_related("source_lot__product")) if lot else []
    for material in materials:
        if material.quantity is not None:
            vars(material)["amount"] = number_format(plain_number(material.quantity))
    return {
        "product": product,
        "producer": product.producer,
        "place": (lot.commune if lot else None) or product.commune or product.producer.commune,
        "village": (lot.village if lot else None) or product.village,
        "certificate": certificate,
        "certificate_state": certificate.state_on(today) if certificate else "",
        "has_stars": bool(certificate and certificate.is_valid_on(today)),
        "last_revocation": revocation_of(certificate),
        "lot": lot,
        "events": events,
        "lot_pictures": pictures,
        "materials": materials,
        "picture_url": variant_url(product.cover, 640) if product.cover else "",
    }
