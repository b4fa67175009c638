"""GHTK's machine, by its public API (api.ghtk.vn/docs; docs.giaohangtietkiem.vn), version 1.5.

    order     "Order Creation API": POST /services/shipment/order/?ver=1.5
    fee       "Fee Calculation API": GET /services/shipment/fee, in grams
    status    "Order Status Retrieval API": GET /services/shipment/v2/{TRACKING_ORDER}
    label     "Order Label Printing API": GET /services/label/{TRACKING_ORDER}, a PDF
    cancel    "Order Cancellation API": POST /services/shipment/cancel/{TRACKING_ORDER}
    states    "Webhook", table of states

`order.id` is our reference: sent again it is refused as ORDER_ID_EXIST, with the label that it
has. Products weigh kilograms there. `is_freeship` 1: the sender pays GHTK, and at the door
`pick_money` is collected and no more. Addresses of today have no district; the stored document of
2025 still calls it required, that of 2026 does not, and none is sent.
"""

from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from django.conf import settings

from marketplace.frame.outside import Outside
from marketplace.shipping.carriers.interface import (
    Booked,
    CarrierSilent,
    Label,
    Offer,
    Seen,
    Shipment,
    Stage,
)
from marketplace.shipping.carriers.wire import Answer, Wire, as_dong, part, refusal

NO_HAMLET = "Khác"  # its word for an address that names none
LONGEST_NOTE = 120
BY_ROAD = "road"
PDF = "application/pdf"
STAGES: dict[str, Stage] = {
    "-1": Stage.CANCELLED,
    "1": Stage.WAITING,  # not yet received
    "2": Stage.WAITING,  # received
    "12": Stage.WAITING,  # being fetched
    "8": Stage.WAITING,  # fetched later
    "7": Stage.TROUBLE,  # could not be fetched
    "3": Stage.CARRIED,
    "4": Stage.CARRIED,
    "10": Stage.CARRIED,  # delivered later
    "5": Stage.DELIVERED,
    "6": Stage.DELIVERED,  # its money is settled
    "9": Stage.RETURNING,  # could not be delivered
    "20": Stage.RETURNING,
    "21": Stage.RETURNED,
    "11": Stage.RETURNED,  # its money is settled
    "13": Stage.TROUBLE,  # compensated
}
GHTK = Outside("ghtk")


class GhtkMachine:
    """Calls to GHTK, or to a stand-in: the address is all that differs."""

    def __init__(self, *, token: str, client_source: str, base: str) -> None:
        self.wire = Wire(GHTK, base, {"Token": token, "X-Client-Source": client_source})

    def offer(self, shipment: Shipment) -> Offer:
        answer = self.wire.get(
            "/services/shipment/fee",
            pick_address=shipment.sender.street,
            pick_ward=shipment.sender.commune,
            pick_province=shipment.sender.province,
            address=shipment.receiver.street,
            ward=shipment.receiver.commune,
            province=shipment.receiver.province,
            weight=shipment.weight_g,
            value=shipment.worth,
            transport=BY_ROAD,
            deliver_option="none",
        )
        fee = done(answer).get("fee")
        if part(fee, "delivery") is False:
            raise refusal(part(fee, "message"))
        return Offer(as_dong(part(fee, "fee")) + as_dong(part(fee, "insurance_fee") or 0))

    def book(self, shipment: Shipment) -> Booked:
        answer = self.wire.post("/services/shipment/order/?ver=1.5", order_of(shipment))
        found = answer.json()
        if found.get("success") is not True:
            return known_before(found)
        order = found.get("order")
        charge = as_dong(part(order, "fee")) + as_dong(part(order, "insurance_fee") or 0)
        return Booked(label_in(part(order, "label")), charge)

    def label(self, tracking_code: str) -> Label:
        path = f"/services/label/{quote(tracking_code, safe='')}"
        answer = self.wire.get(path, original="portrait", paper_size="A6")
        if answer.status == HTTPStatus.OK and answer.kind == PDF:
            return Label(pdf=answer.body)
        raise refusal(answer.json().get("message"))

    def track(self, *, reference: str, tracking_code: str) -> Seen:
        order = done(self.wire.get(f"/services/shipment/v2/{quote(tracking_code, safe='')}"))
        status = str(part(order.get("order"), "status") or "")
        return Seen(STAGES.get(status), status[:40])

    def cancel(self, tracking_code: str) -> None:
        done(self.wire.post(f"/services/shipment/cancel/{quote(tracking_code, safe='')}", {}))


def order_of(shipment: Shipment) -> dict[str, Any]:
    """Write a shipment as the body of a new order: one product, which weighs what it all does."""
    sender, receiver = shipment.sender, shipment.receiver
    return {
        "products": [
            {
                "name": shipment.content[:200],
                "weight": shipment.weight_g / 1000,
                "quantity": 1,
                "price": shipment.worth,
            }
        ],
        "order": {
            "id": shipment.reference,
            "pick_name": sender.name,
            "pick_tel": sender.phone,
            "pick_address": sender.street,
            "pick_ward": sender.commune,
            "pick_province": sender.province,
            "name": receiver.name,
            "tel": receiver.phone,
            "address": receiver.street,
            "hamlet": NO_HAMLET,
            "ward": receiver.commune,
            "province": receiver.province,
            "is_freeship": 1,
            "pick_money": shipment.to_collect,
            "value": shipment.worth,
            "note": shipment.note[:LONGEST_NOTE],
            "transport": BY_ROAD,
            "pick_option": "cod",
        },
    }


def done(answer: Answer) -> dict[str, Any]:
    """Give an answer that says yes. Raises CarrierRefused."""
    found = answer.json()
    if found.get("success") is not True:
        raise refusal(found.get("message"))
    return found


def known_before(found: dict[str, Any]) -> Booked:
    """Give the order that has our reference already. Raises CarrierRefused for any other no."""
    error = found.get("error")
    if part(error, "code") == "ORDER_ID_EXIST":
        return Booked(label_in(part(error, "ghtk_label")))
    raise refusal(found.get("message"))


def label_in(label: Any) -> str:
    if not isinstance(label, str) or not label.strip():
        raise CarrierSilent("no label")
    return label.strip()[:80]


@lru_cache(maxsize=4)
def machine_of(token: str, client_source: str, base: str) -> GhtkMachine:
    return GhtkMachine(token=token, client_source=client_source, base=base)


def ghtk_machine() -> GhtkMachine | None:
    """GHTK's machine with the key of the settings; None where there is none."""
    if not settings.GHTK_TOKEN:
        return None
    return machine_of(settings.GHTK_TOKEN, settings.GHTK_CLIENT_SOURCE, settings.GHTK_API_BASE)
