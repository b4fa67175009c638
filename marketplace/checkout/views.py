"""From a basket to a placed purchase: where to, then how to pay and a last look."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_safe
from oscar.core.loading import get_model

from catalogue.places.models import Commune
from marketplace.accounts.requests import person_of
from marketplace.basket.requests import ShopRequest
from marketplace.basket.vouchers import codes_of, drop_code, forget_codes
from marketplace.checkout.forms import ReviewForm
from marketplace.discounts.services import VoucherRefused
from marketplace.discounts.sharing import REFUSALS
from marketplace.frame.money import format_dong
from marketplace.gateways.methods import payment_methods
from marketplace.gateways.rates import about
from marketplace.purchases.models import Purchase
from marketplace.purchases.packages import Destination, Split, split_basket
from marketplace.purchases.placement import (
    Buyer,
    Delivery,
    EmptyBasket,
    Invoice,
    NotDeliverable,
    OutOfStock,
    PaymentChoice,
    PriceChanged,
    place_purchase,
)
from marketplace.shipping.address_form import AddressForm, address_answers, address_line

SESSION_ADDRESS = "checkout_address"
SESSION_TOKEN = "checkout_token"  # noqa: S105


def own_basket(request: ShopRequest):
    """The visitor's basket itself, not Oscar's lazy stand-in for it."""
    return get_model("basket", "Basket").objects.filter(pk=request.basket.pk or 0).first()


def destination_of(answers: dict) -> Destination:
    return Destination(answers.get("country") or "VN", answers.get("province") or "01")


class AddressView(View):
    """Step one: whom to reach and where to deliver."""

    def get(self, request: ShopRequest) -> HttpResponse:
        split = split_basket(request.basket)
        if not split.packages:
            messages.info(request, _("Your basket is empty."))
            return redirect("basket:summary")
        initial = request.session.get(SESSION_ADDRESS) or self.known(request)
        form = AddressForm(initial=initial, user=request.user, needs_delivery=split.needs_delivery)
        return self.show(request, form)

    def post(self, request: ShopRequest) -> HttpResponse:
        split = split_basket(request.basket)
        if not split.packages:
            return redirect("basket:summary")
        form = AddressForm(request.POST, user=request.user, needs_delivery=split.needs_delivery)
        if not form.is_valid():
            return self.show(request, form, status=422)
        request.session[SESSION_ADDRESS] = form.to_session()
        request.session[SESSION_TOKEN] = str(uuid.uuid4())
        if form.cleaned_data.get("save_address"):
            keep_address(request.user, form)
        return redirect("checkout:review")

    def show(self, request, form: AddressForm, status: int = 200) -> HttpResponse:
        return render(request, "checkout/address.html", {"form": form}, status=status)

    @staticmethod
    def known(request: ShopRequest) -> dict[str, str]:
        """What we know of a signed-in buyer: the default address of the address book."""
        user = person_of(request)
        if user is None:
            return {"country": "VN", "province": "01"}
        initial = {
            "email": user.email,
            "name": user.get_full_name(),
            "phone": user.phone,
            "country": "VN",
            "province": "01",
        }
        address = user.addresses.order_by(
            "-is_default_for_shipping", "-num_orders_as_shipping_address"
        ).first()
        if address:
            initial |= address_answers(address)
        return initial


def keep_address(user, form: AddressForm) -> None:
    """Put the address into the address book, once."""
    model = get_model("address", "UserAddress")
    address = model(user=user, **(form.shipping_address() or {}))
    if not model.objects.filter(user=user, hash=address.generate_hash()).exists():
        address.is_default_for_shipping = not user.addresses.exists()
        address.save()


@require_safe
def communes(request: HttpRequest) -> JsonResponse:
    """List the communes of today of a province, for the form's suggestions."""
    names = Commune.objects.of_today().filter(province__code=request.GET.get("province", "")[:2])
    response = JsonResponse({"communes": list(names.values_list("name", flat=True))})
    response["Cache-Control"] = "public, max-age=86400"
    return response


