"""From a basket to a placed purchase: where to, then how to pay and a last look."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_safe
from oscar.core.loading import get_model

from catalogue.places.models import Commune
from marketplace.accounts.requests import person_of
from marketplace.accounts.waiting import has_ended
from marketplace.basket.requests import ShopRequest
from marketplace.basket.vouchers import codes_of, drop_code, forget_codes
from marketplace.checkout.forms import ReviewForm
from marketplace.checkout.seen import (
    Seen,
    address_mark,
    changes_since,
    seen_by_token,
    seen_reviews,
    token_for,
)
from marketplace.discounts.services import VoucherRefused
from marketplace.discounts.sharing import REFUSALS
from marketplace.frame.money import format_dong
from marketplace.frame.screens import private
from marketplace.gateways.methods import PaymentMethod, payment_methods
from marketplace.gateways.rates import about
from marketplace.purchases.cash_limit import may_pay_in_cash
from marketplace.purchases.gifts import gift_days
from marketplace.purchases.models import Purchase
from marketplace.purchases.packages import (
    Destination,
    PackageLine,
    Split,
    Trouble,
    split_basket,
    with_absences,
)
from marketplace.purchases.placement import (
    Buyer,
    CashClosed,
    Delivery,
    EmptyBasket,
    GiftDayRefused,
    GiftPaidBefore,
    Invoice,
    NotDeliverable,
    OutOfStock,
    PayBefore,
    PaymentChoice,
    PriceChanged,
    TokenUsed,
    place_purchase,
)
from marketplace.purchases.troubles import trouble_text
from marketplace.purchases.worth import IN_CASH
from marketplace.shipping.address_form import AddressForm, address_answers, address_line

SESSION_ADDRESS = "checkout_address"


def own_basket(request: ShopRequest):
    """The visitor's basket itself, not Oscar's lazy stand-in for it."""
    return get_model("basket", "Basket").objects.filter(pk=request.basket.pk or 0).first()


def destination_of(answers: dict) -> Destination:
    return Destination(answers.get("country") or "VN", answers.get("province") or "01")


def cannot_go_on(request: ShopRequest, split: Split) -> HttpResponse | None:
    """Lead to the basket, and say why, while it cannot be ordered as it stands; else None."""
    if not split.packages:
        return empty_handed(request)
    for line in split.short_lines:
        messages.error(request, trouble_text(line))
    return redirect("basket:summary") if split.short_lines else None


def empty_handed(request: ShopRequest) -> HttpResponse:
    """Say what became of a basket that holds nothing: ordered, an account's, or never filled."""
    tokens = [each.token for each in seen_reviews(request)]
    placed = Purchase.objects.filter(token__in=tokens).first() if tokens else None
    if placed:
        text = _("Your basket is empty: what was in it is ordered.")
        messages.info(request, linked(text, placed), extra_tags="safe")
    elif has_ended(request):
        text = _(
            "Your session has ended. If you were signed in, sign in again: your basket is kept."
        )
        messages.info(request, text)
        return redirect_to_login(reverse("checkout:index"))
    else:
        messages.info(request, _("Your basket is empty."))
    return redirect("basket:summary")


def say_if_ended(request: HttpRequest) -> None:
    if has_ended(request):
        text = _("Your session has ended. Your basket is kept; please give the address once more.")
        messages.info(request, text)


def linked(text: str, purchase: Purchase) -> str:
    return format_html('{} <a href="{}">{}</a>', text, purchase.get_absolute_url(), purchase.number)


