"""GHN and GHTK as our tests meet them: a server on this machine, held to their documents' examples.

`EXAMPLES` are requests and answers as the documents print them, cut to what is read or written:
api.ghn.vn/home/docs, ids 123, 81, 119, 67, 73, 47; developer.ghn.vn for addresses of two levels;
api.ghtk.vn/en/docs/submit-order, its pages on orders, fees, states, labels, cancelling. A body
with a field that no example has, or of another type, is refused as the carriers refuse it: so a
protocol that drifts from the documents fails here. `python -m tests.carriers 12121` serves both
for a market that is looked at by hand.
"""

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

GHN_TOKEN, GHN_SHOP = "285518-c4bb-11ea-be3a-f636b1deefb9", "885"
GHTK_TOKEN, GHTK_SOURCE = "APITokenSample-ca441e70288cB0515F310742", "S308157"
PUBLIC = "/shiip/public-api/v2"
PDF = b"%PDF-1.4\n%%EOF\n"

GHN_CREATE: dict[str, Any] = {  # id=123; client_order_code, addresses of two levels: developer
    "payment_type_id": 2,
    "note": "Tintest 123",
    "required_note": "KHONGCHOXEMHANG",
    "client_order_code": "",
    "cod_amount": 200000,
    "content": "Theo New York Times",
    "weight": 200,
    "length": 1,
    "width": 19,
    "height": 10,
    "insurance_value": 10000000,
    "service_type_id": 2,
    "items": [{"name": "Áo Polo", "code": "Polo123", "quantity": 1, "price": 200000}],
    **{
        f"{whose}_{what}": text
        for whose in ("from", "to", "return")
        for what, text in {
            "name": "Tin",
            "phone": "0909999999",
            "address": "39 Nguyễn Thị Thập",
            "ward_name": "Phường Tân Phú",
            "province_name": "Hồ Chí Minh",
        }.items()
    },
    **{f"is_new_{whose}_address": True for whose in ("from", "to", "return")},
}
GHN_ITEM = {"name": "", "code": "", "quantity": 1, "price": 1}
GHN_HEAVY_ITEM = GHN_ITEM | {"length": 12, "width": 12, "height": 12, "weight": 1200}
GHN_PREVIEWED = {  # id=81, developer
    "order_code": "",
    "fee": {"main_service": 20900},
    "total_fee": 20900,
    "expected_delivery_time": "2026-07-16T16:59:59Z",
}
GHN_CREATED = GHN_PREVIEWED | {"order_code": "LADFYR"}
GHN_PRINTED = {"token": "e27db030-a1bf-11ea-b421-6a186c15e40e"}  # id=67
GHN_NOT_THERE = {  # id=67
    "code": 400,
    "message": "Lỗi gọi API: corev2_tenant_order_detail - code=404, message=Đơn hàng không tồn tại",
    "data": None,
}
GHN_BAD_SYNTAX = {  # id=73
    "code": 400,
    "message": "code=400, message=Syntax error: offset=30",
    "data": None,
    "code_message": "USER_ERR_COMMON",
}

