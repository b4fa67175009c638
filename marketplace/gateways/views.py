"""What gateways call. A webhook is verified, stored and only then handled."""

import hashlib
import hmac
import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from marketplace.gateways.services import store_event
from marketplace.gateways.stripe.client import BadSignature, stripe_gateway

MAX_BODY = 256 * 1024


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """Take an event that Stripe signed."""
    if len(request.body) > MAX_BODY or not settings.STRIPE_WEBHOOK_SECRET:
        return HttpResponseBadRequest("refused")
    try:
        event = stripe_gateway().read_event(
            request.body, request.headers.get("Stripe-Signature", "")
        )
    except BadSignature:
        return HttpResponseBadRequest("bad signature")
    store_event(gateway="stripe", event_id=event["id"], kind=event["type"], payload=event)
    return HttpResponse("ok")


def vietqr_signature(payload: bytes) -> str:
    """Sign a bank notification: HMAC-SHA256 over the body, hexadecimal."""
    return hmac.new(settings.VIETQR_WEBHOOK_SECRET.encode(), payload, hashlib.sha256).hexdigest()


@csrf_exempt
@require_POST
def vietqr_webhook(request: HttpRequest) -> HttpResponse:
    """Take a bank's notice of a transfer, signed in X-Signature."""
    signature = request.headers.get("X-Signature", "")
    if (
        not settings.VIETQR_WEBHOOK_SECRET
        or len(request.body) > MAX_BODY
        or not hmac.compare_digest(signature.encode(), vietqr_signature(request.body).encode())
    ):
        return HttpResponseBadRequest("bad signature")
    try:
        message = json.loads(request.body)
        known = {
            "reference": str(message["reference"]),
            "amount": int(message["amount"]),
            "purpose": str(message.get("purpose", "")),
            "booked_at": message.get("booked_at"),
        }
    except (ValueError, KeyError, TypeError):
        return HttpResponseBadRequest("malformed")
    store_event(gateway="vietqr", event_id=known["reference"][:120], kind="transfer", payload=known)
    return HttpResponse("ok")
