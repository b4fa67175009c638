"""What gateways call. A webhook is verified, stored and only then handled."""

import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from marketplace.frame.access import for_audience
from marketplace.frame.fields import FIRST_YEAR, LAST_YEAR
from marketplace.gateways.messages import id_of, read_json
from marketplace.gateways.services import store_event
from marketplace.gateways.stripe.client import BadSignature, stripe_gateway

MAX_BODY = 256 * 1024
LONGEST_REFERENCE = 80  # as it is kept: a cut one could be another's
MOST_DONG = 10**13


@for_audience("machine")
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
    store_event(
        gateway="stripe",
        event_id=id_of(event, request.body),
        kind=str(event.get("type") or "unknown"),
        payload=event,
    )
    return HttpResponse("ok")


def vietqr_signature(payload: bytes) -> str:
    """Sign a bank notification: HMAC-SHA256 over the body, hexadecimal."""
    return hmac.new(settings.VIETQR_WEBHOOK_SECRET.encode(), payload, hashlib.sha256).hexdigest()


@for_audience("machine")
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
        known = read_notice(read_json(request.body))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return HttpResponseBadRequest("malformed")
    kind = "transfer" if known["amount"] > 0 else "debit"  # only what comes in is booked
    store_event(gateway="vietqr", event_id=known["reference"], kind=kind, payload=known)
    return HttpResponse("ok")


def read_notice(message: dict) -> dict:
    """Read a bank's notice so far that it can be booked. Raises ValueError, KeyError, TypeError."""
    amount = int(message["amount"])
    reference = str(message["reference"]).replace("\0", "").strip()
    if isinstance(message["amount"], float) and amount != message["amount"]:
        raise ValueError("a part of a dong")
    if not reference or len(reference) > LONGEST_REFERENCE or abs(amount) > MOST_DONG:
        raise ValueError("no reference, or a sum that no bank moves")
    told = message.get("booked_at")
    at = datetime.fromisoformat(told) if told else timezone.now()
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ValueError("a year that no bank books in")
    return {
        "reference": reference,
        "amount": amount,
        "purpose": str(message.get("purpose") or "").replace("\0", ""),
        "booked_at": (at if at.tzinfo else timezone.make_aware(at)).isoformat(),
    }