GHTK_ORDER: dict[str, Any] = {  # Order Creation API
    "id": "a4",
    "pick_name": "HCM-nội thành",
    "pick_address": "590 CMT8 P.11",
    "pick_province": "TP. Hồ Chí Minh",
    "pick_ward": "Phường 1",
    "pick_tel": "0911222333",
    "tel": "0911222333",
    "name": "GHTK - HCM - Noi Thanh",
    "address": "123 nguyễn chí thanh",
    "province": "TP. Hồ Chí Minh",
    "ward": "Phường Bến Nghé",
    "hamlet": "Khác",
    "is_freeship": 1,
    "pick_money": 47000,
    "note": "Khối lượng tính cước tối đa: 1.00 kg",
    "value": 3000000,
    "transport": "fly",
    "pick_option": "cod",
}
GHTK_PRODUCT = {"name": "bút", "weight": 0.1, "quantity": 1, "price": 1}
GHTK_FEE = {  # Fee Calculation API
    "success": True,
    "message": "",
    "fee": {"name": "area1", "fee": 30400, "insurance_fee": 15000, "delivery": True},
}
GHTK_FEE_ASKED = {
    "pick_address",
    "pick_ward",
    "pick_province",
    "address",
    "ward",
    "province",
    "weight",
    "value",
    "transport",
    "deliver_option",
}
GHTK_CREATED = {  # Order Creation API
    "success": True,
    "message": "",
    "order": {
        "partner_id": "123123a",
        "label": "S1.A1.2001297581",
        "area": "1",
        "fee": "30400",
        "insurance_fee": "15000",
        "tracking_id": 2001297581,
        "status_id": 2,
    },
}
GHTK_EXISTS = {  # the same: a reference that it has
    "success": False,
    "message": "Mã đơn hàng của bạn đã tồn tại",
    "error": {"code": "ORDER_ID_EXIST", "partner_id": "a4", "ghtk_label": "S1.A1.1737345"},
}
GHTK_SEEN = {  # Order Status Retrieval API
    "success": True,
    "message": "",
    "order": {"label_id": "S1.A1.17373471", "partner_id": "1234567", "status": "1"},
}
GHTK_CANCELLED = {"success": True, "message": "", "log_id": "..."}  # Order Cancellation API
GHTK_FETCHED = {
    "success": False,
    "message": "Đơn đã lấy hàng, không thể hủy đơn.",
    "log_id": "...",
}
GHTK_NO_LABEL = {
    "success": False,
    "message": "Mã vận đơn không hợp lệ, không tìm thấy vận đơn",
}


def strays(body: Any, example: dict[str, Any]) -> list[str]:
    """Name what of a body no example has, or has of another type."""
    if not isinstance(body, dict):
        return ["no object"]
    return sorted(
        name
        for name, value in body.items()
        if name not in example
        or (
            type(value) is not type(example[name])
            and {type(value), type(example[name])} != {int, float}
        )
    )


