"""The stand-in's HTTP face: Stripe's addresses, keys, idempotency, signed webhooks."""

import hashlib
import hmac
import html
import json
import logging
import queue
import re
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from marketplace.gateways.stripe.standin.answers import Refusal, public
from marketplace.gateways.stripe.standin.store import Store

logger = logging.getLogger(__name__)
RETRY_AFTER = (1, 2, 5, 10, 30, 60, 120)  # seconds between tries of a webhook
MAX_BODY = 64 * 1024


def nested(pairs: list[tuple[str, str]]) -> dict:
    """Read form pairs as Stripe writes them: metadata[purchase]=x -> {"metadata": {...}}."""
    found: dict = {}
    for name, value in pairs:
        keys = [key for key in re.split(r"[\[\]]+", name) if key]
        at = found
        for key in keys[:-1]:
            at = at.setdefault(key, {})
        if keys:
            at[keys[-1]] = value
    return found


def sign(payload: bytes, secret: str, at: int) -> str:
    """Sign as Stripe does: HMAC-SHA256 over "<time>.<payload>"."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + payload, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


class Courier(threading.Thread):
    """Deliver events one after another, again after a while when nobody takes them."""

    def __init__(self, url: str, secret: str) -> None:
        super().__init__(daemon=True)
        self.url, self.secret = url, secret
        self.waiting: queue.PriorityQueue = queue.PriorityQueue()
        self.count = 0

    def send(self, event: dict, attempt: int = 0, at: float | None = None) -> None:
        self.count += 1
        self.waiting.put((at or time.time(), self.count, attempt, event))

    def run(self) -> None:
        while True:
            at, _, attempt, event = self.waiting.get()
            time.sleep(max(0, at - time.time()))
            if not self.deliver(event) and attempt < len(RETRY_AFTER):
                self.send(event, attempt + 1, time.time() + RETRY_AFTER[attempt])

    def deliver(self, event: dict) -> bool:
        payload = json.dumps(event).encode()
        request = urllib.request.Request(  # noqa: S310
            self.url,
            payload,
            {
                "Content-Type": "application/json",
                "Stripe-Signature": sign(payload, self.secret, int(time.time())),
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
                return answer.status < 300
        except (urllib.error.URLError, OSError):
            return False


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    store: Store
    public_base: str

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self.answer("GET")

    def do_POST(self) -> None:
        self.answer("POST")

    def answer(self, method: str) -> None:
        try:
            parts = urlsplit(self.path)
            size = int(self.headers.get("Content-Length") or 0)
            if size > MAX_BODY:
                raise Refusal(413, "invalid_request_error", "The request is too large.")
            body = self.rfile.read(size).decode()
            params = nested(parse_qsl(parts.query) + parse_qsl(body))
            if parts.path.startswith("/3ds/"):
                self.three_d_secure(method, parts.path.split("/")[2], params)
                return
            if parts.path.startswith("/_play/"):
                self.send_json(200, self.play(parts.path, params))
                return
            trouble = self.next_trouble(method, parts.path)
            self.misbehave(trouble, before=True)
            status, thing, headers = self.with_idempotency(
                method, parts.path, params, body, trouble if trouble.get("kept") else {}
            )
            self.misbehave(trouble, before=False)
        except Refusal as refusal:
            status, thing, headers = refusal.status, refusal.body, {}
        self.send_json(status, thing, headers)

    def next_trouble(self, method: str, path: str) -> dict:
        """Take the next trouble that is meant for this call; none is an empty one."""
        with self.store.lock:
            for trouble in self.store.play:
                if trouble["method"] in ("", method) and trouble["path"] in path:
                    trouble["times"] -= 1
                    if not trouble["times"]:
                        self.store.play.remove(trouble)
                    return dict(trouble)
        return {}

    @staticmethod
    def misbehave(trouble: dict, *, before: bool) -> None:
        """Be slow, or fail: before the work, or after it so that only the answer is lost."""
        if before and trouble.get("delay"):
            time.sleep(trouble["delay"])
        if trouble.get("status") and before != trouble["after"] and not trouble["kept"]:
            kind = "rate_limit_error" if trouble["status"] == 429 else "api_error"
            raise Refusal(trouble["status"], kind, "Played by the stand-in.")

    def play(self, path: str, params: dict) -> dict:
        """Let a test say what happens next; with a secret key only.

        /_play/trouble?status=500&times=2&after=1&path=/v1/refunds&method=POST&delay=3&kept=1
        /_play/dispute?payment_intent=pi_..  /_play/dispute/dp_../won?fee=back
        /_play/refund/re_../failed
        """
        if not self.check_key():
            raise Refusal(401, "invalid_request_error", "This endpoint needs a secret key.")
        store = self.store
        with store.lock:
            match path.strip("/").split("/")[1:]:
                case ["trouble"]:
                    trouble = {
                        "status": int(params.get("status", 0)),
                        "times": int(params.get("times", 1)),
                        "delay": float(params.get("delay", 0)),
                        "after": params.get("after") == "1",
                        "kept": params.get("kept") == "1",  # under the call's key, as Stripe does
                        "path": params.get("path", ""),
                        "method": params.get("method", ""),
                    }
                    store.play.append(trouble)
                    return trouble
                case ["dispute"]:
                    answer = store.open_dispute(store.charge_of(params))
                case ["dispute", dispute_id, ("won" | "lost") as end]:
                    answer = store.close_dispute(
                        dispute_id, end, fee_back=params.get("fee") == "back"
                    )
                case ["refund", refund_id, "failed"] if refund_id in store.refunds:
                    answer = store.fail_refund(refund_id)
                case ["refund", refund_id, "succeeded"] if refund_id in store.refunds:
                    answer = store.finish_refund(refund_id)
                case _:
                    raise Refusal(404, "invalid_request_error", "Nothing of that name is played.")
            store.save()
            return answer

    def send_json(self, status: int, thing: dict, headers: dict | None = None) -> None:
        payload = json.dumps(public(thing)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.send_header("Request-Id", f"req_{time.time_ns():x}")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(payload)

    def with_idempotency(
        self, method: str, path: str, params: dict, body: str, trouble: dict
    ) -> Any:
        """Answer a key as it was answered first, a failure too; `trouble` is kept so."""
        key = self.headers.get("Idempotency-Key") if method == "POST" else None
        with self.store.lock:
            if not key:
                thing = self.route(method, path, params)
                self.store.save()
                return 200, thing, {}
            asked = hashlib.sha256(f"{path}\n{body}".encode()).hexdigest()
            known = self.store.keys.get(key)
            if known:
                if known["asked"] != asked:
                    raise Refusal(
                        400,
                        "idempotency_error",
                        "Keys for idempotent requests can only be used with the same parameters.",
                    )
                return known["status"], known["body"], {"Idempotent-Replayed": "true"}
            try:
                thing = public(self.route(method, path, params)) if worked(trouble) else {}
                if trouble:
                    raise Refusal(trouble["status"], "api_error", "Played by the stand-in.")
                status = 200
            except Refusal as refusal:
                status, thing = refusal.status, refusal.body
            copy = json.loads(json.dumps(thing))
            self.store.keys[key] = {"asked": asked, "status": status, "body": copy}
            self.store.save()
            return status, thing, {}

    def route(self, method: str, path: str, params: dict) -> dict:
        is_secret = self.check_key()
        store = self.store
        match path.strip("/").split("/"):
            case ["v1", "payment_intents", intent_id] if method == "GET":
                intent = store.intent(intent_id)
                self.check_client(intent, params, is_secret)
                return self.expanded(intent, params)
            case ["v1", "payment_intents", intent_id, "confirm"]:
                intent = store.intent(intent_id)
                self.check_client(intent, params, is_secret)
                card = params.get("payment_method_data", {}).get("card", {})
                number = re.sub(r"\D", "", str(card.get("number", "")))
                method_id = str(params.get("payment_method", "")) if is_secret else ""
                return public(
                    store.confirm(
                        intent_id, number, params.get("return_url", ""), self.public_base, method_id
                    )
                )
            case ["v1", "setup_intents", setup_id, "confirm"]:
                card = params.get("payment_method_data", {}).get("card", {})
                number = re.sub(r"\D", "", str(card.get("number", "")))
                return store.confirm_setup(setup_id, params.get("client_secret", ""), number)
        if not is_secret:
            raise Refusal(401, "invalid_request_error", "This endpoint needs a secret key.")
        match path.strip("/").split("/"):
            case ["v1", "payment_intents"] if method == "POST":
                return store.create_intent(params)
            case ["v1", "payment_intents"]:
                return listed([public(i) for i in store.intents.values()], path)
            case ["v1", "payment_intents", intent_id] if method == "POST":
                return public(store.update_intent(intent_id, params))
            case ["v1", "payment_intents", intent_id, "cancel"]:
                return store.cancel(intent_id)
            case ["v1", "refunds"] if method == "POST":
                return store.refund(params)
            case ["v1", "refunds"]:
                return listed(store.refunds_of(params), path)
            case ["v1", "refunds", refund_id] if refund_id in store.refunds:
                return store.refunds[refund_id]
            case ["v1", "charges", charge_id] if charge_id in store.charges:
                return store.charges[charge_id]
            case ["v1", "disputes", dispute_id]:
                return store.dispute(dispute_id)
            case ["v1", "customers"] if method == "POST":
                return store.create_customer(params)
            case ["v1", "customers", customer_id, "payment_methods"]:
                return listed(store.cards_of(customer_id), path)
            case ["v1", "payment_methods", method_id, "detach"] if method == "POST":
                return store.detach(method_id)
            case ["v1", "setup_intents"] if method == "POST":
                return store.create_setup(params)
            case ["v1", "transfers"] if method == "POST":
                return store.transfer(params)
            case ["v1", "transfers"]:
                return listed(store.transfers_of(params), "/v1/transfers")
            case ["v1", "events"]:
                return listed(list(store.events.values()), path)
            case ["v1", "events", event_id] if event_id in store.events:
                return store.events[event_id]
        raise Refusal(404, "invalid_request_error", f"Unrecognized request URL ({method}: {path}).")

    def expanded(self, intent: dict, params: dict) -> dict:
        """Give an intent with its charge inside, when the caller asks for that."""
        shown = public(intent)
        asked = str(params.get("expand", ""))
        if "latest_charge" in asked and intent["latest_charge"]:
            shown["latest_charge"] = public(self.store.charges[intent["latest_charge"]])
        return shown

    def check_key(self) -> bool:
        """Tell whether the key is a secret one. Raises Refusal when there is none."""
        key = self.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        if key.startswith("sk_test_"):
            return True
        if key.startswith("pk_test_"):
            return False
        raise Refusal(401, "invalid_request_error", "Invalid API Key provided.")

    @staticmethod
    def check_client(intent: dict, params: dict, is_secret: bool) -> None:
        """A browser may touch an intent only with its client secret."""
        if not is_secret and not hmac.compare_digest(
            params.get("client_secret", ""), intent["client_secret"]
        ):
            raise Refusal(
                404,
                "invalid_request_error",
                f"No such payment_intent: '{intent['id']}'",
                code="resource_missing",
            )

    def three_d_secure(self, method: str, intent_id: str, params: dict) -> None:
        secret = params.get("secret", "")
        if method == "POST":
            with self.store.lock:
                intent = self.store.authenticate(
                    intent_id, secret, params.get("answer") == "approve"
                )
                self.store.save()
            ok = intent["status"] == "succeeded"
            query = urlencode(
                {
                    "payment_intent": intent_id,
                    "payment_intent_client_secret": secret,
                    "redirect_status": "succeeded" if ok else "failed",
                }
            )
            url = intent.get("_return_url") or "/"
            self.send_response(303)
            self.send_header("Location", f"{url}{'&' if '?' in url else '?'}{query}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        page = PAGE.format(secret=html.escape(secret, quote=True)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)


def worked(trouble: dict) -> bool:
    """Tell whether the work is done in spite of the trouble: then only the answer is lost."""
    return not trouble or trouble["after"]


def listed(things: list[dict], url: str) -> dict:
    return {"object": "list", "url": url, "has_more": False, "data": things[-100:][::-1]}


PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>3-D Secure – TEST</title><link rel="stylesheet" href="/static/css/stripe-test.css">
<main class="st-3ds"><p class="st-badge">TEST · không có tiền thật · no real money · tanpa uang sungguhan</p>
<h1>3-D Secure</h1>
<p>Trang này đóng vai ngân hàng của bạn. <br>This page plays your bank. <br>Halaman ini berperan sebagai bank Anda.</p>
<form method="post"><input type="hidden" name="secret" value="{secret}">
<button class="st-button" name="answer" value="approve">Đồng ý · Approve · Setujui</button>
<button class="st-button st-button--plain" name="answer" value="refuse">Từ chối · Refuse · Tolak</button>
</form></main></html>"""


def serve(
    *,
    port: int,
    webhook_url: str,
    webhook_secret: str,
    public_base: str = "/_stripe-test",
    state: Path | None = None,
) -> ThreadingHTTPServer:
    """Make a server on loopback, with a courier for its webhooks already at work."""
    courier = Courier(webhook_url, webhook_secret)
    courier.start()
    store = Store(state, emit=courier.send)
    handler = type("Bound", (Handler,), {"store": store, "public_base": public_base})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    return server
