"""Papers for packing as PDF: a slip for whoever packs, an address label for whoever carries.

One file holds those of many orders, on A6 (a page each) or A4 (labels four a sheet, to be cut;
slips a page each). A paper is of a parcel that went, or of what is left of an order and will go.

A slip speaks the packer's language. A label is read on the road: Vietnamese, and English for
what goes abroad.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from catalogue.origin.labels.symbols import symbol
from catalogue.origin.lots.queries import lots_to_send_of
from marketplace.frame.documents import render_pdf
from marketplace.frame.money import format_dong
from marketplace.purchases.models import Parcel
from marketplace.purchases.packing import cash_for, cash_of, left_of, lines_of, weight_of
from marketplace.shipping.carriers.named import carrier_name

SIZES = ("a6", "a4")
MOST_ORDERS = 100  # in one file


class Packet(NamedTuple):
    """Goods that go in one box: how many by line id, of which lots (numbers, by line id).

    `parcel` is None while it has not gone; `place` counts the order's parcels from 1.
    """

    order: Any
    parcel: Parcel | None
    place: int
    units: dict[int, int]
    lots: dict[int, str]

    @property
    def to_collect(self) -> int:
        if self.parcel:
            return cash_of(self.order, self.parcel)
        return cash_for(self.order, self.units)


def packet_of(order: Any, parcel: Parcel) -> Packet:
    """The packet that went as a parcel of an order."""
    rows = list(parcel.lines.all())
    place = 1 + [each.pk for each in order.parcels.all()].index(parcel.pk)
    lots = {row.line_id: row.lot.number for row in rows if row.lot}
    return Packet(order, parcel, place, {row.line_id: row.quantity for row in rows}, lots)


def next_packet(
    order: Any, units: Mapping[int, int], lots: Mapping[int, str] | None = None
) -> Packet:
    """The packet that is to go next, of units by line id."""
    return Packet(order, None, len(order.parcels.all()) + 1, dict(units), dict(lots or {}))


def packets_of(orders: Iterable[Any]) -> list[Packet]:
    """What is left of each order, or what went where nothing is left. Orders: packing.with_goods.

    The lot of what is left is told where there is no other to take: of one released lot.
    """
    orders = list(orders)
    only = only_lots(orders)
    packets = []
    for order in orders:
        if units := left_of(order) if not order.is_cancelled else {}:
            lots = {
                line.pk: only[line.product_id]
                for line in order.lines.all()
                if line.pk in units and line.product_id in only
            }
            packets.append(next_packet(order, units, lots))
        else:
            gone = [each for each in order.parcels.all() if not each.has_failed]
            packets += [packet_of(order, each) for each in gone]
    return packets


def only_lots(orders: Iterable[Any]) -> dict[int, str]:
    """Give the number of the only lot that can be sent, by product; one query."""
    products = {line.product_id for order in orders for line in order.lines.all()} - {None}
    found: dict[int, list[str]] = {}
    for lot in lots_to_send_of(products, timezone.localdate()):
        found.setdefault(lot.product_id, []).append(lot.number)
    return {pk: numbers[0] for pk, numbers in found.items() if len(numbers) == 1}


def slips_pdf(packets: Iterable[Packet], *, size: str, with_prices: bool = False) -> bytes:
    """Set the slips of packets; prices are of one unit, before discounts."""
    return render_pdf("packing_slip", slips_of(packets, size, with_prices))


def slips_of(packets: Iterable[Packet], size: str, with_prices: bool) -> dict[str, object]:
    """All texts of slips, ready."""
    columns = [_("Quantity"), _("Item")] + ([_("Price")] if with_prices else [])
    return {
        "language": get_language() or "vi",
        "date": today(),
        "size": size,
        "title": _("Packing slip"),
        "note_label": _("Note of the buyer"),
        "columns": columns,
        "foot": settings.OSCAR_SHOP_NAME,
        "slips": [slip_of(packet, with_prices) for packet in packets],
    }


def slip_of(packet: Packet, with_prices: bool) -> dict[str, object]:
    """The texts of a slip; the recipient of a gift reads no price."""
    order, to = packet.order, packet.order.shipping_address
    is_gift = order.purchase.is_gift
    return {
        "number": order.number,
        "parcel": _("Parcel %(number)s") % {"number": packet.place},
        "seller": order.producer.name,
        "qr": qr_of(order.number),
        "placed": date_format(timezone.localtime(order.date_placed), "SHORT_DATE_FORMAT"),
        "to": " · ".join(filter(None, (to.first_name, to.line4))) if to else "",
        "carrier": carried_by(packet),
        "rows": [row_of(packet, line, with_prices and not is_gift) for line in goods_of(packet)],
        "count": sum(packet.units.values()),
        "note": order.purchase.note,
        "gift": _("A gift: no prices, and the card comes with it.") if is_gift else "",
    }


def goods_of(packet: Packet) -> Iterator[Any]:
    return (line for line in lines_of(packet.order) if line.pk in packet.units)


def row_of(packet: Packet, line: Any, with_prices: bool) -> dict[str, str]:
    codes = [line.product.code if line.product else "", line.partner_sku, line.upc or ""]
    lot = packet.lots.get(line.pk)
    facts = [_("Code %(code)s") % {"code": code} for code in dict.fromkeys(filter(None, codes))]
    facts += [_("Lot %(number)s") % {"number": lot}] if lot else []
    price = int(line.unit_price_incl_tax or 0)
    return {
        "quantity": str(packet.units[line.pk]),
        "title": line.title,
        "facts": " · ".join(facts),
        "price": format_dong(price, get_language() or "vi") if with_prices else "",
    }


def carried_by(packet: Packet) -> str:
    """Name the carrier and the code of a parcel that went."""
    if not packet.parcel:
        return ""
    return " ".join((carrier_name(packet.parcel.carrier), packet.parcel.tracking_code)).strip()


def labels_pdf(packets: Iterable[Packet], *, size: str) -> bytes:
    """Set the address labels of packets: to whom, from whom, what to collect."""
    return render_pdf("address_label", labels_of(packets, size))


def labels_of(packets: Iterable[Packet], size: str) -> dict[str, object]:
    """All texts of labels, ready."""
    return {
        "language": get_language() or "vi",
        "date": today(),
        "size": size,
        "title": _("Address labels"),
        "labels": [label_of(packet) for packet in packets],
    }


def label_of(packet: Packet) -> dict[str, object]:
    order, producer, to = packet.order, packet.order.producer, packet.order.shipping_address
    language = "en" if order.goes_abroad else "vi"
    commune = producer.commune
    with override(language):
        cash, weight = packet.to_collect, weight_of(order, packet.units)
        return {
            "number": order.number,
            "qr": qr_of(order.number),
            "shop": settings.OSCAR_SHOP_NAME,
            "from_label": _("Sender"),
            "from_name": producer.name,
            "from_phone": producer.phone,
            "from_address": ", ".join(
                filter(None, (producer.address, commune.name, commune.province.name))
            ),
            "to_label": _("Recipient"),
            "to_name": to.first_name if to else "",
            "to_phone": phone_of(order),
            "to_address": ", ".join(filter(None, (to.line1, to.line2))) if to else "",
            "to_province": province_of(to) if to else "",
            "order_label": _("Order"),
            "parcel": _("Parcel %(number)s") % {"number": packet.place},
            "carrier": carried_by(packet),
            "weight_label": _("Weight"),
            "weight": written_weight(weight),
            "cash_label": _("Collect in cash (COD)") if cash else "",
            "cash": format_dong(cash, language) if cash else _("Paid: collect nothing"),
            "is_cash": bool(cash),
        }


def province_of(to: Any) -> str:
    """The last line of an address: the province; abroad the city, its state and the country."""
    if to.country_id == "VN":
        return to.line4
    parts = (" ".join(filter(None, (to.postcode, to.line4))), to.state, str(to.country))
    return ", ".join(filter(None, parts))


def phone_of(order: Any) -> str:
    """Write a telephone as it is dialled from here; one from abroad with its country."""
    to = order.shipping_address
    phone = to.phone_number if to else None
    if not phone:
        return order.purchase.phone
    is_here = getattr(phone, "country_code", None) == 84
    return phone.as_national if is_here else getattr(phone, "as_international", str(phone))


def written_weight(grams: int) -> str:
    """Write a weight: "640 g", "1,64 kg"; a line to write on where it is not known."""
    if not grams:
        return "……… kg"
    return f"{number_format(grams / 1000, 2)} kg" if grams >= 1000 else f"{grams} g"


def qr_of(text: str) -> str:
    """The code of an order's number as SVG."""
    return symbol(text).svg().decode()


def today() -> list[int]:
    day = timezone.localdate()
    return [day.year, day.month, day.day]
