"""Write events as EPCIS 2.0 JSON-LD, and read what they name."""

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from catalogue.origin.codes.addresses import origin_path
from catalogue.origin.models import EventItem, Lot, LotMaterial, TraceEvent

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
EPC_ROLES = (
    EventItem.Role.EPC,
    EventItem.Role.CHILD,
    EventItem.Role.INPUT_EPC,
    EventItem.Role.OUTPUT_EPC,
)
QUANTITY_ROLES = (
    EventItem.Role.QUANTITY,
    EventItem.Role.CHILD_QUANTITY,
    EventItem.Role.INPUT_QUANTITY,
    EventItem.Role.OUTPUT_QUANTITY,
)


def class_uri(lot: Lot) -> str:
    """The EPC class of a lot, as events name it."""
    return f"{settings.SITE_URL}{origin_path(lot.product, lot.number)}"


class Item(NamedTuple):
    """One thing that an event names."""

    role: str
    uri: str
    quantity: Decimal | None = None
    uom: str = ""


def own_context() -> dict[str, str]:
    """The prefix of our own extension elements."""
    return {"ocop": f"{settings.SITE_URL}/voc/"}


def material_uri(material: LotMaterial) -> str:
    """The class of a material: the lot it was, or its row here."""
    if material.source_lot:
        return class_uri(material.source_lot)
    return f"{settings.SITE_URL}/material/{material.pk}"


def quantity_of(uri: str, quantity: Decimal | int | None, uom: str = "") -> dict[str, object]:
    element: dict[str, object] = {"epcClass": uri}
    if quantity is not None:
        exact = Decimal(quantity).normalize()
        element["quantity"] = int(exact) if exact == exact.to_integral_value() else float(exact)
    if uom:
        element["uom"] = uom
    return element


def whole_lot(lot: Lot, quantity: int | None = None) -> list[dict[str, object]]:
    return [quantity_of(class_uri(lot), quantity or lot.quantity, lot.uom)]


def common(
    kind: str,
    *,
    at: datetime.datetime,
    biz_step: str,
    disposition: str = "",
    place: str = "",
    stays_at: str = "",
    own: Mapping[str, str] | None = None,
) -> dict[str, object]:
    """Write what all events share; the time carries the site's own zone, to the second."""
    local = timezone.localtime(at).replace(microsecond=0)
    offset = local.strftime("%z")
    body: dict[str, object] = {
        "type": kind,
        "eventTime": local.isoformat(),
        "eventTimeZoneOffset": f"{offset[:3]}:{offset[3:]}",
        "bizStep": biz_step,
    }
    if disposition:
        body["disposition"] = disposition
    if place:
        body["readPoint"] = {"id": place}
    if stays_at:
        body["bizLocation"] = {"id": stays_at}
    extensions = {f"ocop:{key}": value for key, value in (own or {}).items() if value}
    if extensions:
        body |= {"@context": [own_context()], **extensions}
    return body


def observation(
    *, quantities: list[dict[str, object]], action: str = "OBSERVE", **facts
) -> dict[str, object]:
    """Write an ObjectEvent over quantities of classes."""
    return common(TraceEvent.Type.OBJECT, **facts) | {
        "action": action,
        "quantityList": quantities,
    }


def transformation(*, lot: Lot, materials: Iterable[LotMaterial], **facts) -> dict[str, object]:
    """Write the TransformationEvent in which materials became a lot."""
    return common(TraceEvent.Type.TRANSFORMATION, **facts) | {
        "inputQuantityList": [quantity_of(material_uri(m), m.quantity, m.uom) for m in materials],
        "outputQuantityList": whole_lot(lot),
    }


def items_of(body: Mapping) -> list[Item]:
    """List everything an event names, with its role."""
    found = [Item(role, uri) for role in EPC_ROLES for uri in body.get(role) or ()]
    if body.get("parentID"):
        found.append(Item(EventItem.Role.PARENT, str(body["parentID"])))
    for role in QUANTITY_ROLES:
        for element in body.get(role) or ():
            quantity = element.get("quantity")
            found.append(
                Item(
                    role,
                    element["epcClass"],
                    None if quantity is None else Decimal(str(quantity)),
                    element.get("uom", ""),
                )
            )
    return found


def places_of(body: Mapping) -> list[str]:
    """List the places an event names: read point, business location, sources, destinations."""
    found = [body[name]["id"] for name in ("readPoint", "bizLocation") if body.get(name)]
    for name, key in (("sourceList", "source"), ("destinationList", "destination")):
        found += [one[key] for one in body.get(name) or () if one.get("type") == "location"]
    return found


def is_private(body: Mapping, items: Iterable[Item]) -> bool:
    """Tell whether an event says more than how much of which lot went where.

    Serials would hand out valid codes to copy; parties, papers and elements of other
    vocabularies may name persons. Such events are not listed for strangers.
    """
    if any(item.role in EPC_ROLES for item in items):
        return True
    parties = [one for name in ("sourceList", "destinationList") for one in body.get(name) or ()]
    return bool(
        body.get("bizTransactionList")
        or any(one.get("type") != "location" for one in parties)
        or any(":" in key and not key.startswith("ocop:") for key in body)
        or any(
            key not in ("id",) and not key.startswith("ocop:")
            for name in ("readPoint", "bizLocation", "ilmd")
            for key in body.get(name) or ()
        )
        or body.get("sensorElementList")
    )