class StandIn:
    """Both carriers in memory: who booked what under which reference, and what is said of it."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any]] = []  # path and body or query, in order
        self.booked: dict[str, str] = {}  # code by reference
        self.states: dict[str, str] = {}  # what is said of a code
        self.says: dict[str, Any] = {}  # an answer for whatever path ends so, instead

    def paths(self) -> list[str]:
        return [path for path, _asked in self.asked]

    def answer(self, method: str, path: str, query: dict[str, str], body: Any, headers: Any):
        self.asked.append((path, body if method == "POST" else query))
        for ending, said in self.says.items():
            if path.endswith(ending):
                return said if isinstance(said, tuple) else (200, said)
        if path.startswith(PUBLIC):
            return self.ghn(path.removeprefix(PUBLIC), body, headers)
        return self.ghtk(path, query, body, headers)

    # --- GHN

    def ghn(self, path: str, body: Any, headers: Any) -> tuple[int, Any]:
        if headers["Token"] != GHN_TOKEN or headers["ShopId"] != GHN_SHOP:
            return 401, {"code": 401, "message": "Token is not valid", "data": None}
        if path in ("/shipping-order/preview", "/shipping-order/create"):
            return self.ghn_order(body, is_new=path.endswith("create"))
        if path == "/shipping-order/detail-by-client-code":
            code = self.booked.get(body["client_order_code"])
            if code is None:
                return 400, GHN_NOT_THERE
            return good([{"order_code": code, "status": self.states[code]}])
        codes = body["order_codes"]
        if any(code not in self.states for code in codes):
            return 400, GHN_NOT_THERE
        if path == "/a5/gen-token":
            return good(GHN_PRINTED)
        if path == "/switch-status/cancel":
            return good([self.ghn_cancel(code) for code in codes])
        return 404, {"code": 404, "message": "no such API", "data": None}

    def ghn_order(self, body: Any, *, is_new: bool) -> tuple[int, Any]:
        is_heavy = body.get("service_type_id") == 5
        item = GHN_HEAVY_ITEM if is_heavy else GHN_ITEM
        wrong = strays(body, GHN_CREATE) + [
            name for each in body.get("items", []) for name in strays(each, item)
        ]
        lacks = sorted(set(GHN_CREATE) - set(body))
        if wrong or lacks:
            return 400, GHN_BAD_SYNTAX | {"message": f"{wrong} {lacks}"}
        if not is_new:
            return good(GHN_PREVIEWED)
        reference = body["client_order_code"]
        code = self.booked.setdefault(reference, f"LADFY{len(self.booked)}")
        self.states.setdefault(code, "ready_to_pick")
        return good(GHN_CREATED | {"order_code": code})

    def ghn_cancel(self, code: str) -> dict[str, Any]:
        if self.states[code] not in ("ready_to_pick", "picking"):
            said = "Trạng thái đơn hàng không hợp lệ"
            return {"order_code": code, "result": False, "message": said}
        self.states[code] = "cancel"
        return {"order_code": code, "result": True, "message": "OK"}

    # --- GHTK

    def ghtk(self, path: str, query: dict[str, str], body: Any, headers: Any) -> tuple[int, Any]:
        if headers["Token"] != GHTK_TOKEN or headers["X-Client-Source"] != GHTK_SOURCE:
            return 403, {"success": False, "message": "Token không hợp lệ"}
        if path == "/services/shipment/fee":
            if set(query) != GHTK_FEE_ASKED or not query["weight"].isdecimal():
                return 200, {"success": False, "message": f"{sorted(query)}"}
            return 200, GHTK_FEE
        if path == "/services/shipment/order/":
            return self.ghtk_order(query, body)
        start, _slash, code = path.rpartition("/")
        code = unquote(code)
        known = code in self.states
        if start == "/services/shipment/v2" and known:
            return 200, GHTK_SEEN | {"order": {"label_id": code, "status": self.states[code]}}
        if start == "/services/label" and known:
            return 200, PDF
        if start == "/services/shipment/cancel" and known:
            if self.states[code] not in ("1", "2", "12"):
                return 200, GHTK_FETCHED
            self.states[code] = "-1"
            return 200, GHTK_CANCELLED
        return 200, GHTK_NO_LABEL

    def ghtk_order(self, query: dict[str, str], body: Any) -> tuple[int, Any]:
        order = body.get("order")
        wrong = strays(body, {"products": [], "order": {}}) + strays(order, GHTK_ORDER)
        wrong += [name for each in body.get("products", []) for name in strays(each, GHTK_PRODUCT)]
        if wrong or query.get("ver") != "1.5" or set(order) != set(GHTK_ORDER):
            return 200, {"success": False, "message": f"{wrong}"}
        reference = order["id"]
        if reference in self.booked:
            error = GHTK_EXISTS["error"] | {"ghtk_label": self.booked[reference]}
            return 200, GHTK_EXISTS | {"error": error}
        label = self.booked[reference] = f"S1.A1.200129758{len(self.booked)}"
        self.states[label] = "2"
        return 200, GHTK_CREATED | {"order": GHTK_CREATED["order"] | {"label": label}}


def good(data: Any) -> tuple[int, Any]:
    return 200, {"code": 200, "message": "Success", "data": data}


def handler_of(stand_in: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.reply("GET", None)

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            self.reply("POST", json.loads(self.rfile.read(length) or b"{}"))

        def reply(self, method: str, body: Any) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            status, said = stand_in.answer(method, parts.path, query, body, self.headers)
            is_pdf = isinstance(said, bytes)
            payload = said if is_pdf else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/pdf" if is_pdf else "application/json")
            self.send_header("Content-Length", str(len(payload)))
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def served() -> Iterator[tuple[StandIn, str]]:
    """Serve both carriers on a free port: the stand-in and its address."""
    stand_in = StandIn()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(stand_in))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield stand_in, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def set_up(settings: Any, address: str) -> None:
    """Give the market a key of both, who answer at an address."""
    for name, value in keys(address).items():
        setattr(settings, name, value)


def keys(address: str) -> dict[str, str]:
    """The settings that turn both on."""
    return {
        "GHN_TOKEN": GHN_TOKEN,
        "GHN_SHOP_ID": GHN_SHOP,
        "GHN_API_BASE": address,
        "GHTK_TOKEN": GHTK_TOKEN,
        "GHTK_CLIENT_SOURCE": GHTK_SOURCE,
        "GHTK_API_BASE": address,
    }


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), handler_of(StandIn())).serve_forever()
