"""GHN's machine, by its public API (api.ghn.vn/home/docs; developer.ghn.vn).

    create      "API Create Order", id=123, with names of communes instead of GHN's numbers
    preview     "API Preview Order", id=81: create's body, and nothing is created
    detail      "API Order Info by Client_Order_Code", id=119
    label       "API Print Order", id=67: a token of half an hour for a page of GHN's
    cancel      "API Cancel Order", id=73
    states      "List Of Shipping Status", id=48

Since 1 July 2025 there are no districts: `is_new_to_address` and its siblings say so, with the
names of commune and province. The same `client_order_code` sent again gives the order of before.
Money is whole dong, weight grams, size centimetres. The sender pays GHN (`payment_type_id` 1):
what the buyer pays for delivery is part of the order, and GHN collects that sum and no more.
"""

import datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from marketplace.frame.outside import Outside
from marketplace.shipping.carriers.interface import (
    Booked,
    CarrierSilent,
    Label,
    Offer,
    Party,
    Seen,
    Shipment,
    Stage,
)
from marketplace.shipping.carriers.wire import Answer, Wire, as_dong, part, refusal

PUBLIC = "/shiip/public-api"
PRINTED = "/a5/public-api/printA5"
SENDER_PAYS = 1
MAY_LOOK = "CHOXEMHANGKHONGTHU"  # the buyer may look at the goods, not try them
LIGHT, HEAVY, HEAVY_FROM_G = 2, 5, 20_000
MOST_INSURED = 5_000_000  # dong
STAGES: dict[str, Stage] = {
    "ready_to_pick": Stage.WAITING,
    "picking": Stage.WAITING,
    "money_collect_picking": Stage.WAITING,
    "picked": Stage.CARRIED,
    "storing": Stage.CARRIED,
    "transporting": Stage.CARRIED,
    "sorting": Stage.CARRIED,
    "delivering": Stage.CARRIED,
    "money_collect_delivering": Stage.CARRIED,
    "delivery_fail": Stage.CARRIED,  # it is tried again
    "delivered": Stage.DELIVERED,
    "waiting_to_return": Stage.RETURNING,
    "return": Stage.RETURNING,
    "return_transporting": Stage.RETURNING,
    "return_sorting": Stage.RETURNING,
    "returning": Stage.RETURNING,
    "return_fail": Stage.RETURNING,
    "returned": Stage.RETURNED,
    "cancel": Stage.CANCELLED,
    "exception": Stage.TROUBLE,
    "damage": Stage.TROUBLE,
    "lost": Stage.TROUBLE,
}
GHN = Outside("ghn")


class GhnMachine:
    """Calls to GHN, or to a stand-in: the address is all that differs."""

    def __init__(self, *, token: str, shop_id: str, base: str) -> None:
        self.base = base.rstrip("/")
        self.wire = Wire(GHN, f"{self.base}{PUBLIC}", {"Token": token, "ShopId": shop_id})

    def offer(self, shipment: Shipment) -> Offer:
        found = data_of(self.wire.post("/v2/shipping-order/preview", order_of(shipment)))
        return Offer(
            as_dong(part(found, "total_fee")), day_in(part(found, "expected_delivery_time"))
        )

    def book(self, shipment: Shipment) -> Booked:
        found = data_of(self.wire.post("/v2/shipping-order/create", order_of(shipment)))
        return Booked(code_in(found), as_dong(part(found, "total_fee")))

    def label(self, tracking_code: str) -> Label:
        found = data_of(self.wire.post("/v2/a5/gen-token", {"order_codes": [tracking_code]}))
        token = part(found, "token")
        if not isinstance(token, str) or not token:
            raise CarrierSilent("no token")
        return Label(page=f"{self.base}{PRINTED}?{urlencode({'token': token})}")

    def track(self, *, reference: str, tracking_code: str) -> Seen:
        asked = {"client_order_code": reference}
        found = data_of(self.wire.post("/v2/shipping-order/detail-by-client-code", asked))
        if isinstance(found, list):  # the document's example is a list of one
            found = found[0] if found else {}
        status = str(part(found, "status") or "")
        return Seen(STAGES.get(status), status[:40])

    def cancel(self, tracking_code: str) -> None:
        asked = {"order_codes": [tracking_code]}
        found = data_of(self.wire.post("/v2/switch-status/cancel", asked))
        rows = found if isinstance(found, list) else []
        mine = [row for row in rows if part(row, "order_code") == tracking_code]
        if not mine:
            raise CarrierSilent("no result")
        if part(mine[0], "result") is not True:
            raise refusal(part(mine[0], "message"))


def order_of(shipment: Shipment) -> dict[str, Any]:
    """Write a shipment as the body of create and preview."""
    heavy = shipment.weight_g >= HEAVY_FROM_G
    size = dict(zip(("length", "width", "height"), shipment.box, strict=True))
    of_each = size | {"weight": shipment.weight_g} if heavy else {}  # heavy goods are measured
    return {
        "client_order_code": shipment.reference,
        "payment_type_id": SENDER_PAYS,
        "required_note": MAY_LOOK,
        "note": shipment.note,
        **address_of("from", shipment.sender),
        **address_of("return", shipment.sender),
        **address_of("to", shipment.receiver),
        "cod_amount": shipment.to_collect,
        "content": shipment.content[:1000],
        "weight": shipment.weight_g,
        **size,
        "insurance_value": min(shipment.worth, MOST_INSURED),
        "service_type_id": HEAVY if heavy else LIGHT,
        "items": [
            {"name": good.title, "quantity": good.quantity, "price": good.price, **of_each}
            for good in shipment.goods
        ],
    }


def address_of(whose: str, party: Party) -> dict[str, Any]:
    """Write an address under the names that begin with from, return or to."""
    return {
        f"{whose}_name": party.name,
        f"{whose}_phone": party.phone,
        f"{whose}_address": party.street,
        f"{whose}_ward_name": party.commune,
        f"{whose}_province_name": party.province,
        f"is_new_{whose}_address": True,
    }


def data_of(answer: Answer) -> Any:
    """Give what an answer holds; `code` says how it went, whatever HTTP's status is."""
    found = answer.json()
    if found.get("code") == HTTPStatus.OK and answer.status == HTTPStatus.OK:
        return found.get("data")
    raise refusal(found.get("code_message_value"), found.get("message"))


def code_in(found: Any) -> str:
    code = part(found, "order_code")
    if not isinstance(code, str) or not code.strip():
        raise CarrierSilent("no code")
    return code.strip()[:80]


def day_in(text: Any) -> datetime.date | None:
    """Read the day of a time such as 2026-07-16T16:59:59Z."""
    try:
        return datetime.date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


@lru_cache(maxsize=4)
def machine_of(token: str, shop_id: str, base: str) -> GhnMachine:
    return GhnMachine(token=token, shop_id=shop_id, base=base)


def ghn_machine() -> GhnMachine | None:
    """GHN's machine with the key of the settings; None where there is none."""
    if not settings.GHN_TOKEN:
        return None
    return machine_of(settings.GHN_TOKEN, settings.GHN_SHOP_ID, settings.GHN_API_BASE)
