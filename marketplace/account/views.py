"""A buyer's own pages: purchases, addresses, things kept for later."""

from typing import NamedTuple

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from oscar.core.loading import get_model

from catalogue.listing.cards import cards_of
from catalogue.models import Product
from marketplace.account.access import buyers_only
from marketplace.account.desks import desks_of
from marketplace.accounts.fresh import fresh_to_change
from marketplace.accounts.requests import PersonRequest
from marketplace.aftersale.queries import taken_back
from marketplace.frame.access import for_audience
from marketplace.frame.folding import fold
from marketplace.frame.onward import next_address, onward
from marketplace.frame.policy import widen_policy
from marketplace.frame.same_origin import same_origin_or_token
from marketplace.frame.screens import Part, form_page, page_of_part, posted_text, private
from marketplace.gateways.cards import kept_cards, remove_card, start_keeping_card
from marketplace.gateways.stripe.client import GatewayRefused, GatewayUnavailable
from marketplace.gateways.stripe.pages import STRIPE_CSP, STRIPE_JS
from marketplace.listings.lost_factors import reset_of, stop_reset
from marketplace.order.models import Order
from marketplace.purchases.claims import claim_purchases, guest_purchases_of
from marketplace.purchases.models import Parcel, Purchase
from marketplace.shipping.address_form import AddressForm, address_answers

PER_PAGE = 20
MOST_ADDRESSES = 50
MOST_SAVED = 200
NEWEST = ("-placed_at", "-pk")
State = Purchase.State


def with_parcels(state: str) -> Q:
    """Purchases of which a parcel stands so."""
    return Q(pk__in=Parcel.objects.filter(state=state).values("order__purchase"))


PARTS = {
    "all": Part(gettext_lazy("All"), Q(), NEWEST),
    "to-pay": Part(gettext_lazy("Waiting for payment"), Q(state=State.PENDING), NEWEST),
    "sent": Part(gettext_lazy("On its way"), with_parcels(Parcel.State.SHIPPED), NEWEST),
    "arrived": Part(gettext_lazy("Delivered"), with_parcels(Parcel.State.DELIVERED), NEWEST),
    "ended": Part(gettext_lazy("Cancelled"), Q(state__in=[State.CANCELLED, State.EXPIRED]), NEWEST),
}


class Bought(NamedTuple):
    """A purchase in the history: what was taken back of it, and what it comes to since, in dong."""

    purchase: Purchase
    taken_back: int
    remains: int


def bought(purchase: Purchase) -> Bought:
    taken = taken_back(purchase.orders.all())
    return Bought(purchase, taken, purchase.total - taken)


def matching(purchases: QuerySet[Purchase], asked: str) -> QuerySet[Purchase]:
    """Purchases with this number, or with goods or a producer called so."""
    if not asked:
        return purchases
    words = Q(lines__title__icontains=asked) | Q(lines__product__search_text__contains=fold(asked))
    named = words | Q(producer__name__icontains=asked) | Q(number__icontains=asked)
    orders = Order.objects.filter(named, purchase__in=purchases)
    return purchases.filter(Q(number__icontains=asked) | Q(pk__in=orders.values("purchase")))


@require_safe
@buyers_only
def summary(request: PersonRequest) -> HttpResponse:
    """List the buyer's own purchases, newest first, found by number, goods or producer."""
    purchases = request.user.purchases.prefetch_related(
        "orders__producer", "orders__lines__product", "orders__reversals__lines"
    )
    listed = page_of_part(request, purchases, PARTS, matching=matching, size=PER_PAGE)
    context = listed | {
        "bought": [bought(each) for each in listed["page"]],
        "tab": "purchases",
        "desks": desks_of(request.user),
        "as_guest": guest_purchases_of(request.user).count(),
    }
    return render(request, "account/summary.html", context)


@require_POST
@buyers_only
def claim(request: PersonRequest) -> HttpResponse:
    """Take in what was bought as a guest by an address that is proven."""
    count = claim_purchases(request.user)
    if count:
        messages.success(
            request,
            ngettext(
                "%(count)d purchase is in your account now.",
                "%(count)d purchases are in your account now.",
                count,
            )
            % {"count": count},
        )
    else:
        messages.info(request, _("There is nothing more to take in."))
    return redirect("customer:summary")


@require_safe
@buyers_only
def addresses(request: PersonRequest) -> HttpResponse:
    found = request.user.addresses.select_related("country").order_by(
        "-is_default_for_shipping", "pk"
    )
    return render(request, "account/addresses.html", {"addresses": found, "tab": "addresses"})


