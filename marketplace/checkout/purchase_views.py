"""A placed purchase, found by its token: pay it, follow it, cancel it."""

import secrets
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from catalogue.origin import codes
from marketplace.gateways.services import (
    NotPayable,
    cancel_card_payments,
    look_up_card_payment,
    start_card_payment,
)
from marketplace.gateways.stripe.client import GatewayRefused, GatewayUnavailable
from marketplace.gateways.transfers import record_transfer, transfer_payload, transfer_reference
from marketplace.purchases.models import Purchase
from marketplace.purchases.services import cancel_unpaid

STRIPE_JS = "https://js.stripe.com/v3/"


def find_purchase(request: HttpRequest, token: UUID) -> Purchase:
    """Find a purchase by its secret token; another signed-in user's is not found."""
    purchase = get_object_or_404(Purchase, token=token)
    is_others = (
        purchase.user_id and request.user.is_authenticated and purchase.user_id != request.user.pk
    )
    if is_others and not request.user.is_staff:
        raise Http404
    return purchase


class PurchaseView(View):
    """Confirmation, tracking and a copy to print."""

    def get(self, request: HttpRequest, token: UUID) -> HttpResponse:
        purchase = find_purchase(request, token)
        orders = purchase.orders.select_related(
            "producer", "shipping_address__country"
        ).prefetch_related("lines__product", "parcels__lines__line")
        context = {"purchase": purchase, "orders": orders.order_by("number")}
        response = render(request, "checkout/purchase.html", context)
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "no-referrer"
        return response


class PayView(View):
    """The payment page of a purchase that waits for its money."""

    def get(self, request: HttpRequest, token: UUID) -> HttpResponse:
        purchase = find_purchase(request, token)
        if not purchase.is_payable:
            return redirect(purchase)
        context = {"purchase": purchase, "step": 3}
        if purchase.payment_method == "vietqr":
            context |= {
                "reference": transfer_reference(purchase),
                "payload": transfer_payload(purchase),
                "bank_name": settings.VIETQR_BANK_NAME,
                "account": settings.VIETQR_ACCOUNT,
                "account_name": settings.VIETQR_ACCOUNT_NAME,
                "can_test": settings.SHOP_IS_DEMO,
            }
            return render(request, "checkout/pay_vietqr.html", context)
        try:
            context["client_secret"] = start_card_payment(purchase)
        except NotPayable:
            return redirect(purchase)
        except (GatewayUnavailable, GatewayRefused):
            return render(request, "checkout/pay_unavailable.html", context, status=503)
        is_real = not settings.STRIPE_STANDIN_URL
        context |= {
            "publishable_key": settings.STRIPE_PUBLISHABLE_KEY,
            "return_url": request.build_absolute_uri(reverse("checkout:return", args=[token])),
            "locale": get_language(),
            "is_real": is_real,
            "stripe_js": STRIPE_JS,
        }
        response = render(request, "checkout/pay_card.html", context)
        if is_real:
            response._csp_update = {
                "script-src": ["https://js.stripe.com"],
                "frame-src": ["https://js.stripe.com", "https://hooks.stripe.com"],
                "connect-src": ["https://api.stripe.com"],
                "style-src": ["'unsafe-inline'"],
            }
        return response


@require_safe
def return_view(request: HttpRequest, token: UUID) -> HttpResponse:
    """Where the gateway sends a buyer back: ask how it stands, believe no parameter."""
    purchase = find_purchase(request, token)
    payment = purchase.payments.filter(gateway="stripe").order_by("-pk").first()
    if payment is None:
        return redirect(purchase)
    try:
        outcome = look_up_card_payment(payment)
    except (GatewayUnavailable, GatewayRefused):
        messages.info(
            request,
            _("The payment service does not answer yet. We will write to you as soon as it does."),
        )
        return redirect(purchase)
    if outcome is None and purchase.is_payable:
        payment.refresh_from_db()
        if payment.failure:
            messages.error(
                request,
                _(
                    "The payment did not go through and nothing was charged. "
                    "Your items are still held; please try again or use another card."
                ),
            )
        return redirect("checkout:pay", token=token)
    return redirect(purchase)


@require_POST
def cancel_view(request: HttpRequest, token: UUID) -> HttpResponse:
    """Cancel what is not paid and not begun."""
    purchase = find_purchase(request, token)
    user = request.user if request.user.is_authenticated else None
    try:
        may = cancel_card_payments(purchase)
    except GatewayUnavailable:
        may = False
    if may and cancel_unpaid(purchase=purchase, by=user):
        messages.success(request, _("The purchase is cancelled. Nothing will be charged."))
    else:
        messages.error(request, _("This purchase can no longer be cancelled here."))
    return redirect(purchase)


@require_safe
def vietqr_picture(request: HttpRequest, token: UUID) -> HttpResponse:
    purchase = find_purchase(request, token)
    if not settings.VIETQR_ACCOUNT:
        raise Http404
    response = HttpResponse(codes.svg(transfer_payload(purchase)), content_type="image/svg+xml")
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def test_transfer(request: HttpRequest, token: UUID) -> HttpResponse:
    """In the demo market only: play the bank and say that the transfer arrived."""
    if not settings.SHOP_IS_DEMO:
        raise Http404
    purchase = find_purchase(request, token)
    if purchase.is_payable and purchase.payment_method == "vietqr":
        record_transfer(
            {
                "reference": f"TEST-{secrets.token_hex(6)}",
                "amount": purchase.total,
                "purpose": transfer_reference(purchase),
                "booked_at": timezone.now(),
            }
        )
    return redirect(purchase)
