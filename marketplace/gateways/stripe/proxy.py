"""Let a shop page reach the stand-in through the shop's own origin. Nothing with real keys.

Only what Stripe.js itself may do passes: read and confirm a PaymentIntent or confirm a
SetupIntent by its client secret, and the 3-D Secure page. The stand-in stays on loopback.
"""

import re
import urllib.error
import urllib.request
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from marketplace.frame.access import for_audience
from marketplace.frame.outside import PAGE_SECONDS

ALLOWED = re.compile(
    r"v1/payment_intents/pi_[0-9a-f]{24}(/confirm)?\Z|3ds/pi_[0-9a-f]{24}\Z"
    r"|v1/setup_intents/seti_[0-9a-f]{24}/confirm\Z"
)
MAX_BODY = 64 * 1024


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


OPENER = urllib.request.build_opener(NoRedirect)


@for_audience("machine")
@csrf_exempt
@require_http_methods(["GET", "POST"])
def stripe_test(request: HttpRequest, path: str) -> HttpResponse:
    """Pass one call on to the stand-in; 404 with real keys or for any other address."""
    if not settings.STRIPE_STANDIN_URL or not ALLOWED.match(path) or len(request.body) > MAX_BODY:
        raise Http404
    query = request.META.get("QUERY_STRING", "")
    outgoing = urllib.request.Request(  # noqa: S310
        f"{settings.STRIPE_STANDIN_URL}/{path}{'?' + query if query else ''}",
        data=request.body if request.method == "POST" else None,
        headers={"Authorization": f"Bearer {settings.STRIPE_PUBLISHABLE_KEY}"},
        method=request.method,
    )
    try:
        answer = OPENER.open(outgoing, timeout=PAGE_SECONDS)
    except urllib.error.HTTPError as error:
        answer = error
    except (urllib.error.URLError, OSError):
        return HttpResponse(
            '{"error": {"type": "api_connection_error"}}',
            status=502,
            content_type="application/json",
        )
    with answer:
        response = HttpResponse(
            answer.read(),
            status=answer.status,
            content_type=answer.headers.get("Content-Type", "text/plain"),
        )
        if "Location" in answer.headers:
            response["Location"] = answer.headers["Location"]
    return response