class AddressView(View):
    """Step one: whom to reach and where to deliver."""

    def get(self, request: ShopRequest) -> HttpResponse:
        split = split_basket(request.basket, codes=codes_of(request))
        if elsewhere := cannot_go_on(request, split):
            return elsewhere
        say_if_ended(request)
        initial = request.session.get(SESSION_ADDRESS) or self.known(request)
        form = AddressForm(initial=initial, user=request.user, needs_delivery=split.needs_delivery)
        return self.show(request, form, split)

    def post(self, request: ShopRequest) -> HttpResponse:
        """Keep the address first: what stands in the way of the basket loses nothing typed."""
        split = split_basket(request.basket, codes=codes_of(request))
        if not split.packages:
            elsewhere = empty_handed(request)
            form = AddressForm(request.POST, user=request.user)
            if form.is_valid():  # kept for when its reader has signed in again
                request.session[SESSION_ADDRESS] = form.to_session()
            return elsewhere
        form = AddressForm(request.POST, user=request.user, needs_delivery=split.needs_delivery)
        if not form.is_valid():
            return self.show(request, form, split, status=422)
        request.session[SESSION_ADDRESS] = form.to_session()
        if form.cleaned_data.get("save_address"):
            keep_address(request.user, form)
        if form.moved_on:
            messages.info(request, form.moved_on)
        return cannot_go_on(request, split) or redirect("checkout:review")

    def show(self, request, form: AddressForm, split: Split, status: int = 200) -> HttpResponse:
        if split.has_visits:
            ask_who_comes(form)
        context = {"form": form, "total": split.total, "split": split}
        return private(render(request, "checkout/address.html", context, status=status))

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