class ReviewView(View):
    """Step two: delivery charges, way to pay, the whole once more, and yes."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.answers: dict[str, Any] = request.session.get(SESSION_ADDRESS) or {}
        if not self.answers:
            return redirect("checkout:index")
        self.methods = payment_methods(country=self.answers.get("country") or "VN")
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: ShopRequest) -> HttpResponse:
        split = self.split(request)
        if not split.packages:
            return redirect("basket:summary")
        token = request.session.setdefault(SESSION_TOKEN, str(uuid.uuid4()))
        form = ReviewForm(
            initial={
                "token": token,
                "confirmed_total": split.total,
                "payment_method": self.methods[0].code if self.methods else "",
            },
            methods=self.methods,
        )
        return self.show(request, form, split)

    def post(self, request: ShopRequest) -> HttpResponse:
        form = ReviewForm(request.POST, methods=self.methods)
        token = request.POST.get("token", "")
        if token != request.session.get(SESSION_TOKEN):
            return redirect("checkout:review")
        placed = Purchase.objects.filter(token=token).first()
        if placed:
            return self.onward(placed)
        split = self.split(request)
        address_form = AddressForm(
            self.answers, user=request.user, needs_delivery=split.needs_delivery
        )
        if not split.packages or not address_form.is_valid():
            return redirect("checkout:index")
        if not form.is_valid():
            return self.show(request, form, split, status=422)
        try:
            purchase = self.place(request, form, address_form)
            forget_codes(request)
            return self.onward(purchase)
        except VoucherRefused as refusal:
            drop_code(request, refusal.code)
            messages.error(request, f"{refusal.code}: {REFUSALS[refusal.reason]}")
            return redirect("checkout:review")
        except EmptyBasket:
            return redirect("basket:summary")
        except OutOfStock as refusal:
            titles = ", ".join(line.product.title for line in refusal.lines)
            messages.error(
                request,
                ngettext(
                    "Somebody was faster: %(titles)s is not there in that quantity any more. "
                    "Nothing was ordered or charged.",
                    "Somebody was faster: %(titles)s are not there in that quantity any more. "
                    "Nothing was ordered or charged.",
                    len(refusal.lines),
                )
                % {"titles": titles},
            )
            return redirect("basket:summary")
        except NotDeliverable:
            messages.error(request, _("One of the producers does not deliver to this address."))
            return redirect("checkout:index")
        except PriceChanged as refusal:
            messages.warning(
                request,
                _(
                    "A price changed while you were here. "
                    "The total is now %(total)s; please look again."
                )
                % {"total": format_dong(refusal.total, get_language() or "vi")},
            )
            return redirect("checkout:review")

    def split(self, request: ShopRequest) -> Split:
        return split_basket(request.basket, destination_of(self.answers), codes_of(request))

    def place(self, request: ShopRequest, form: ReviewForm, address_form: AddressForm) -> Purchase:
        code = form.cleaned_data["payment_method"]
        method = next(method for method in self.methods if method.code == code)
        return place_purchase(
            basket=own_basket(request),
            token=form.cleaned_data["token"],
            buyer=Buyer(
                user=person_of(request),
                email=address_form.cleaned_data["email"],
                phone=address_form.cleaned_data["phone"],
                language=get_language() or "vi",
            ),
            payment=PaymentChoice(method=code, within=method.pay_within),
            delivery=Delivery(
                address=address_form.shipping_address(), destination=destination_of(self.answers)
            ),
            note=form.cleaned_data["note"],
            invoice=Invoice(
                company=form.cleaned_data["company"],
                address=form.cleaned_data["company_address"],
                tax_code=form.cleaned_data["tax_code"],
            ),
            confirmed_total=form.cleaned_data["confirmed_total"],
            voucher_codes=codes_of(request),
        )

    @staticmethod
    def onward(purchase: Purchase) -> HttpResponse:
        if purchase.is_payable:
            return redirect("checkout:pay", token=purchase.token)
        return redirect(purchase)

    def show(self, request, form: ReviewForm, split: Split, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "split": split,
            "answers": self.answers,
            "address": address_line(self.answers),
            "methods": self.methods,
            "chosen": form["payment_method"].value(),
            "about": about(split.total, get_language() or "vi"),
        }
        return render(request, "checkout/review.html", context, status=status)