@buyers_only
def address(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """Add an address or change an own one, in the form that the checkout uses."""
    kept = get_object_or_404(request.user.addresses, pk=pk) if pk else None
    initial = {"email": request.user.email, "country": "VN", "province": "01"}
    if kept:
        initial |= address_answers(kept)
    form = AddressForm(request.POST or None, initial=initial)
    del form.fields["email"]
    if request.method == "POST" and form.is_valid():
        if keep(request.user, form, kept):
            messages.success(request, _("The address is kept."))
            if form.moved_on:
                messages.info(request, form.moved_on)
            return redirect("customer:address-list")
        form.add_error(None, _("This address is in your address book already."))
    context = {"form": form, "is_new": kept is None, "tab": "addresses"}
    return form_page(request, "account/address.html", context, form=form)


@transaction.atomic
def keep(user, form: AddressForm, kept) -> bool:
    """Write an address into the book; False when it stands there already or the book is full."""
    entry = kept or get_model("address", "UserAddress")(user=user)
    for name in ("line1", "line2", "line4", "state", "postcode"):
        setattr(entry, name, "")
    for name, value in (form.shipping_address() or {}).items():
        setattr(entry, name, value)
    others = user.addresses.exclude(pk=entry.pk)
    if others.filter(hash=entry.generate_hash()).exists():
        return False
    if not kept and others.count() >= MOST_ADDRESSES:
        return False
    entry.is_default_for_shipping = (
        entry.is_default_for_shipping or not others.filter(is_default_for_shipping=True).exists()
    )
    entry.save()
    return True


@require_POST
@buyers_only
def remove_address(request: PersonRequest, pk: int) -> HttpResponse:
    get_object_or_404(request.user.addresses, pk=pk).delete()
    messages.success(request, _("The address is removed."))
    return redirect("customer:address-list")


@require_POST
@buyers_only
def prefer_address(request: PersonRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(request.user.addresses, pk=pk)
    with transaction.atomic():
        request.user.addresses.update(is_default_for_shipping=False)
        request.user.addresses.filter(pk=entry.pk).update(is_default_for_shipping=True)
    return redirect("customer:address-list")


def saved_list(user):
    """The one wish list of a buyer, made at the first thing kept."""
    model = get_model("wishlists", "WishList")
    found = model.objects.filter(owner=user).order_by("pk").first()
    return found or model.objects.create(owner=user, visibility=model.PRIVATE)


@require_safe
@buyers_only
def saved(request: PersonRequest) -> HttpResponse:
    """Show what the buyer kept for later, as the shop shows it today."""
    line = get_model("wishlists", "Line")
    ids = list(
        line.objects.filter(wishlist__owner=request.user, product__isnull=False)
        .order_by("-pk")
        .values_list("product_id", flat=True)
    )
    return render(request, "account/saved.html", {"cards": cards_of(ids), "tab": "saved"})


@require_http_methods(["GET", "POST"])
@same_origin_or_token
@buyers_only
def save(request: PersonRequest, product_pk: int) -> HttpResponse:
    """Keep a product as a favourite, or let it go; saying the same again changes nothing.

    Who had to sign in first comes back by GET, which only leads to the product.
    """
    product = get_object_or_404(Product.objects.published(), pk=product_pk)
    if request.method == "GET":
        return redirect(product)
    line = get_model("wishlists", "Line")
    if "remove" in request.POST:
        line.objects.filter(wishlist__owner=request.user, product=product).delete()
        messages.success(request, _("No longer kept for later."))
    else:
        wishlist = saved_list(request.user)
        if wishlist.lines.count() < MOST_SAVED:
            line.objects.get_or_create(
                wishlist=wishlist, product=product, defaults={"title": product.title}
            )
        messages.success(request, _("Kept for later; your account has the list."))
    return onward(request, next_address(request, product.get_absolute_url()))


@require_safe
@buyers_only
def cards(request: PersonRequest) -> HttpResponse:
    """List the cards that Stripe keeps for this buyer; nothing of them is stored here."""
    context = {"tab": "cards", "is_down": False, "has_cards": bool(settings.STRIPE_SECRET_KEY)}
    try:
        context["cards"] = kept_cards(request.user)
    except (GatewayUnavailable, GatewayRefused):
        context |= {"cards": [], "is_down": True}
    return render(request, "account/cards.html", context)


@require_safe
@buyers_only
def add_card(request: PersonRequest) -> HttpResponse:
    """Hand a card to Stripe without paying anything."""
    try:
        secret = start_keeping_card(request.user)
    except (GatewayUnavailable, GatewayRefused):
        messages.error(request, _("The payment service does not answer. Please try again later."))
        return redirect("customer:cards")
    is_real = not settings.STRIPE_STANDIN_URL
    context = {
        "client_secret": secret,
        "publishable_key": settings.STRIPE_PUBLISHABLE_KEY,
        "return_url": request.build_absolute_uri(reverse("customer:cards")),
        "locale": get_language(),
        "is_real": is_real,
        "stripe_js": STRIPE_JS,
        "tab": "cards",
    }
    response = render(request, "account/card_add.html", context)
    if is_real:
        widen_policy(response, STRIPE_CSP)
    return response


@require_POST
@buyers_only
def remove_card_view(request: PersonRequest) -> HttpResponse:
    """Let Stripe forget a card of this buyer."""
    try:
        remove_card(request.user, posted_text(request, "card", 60))
    except GatewayRefused:
        messages.error(request, _("There is no such card any more."))
    except GatewayUnavailable:
        messages.error(request, _("The payment service does not answer. Please try again later."))
    else:
        messages.success(request, _("The card is forgotten."))
    return redirect("customer:cards")


@require_POST
@buyers_only
@fresh_to_change
def end_session(request: PersonRequest, pk: int) -> HttpResponse:
    """Sign one device out: a phone that was lost, a browser of another."""
    get_object_or_404(UserSession, pk=pk, user=request.user).end()
    messages.success(request, _("That device is signed out."))
    return redirect("usersessions_list")


@for_audience("holder")
def stop_lost_factor(request: HttpRequest, token: str) -> HttpResponse:
    """Let who has a mail's link keep the second factor that staff are about to take off."""
    found = reset_of(token)
    if found is None:
        raise Http404
    if request.method == "POST":
        stop_reset(pk=found.pk, by=found.user)
        return redirect(request.path)
    return private(render(request, "account/lost_factor.html", {"reset": found}))