def ask_who_comes(form: AddressForm) -> None:
    """Ask by whose name and telephone a host knows the guests."""
    form.fields["name"].label = _("Name of the guest")
    form.fields["phone"].help_text = _("Your host calls it if something changes.")


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
            return self.without_address(request)
        self.methods = self.open_methods(request)  # type: ignore[arg-type]
        return super().dispatch(request, *args, **kwargs)

    def open_methods(self, request: ShopRequest) -> list[PaymentMethod]:
        """The ways to pay that are open for this basket: a visit is paid beforehand."""
        methods = payment_methods(country=self.answers.get("country") or "VN")
        email, phone = self.answers.get("email", ""), self.answers.get("phone", "")
        self.is_cash_closed = not may_pay_in_cash(email, phone)
        if self.is_cash_closed:
            methods = [method for method in methods if method.code != IN_CASH]
        lines = request.basket.lines.filter(seats__isnull=False) if request.basket.pk else None
        if lines is None or not lines.exists():
            return methods
        return [method for method in methods if method.pay_within is not None]

    def without_address(self, request: HttpRequest) -> HttpResponse:
        if has_ended(request) and not self.split(request).packages:  # type: ignore[arg-type]
            return empty_handed(request)  # type: ignore[arg-type]
        say_if_ended(request)
        return redirect("checkout:index")

    def get(self, request: ShopRequest) -> HttpResponse:
        split = self.split(request)
        if elsewhere := cannot_go_on(request, split):
            return elsewhere
        form = ReviewForm(
            initial={
                "token": token_for(request, split, self.answers),
                "confirmed_total": split.total,
                "payment_method": self.methods[0].code if self.methods else "",
            },
            methods=self.methods,
            gift_days=gift_days(split, timezone.localdate()),
        )
        return self.show(request, form, split)

    def post(self, request: ShopRequest) -> HttpResponse:
        seen = seen_by_token(request, request.POST.get("token", ""))
        if seen is None:
            text = _("This page was no longer up to date. Nothing was ordered; please look again.")
            return self.look_again(request, text)
        split = self.split(request)
        # Asked for after the basket: of two that come at once, the later finds it bought.
        if placed := Purchase.objects.filter(token=seen.token).first():
            return self.stands(request, placed, split)
        if not split.packages:
            return redirect("checkout:index")  # which says what became of it
        if split.short_lines:
            return self.out_of_stock(request, split.short_lines)
        if changes := changes_since(seen, split):
            return self.look_again(request, *changes, _("Nothing was ordered; please look again."))
        if split.is_deliverable and seen.address != address_mark(self.answers):
            text = _("The address was changed in another window. Nothing was ordered; look again.")
            return self.look_again(request, text)
        address_form = AddressForm(
            self.answers, user=request.user, needs_delivery=split.needs_delivery
        )
        if not address_form.is_valid():
            return redirect("checkout:index")
        days = gift_days(split, timezone.localdate())
        form = ReviewForm(request.POST, methods=self.methods, gift_days=days)
        if not form.is_valid():
            return self.show(request, form, split, status=422)
        return self.order(request, form, address_form, seen)

    def order(
        self, request: ShopRequest, form: ReviewForm, address_form: AddressForm, seen: Seen
    ) -> HttpResponse:
        """Place the purchase, or say why it is not placed."""
        try:
            purchase = self.place(request, form, address_form)
            forget_codes(request)
            return self.onward(purchase)
        except TokenUsed as refusal:
            return self.stands(request, refusal.purchase, self.split(request))
        except VoucherRefused as refusal:
            drop_code(request, refusal.code)
            messages.error(request, f"{refusal.code}: {REFUSALS[refusal.reason]}")
            return redirect("checkout:review")
        except EmptyBasket:
            return redirect("basket:summary")
        except OutOfStock as refusal:
            return self.out_of_stock(request, refusal.lines)
        except CashClosed:
            return redirect("checkout:review")  # which says so
        except PayBefore:
            text = _("A visit is paid before it takes place. Please choose another way to pay.")
            return self.look_again(request, text)
        except (GiftPaidBefore, GiftDayRefused):
            text = _("This cannot be sent so as a gift. Nothing was ordered; please look again.")
            return self.look_again(request, text)
        except NotDeliverable:
            messages.error(request, _("One of the producers does not deliver to this address."))
            return redirect("checkout:index")
        except PriceChanged as refusal:
            total = {"total": format_dong(refusal.total, get_language() or "vi")}
            text = _(
                "A price changed while you were here. "
                "The total is now %(total)s; please look again."
            )
            if seen.codes != codes_of(request):
                text = _(
                    "The vouchers were changed in another window. "
                    "The total is now %(total)s; please look again."
                )
            return self.look_again(request, text % total)

    @staticmethod
    def look_again(request: ShopRequest, *said: str) -> HttpResponse:
        for text in said:
            messages.warning(request, text)
        return redirect("checkout:review")

    def stands(self, request: ShopRequest, placed: Purchase, split: Split) -> HttpResponse:
        """Show what was ordered by this token; what is in a new basket is another purchase."""
        if not split.packages:
            return self.onward(placed)
        text = _(
            "What that page showed is ordered already and was not ordered again. "
            "Your basket holds something new: please look at it and order it by itself."
        )
        return self.look_again(request, linked(text, placed))

    @staticmethod
    def out_of_stock(request: ShopRequest, lines: list[PackageLine]) -> HttpResponse:
        """Name what went meanwhile, and why; nothing was ordered."""
        faster = [line for line in lines if line.trouble in (Trouble.SOLD_OUT, Trouble.TOO_FEW)]
        if faster:
            text = ngettext(
                "Somebody was faster: %(titles)s is not there in that quantity any more. "
                "Nothing was ordered or charged.",
                "Somebody was faster: %(titles)s are not there in that quantity any more. "
                "Nothing was ordered or charged.",
                len(faster),
            )
            titles = ", ".join(line.title for line in faster)
            messages.error(request, text % {"titles": titles})
        nothing = _("Nothing was ordered or charged.")
        for line in lines:
            if line not in faster:
                messages.error(request, f"{trouble_text(line)} {nothing}")
        return redirect("basket:summary")

    def split(self, request: ShopRequest) -> Split:
        found = split_basket(request.basket, destination_of(self.answers), codes_of(request))
        return with_absences(found)

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
                name=address_form.cleaned_data["name"],
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
            gift=form.gift,
            confirmed_total=form.cleaned_data["confirmed_total"],
            voucher_codes=codes_of(request),
        )

    @staticmethod
    def onward(purchase: Purchase) -> HttpResponse:
        if purchase.is_payable:
            return redirect("checkout:pay", token=purchase.token)
        return redirect(purchase)

    def show(self, request, form: ReviewForm, split: Split, status: int = 200) -> HttpResponse:
        if split.has_visits:
            form.fields["note"].label = _("Your wishes")
            form.fields["note"].help_text = _("For example: no meat, a wheelchair, a small child.")
        context = {
            "form": form,
            "split": split,
            "answers": self.answers,
            "address": address_line(self.answers),
            "methods": self.methods,
            "is_cash_closed": self.is_cash_closed,
            "chosen": form["payment_method"].value(),
            "about": about(split.total, get_language() or "vi"),
        }
        return private(render(request, "checkout/review.html", context, status=status))
