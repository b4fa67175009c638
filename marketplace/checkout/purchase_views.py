"""A placed purchase, found by its token: pay it, follow it, cancel it."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from catalogue.origin.codes import qr as codes
from marketplace.accounts.fresh import fresh_to_change
from marketplace.accounts.models import User
from marketplace.accounts.requests import person_of
from marketplace.aftersale.progress import headline
from marketplace.aftersale.queries import address_of, loose_refunds, orders_after, taken_back
from marketplace.checkout.access import buyers_hand_only, holders_only
from marketplace.frame.policy import widen_policy
from marketplace.frame.screens import posted_text
from marketplace.gateways.cards import kept_cards, own_card
from marketplace.gateways.models import Payment
from marketplace.gateways.rates import about
from marketplace.gateways.services import (
    NotPayable,
    cancel_card_payments,
    look_up_card_payment,
    pay_by_transfer,
    start_card_payment,
    transfer_method,
)
from marketplace.gateways.stripe.client import (
    GatewayRefused,
    GatewayUnavailable,
    stripe_gateway,
)
from marketplace.gateways.stripe.pages import STRIPE_CSP, STRIPE_JS
from marketplace.gateways.transfers import (
    let_go_short_transfers,
    record_transfer,
    transfer_payload,
    transfer_reference,
    waiting_sum,
)
from marketplace.purchases.models import Purchase
from marketplace.purchases.services import cancel_unpaid


@method_decorator(holders_only, name="dispatch")
class PurchaseView(View):
    """Confirmation, tracking and a copy to print."""

    def get(self, request: HttpRequest, purchase: Purchase) -> HttpResponse:
        rows = orders_after(purchase)
        taken = taken_back(row.order for row in rows)
        context = {
            "purchase": purchase,
            "rows": rows,
            "headline": headline(purchase, [row.order for row in rows]),
            "to": address_of(row.order for row in rows),
            "has_goods": any(not row.order.is_visit for row in rows),
            "taken_back": taken,
            "remains": purchase.total - taken,
            "loose_refunds": loose_refunds(purchase),
            "missing": purchase.total - waiting_sum(purchase) if purchase.is_payable else 0,
            "about": about(purchase.total, get_language() or "vi"),
        }
        response = render(request, "checkout/purchase.html", context)
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = (
            "same-origin"  # "no-referrer" makes browsers post Origin: null
        )
        return response


@method_decorator(holders_only, name="dispatch")
class PayView(View):
    """The payment page of a purchase that waits for its money."""

    def get(self, request: HttpRequest, purchase: Purchase) -> HttpResponse:
        if not purchase.is_payable:
            return redirect(purchase)
        context: dict[str, Any] = {
            "purchase": purchase,
            "about": about(purchase.total, get_language() or "vi"),
        }
        if purchase.payment_method == "vietqr":
            context |= {
                "reference": transfer_reference(purchase),
                "missing": purchase.total - waiting_sum(purchase),
                "came": waiting_sum(purchase),
                "payload": transfer_payload(purchase),
                "bank_name": settings.VIETQR_BANK_NAME,
                "account": settings.VIETQR_ACCOUNT,
                "account_name": settings.VIETQR_ACCOUNT_NAME,
                "can_test": settings.SHOP_IS_DEMO,
            }
            return render(request, "checkout/pay_vietqr.html", context)
        buyer = person_of(request)
        may_keep = buyer is not None and purchase.user_id == buyer.pk
        try:
            context["client_secret"] = start_card_payment(purchase)
            context["cards"] = kept_cards(buyer) if buyer and may_keep else []
        except NotPayable:
            return redirect(purchase)
        except (GatewayUnavailable, GatewayRefused):
            context["transfer"] = transfer_method(purchase)
            return render(request, "checkout/pay_unavailable.html", context, status=503)
        is_real = not settings.STRIPE_STANDIN_URL
        back = reverse("checkout:return", args=[purchase.token])
        context |= {
            "publishable_key": settings.STRIPE_PUBLISHABLE_KEY,
            "return_url": request.build_absolute_uri(back),
            "may_keep": may_keep,
            "locale": get_language(),
            "is_real": is_real,
            "stripe_js": STRIPE_JS,
        }
        response = render(request, "checkout/pay_card.html", context)
        if is_real:
            widen_policy(response, STRIPE_CSP)
        return response


def own_payment(request: HttpRequest, purchase: Purchase) -> tuple[User, Payment]:
    """Who is signed in, and the open card payment of a purchase that is theirs."""
    buyer = person_of(request)
    if buyer is None or purchase.user_id != buyer.pk:
        raise Http404
    started = purchase.payments.filter(gateway="stripe", state=Payment.State.STARTED)
    payment = started.order_by("-pk").first()
    if payment is None or not purchase.is_payable:
        raise Http404
    return buyer, payment


@require_POST
@holders_only
def keep_card_view(request: HttpRequest, purchase: Purchase) -> HttpResponse:
    """Keep the card of this payment at Stripe for next time, or not."""
    _buyer, payment = own_payment(request, purchase)
    try:
        stripe_gateway().keep_card(payment.reference, keep=request.POST.get("keep") == "1")
    except (GatewayUnavailable, GatewayRefused):
        return HttpResponse(status=503)
    return HttpResponse(status=204)


@require_POST
@holders_only
@fresh_to_change
def pay_kept_view(request: HttpRequest, purchase: Purchase) -> HttpResponse:
    """Pay with a card that Stripe keeps; its bank may still ask for 3-D Secure."""
    buyer, payment = own_payment(request, purchase)
    back = request.build_absolute_uri(reverse("checkout:return", args=[purchase.token]))
    try:
        intent = stripe_gateway().confirm_intent(
            payment.reference,
            payment_method=own_card(buyer, posted_text(request, "card", 60)),
            return_url=back,
        )
    except GatewayRefused:
        messages.error(
            request,
            _(
                "The payment did not go through and nothing was charged. "
                "Your items are still held; please try again or use another card."
            ),
        )
        return redirect("checkout:pay", token=purchase.token)
    except GatewayUnavailable:
        # The answer was lost, perhaps not the payment: look before anything else is tried.
        return redirect("checkout:return", token=purchase.token)
    redirection = getattr(intent.next_action, "redirect_to_url", None)
    if redirection and redirection.url:
        return redirect(redirection.url)
    return redirect("checkout:return", token=purchase.token)


@require_POST
@holders_only
def by_transfer_view(request: HttpRequest, purchase: Purchase) -> HttpResponse:
    """Pay by bank transfer what was to be paid by card."""
    user = person_of(request)
    if purchase.is_payable and pay_by_transfer(purchase, by=user):
        return redirect("checkout:pay", token=purchase.token)
    messages.error(request, _("This purchase cannot be paid by transfer now."))
    return redirect(purchase)


@require_safe
@holders_only
def return_view(request: HttpRequest, purchase: Purchase) -> HttpResponse:
    """Where the gateway sends a buyer back: ask how it stands, believe no parameter."""
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
        return redirect("checkout:pay", token=purchase.token)
    return redirect(purchase)


@require_POST
@buyers_hand_only
def cancel_view(request: HttpRequest, purchase: Purchase) -> HttpResponse:
    """Cancel what is not paid and not begun."""
    user = person_of(request)
    try:
        may = cancel_card_payments(purchase)
    except (GatewayUnavailable, GatewayRefused):
        may = False
    if may and cancel_unpaid(purchase=purchase, by=user):
        let_go_short_transfers(purchase.pk)
        messages.success(request, _("The purchase is cancelled. Nothing will be charged."))
    else:
        messages.error(request, _("This purchase can no longer be cancelled here."))
    return redirect(purchase)


@require_safe
@holders_only
def vietqr_picture(request: HttpRequest, purchase: Purchase) -> HttpResponse:
    if not settings.VIETQR_ACCOUNT or not purchase.is_payable:  # nobody pays twice by an old page
        raise Http404
    response = HttpResponse(codes.svg(transfer_payload(purchase)), content_type="image/svg+xml")
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@holders_only
def test_transfer(request: HttpRequest, purchase: Purchase) -> HttpResponse:
    """In the demo market only: play the bank and say that the transfer arrived."""
    if not settings.SHOP_IS_DEMO:
        raise Http404
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
