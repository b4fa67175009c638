"""To ask a maker for a quote, and the page on which who asked reads and accepts it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.accounts.requests import person_of
from marketplace.basket.requests import ShopRequest
from marketplace.checkout.quote_forms import PIECES, AcceptForm, QuoteForm, Row
from marketplace.frame.access import for_audience
from marketplace.frame.screens import form_page, private
from marketplace.gateways.methods import PaymentMethod, payment_methods
from marketplace.gateways.rates import about
from marketplace.producers.models import SELLING, Producer
from marketplace.purchases.models import Purchase
from marketplace.purchases.placement import (
    Buyer,
    Delivery,
    GiftDayRefused,
    GiftPaidBefore,
    Invoice,
    NotDeliverable,
    PaymentChoice,
)
from marketplace.quotes.accepting import accept_quote, destination_of
from marketplace.quotes.asking import LEAST, MOST_LINES, ask, prove, quote_of, withdraw
from marketplace.quotes.models import Quote
from marketplace.quotes.queries import sold_records, with_lines
from marketplace.quotes.refusals import HasChanged, NotThere, QuoteRefused
from marketplace.quotes.tokens import token_of
from marketplace.shipping.address_form import AddressForm, address_answers
from marketplace.shipping.places import HOME, chosen_place
from marketplace.talks.refusals import TalkRefused


@for_audience("visitor")
def ask_view(request: ShopRequest, slug: str) -> HttpResponse:
    """Ask a maker for many of its goods; a machine is told what a person is."""
    maker: Producer = get_object_or_404(
        Producer.objects.filter(SELLING).select_related("commune__province"), slug=slug
    )
    user = person_of(request)
    rows = rows_for(request, maker)
    form = QuoteForm(
        request.POST or None, rows=rows, is_known=user is not None, initial=known_of(request, user)
    )
    if request.method == "POST" and form.is_valid() and is_asked(form, maker, user):
        messages.success(request, sent_words(is_known=user is not None))
        return redirect(maker)
    context = {
        "maker": maker,
        "form": form,
        "to": user.email if user else "",
        "least": LEAST,
        "wants_invoice": any(form[name].value() for name in ("tax_code", "company_address")),
        "wants_card": any(form[name].value() for name in ("gift_sender", "gift_message")),
    }
    return private(form_page(request, "quotes/ask.html", context, form=form))


def is_asked(form: QuoteForm, maker: Producer, user: User | None) -> bool:
    """Keep what a valid form asks for; a refusal is told in it."""
    if form.is_from_a_machine():
        return True
    try:
        ask(
            producer=maker,
            lines=form.lines,
            asker=form.asker,
            wishes=form.wishes,
            language=get_language() or "vi",
            user=user,
        )
    except QuoteRefused as refusal:
        form.add_error(None, str(refusal))
    except TalkRefused as refusal:
        form.add_error("text", str(refusal))
    else:
        return True
    return False


def sent_words(*, is_known: bool) -> str:
    if is_known:
        return _("Thank you. Your enquiry was handed on; the quote comes by mail.")
    return _("Please follow the link in the mail that we just sent you: then it is handed on.")


def rows_for(request: ShopRequest, maker: Producer) -> list[Row]:
    """The goods that the form names: of the page one came from, of the basket, or as it was sent.

    Where these are none, the maker's first ones.
    """
    records = sold_records(maker)
    asked = request.GET.get("product", "")
    wanted: dict[int, int] = {}
    if request.basket.pk:
        lines = request.basket.lines.filter(stockrecord__in=records)
        wanted |= dict(lines.order_by("pk").values_list("stockrecord_id", "quantity"))
    if asked.isdecimal() and len(asked) < 19:
        of_page = records.filter(product=int(asked)).values_list("pk", flat=True)
        wanted = {pk: wanted.get(pk, 0) for pk in of_page} | wanted
    matches = [PIECES.fullmatch(name) for name in request.POST]
    wanted = dict.fromkeys((int(each[1]) for each in matches if each), 0) | wanted
    found = {each.pk: each for each in records.filter(pk__in=wanted)[: 2 * MOST_LINES]}
    rows = [Row(found[pk], count) for pk, count in wanted.items() if pk in found]
    if len(rows) == 1 and not rows[0].quantity:
        rows = [Row(rows[0].record, LEAST)]
    return rows[: 2 * MOST_LINES] or [Row(record) for record in records[:MOST_LINES]]


def known_of(request: HttpRequest, user: User | None) -> dict[str, Any]:
    place = chosen_place(request)
    known = {"kind": Quote.Kind.FIRM, "going_to": place.value if place else f"{HOME}-01"}
    if user:
        known |= {"name": user.get_full_name(), "phone": user.phone}
    return known


def own_quote(request: HttpRequest, token: str) -> Quote:
    """Find a quote by its mail's link; of somebody's account not for who is signed in as another.

    Who has the link and is not signed in reads it: it names no address.
    """
    found = quote_of(token)
    if found is None:
        raise Http404
    user = request.user
    if found.asked_by_id and user.is_authenticated and user.pk != found.asked_by_id:
        raise Http404
    return with_lines(Quote.objects.filter(pk=found.pk)).get()


def is_own(request: HttpRequest, quote: Quote) -> bool:
    """Tell whether who has the link may do something: an account's quote is its person's alone."""
    return quote.asked_by_id is None or quote.asked_by_id == request.user.pk


@for_audience("holder")
def quote_view(request: HttpRequest, token: str) -> HttpResponse:
    """Prove the address by a button, as some mailboxes open links; read the quote, withdraw."""
    quote = own_quote(request, token)
    if request.method == "POST":
        if not is_own(request, quote):
            return redirect_to_login(request.get_full_path())
        try:
            if "prove" in request.POST:
                prove(quote)
                messages.success(request, _("Thank you. Your enquiry was handed on."))
            elif "withdraw" in request.POST:
                withdraw(quote)
                messages.success(request, _("Withdrawn. The maker is told."))
        except QuoteRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("quotes:quote", token=token)
    context = {
        "quote": quote,
        "token": token,
        "is_own": is_own(request, quote),
        "about": about(quote.total, get_language() or "vi") if quote.is_quoted else None,
    }
    return private(render(request, "quotes/quote.html", context))


@for_audience("holder")
def accept_view(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an offer: where exactly to, how to pay, the invoice; then it is a purchase."""
    quote = own_quote(request, token)
    if quote.asked_by_id and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if quote.is_accepted and quote.purchase:
        return onward(quote.purchase)
    if not quote.is_quoted or (quote.is_over() and request.method == "GET"):
        return redirect("quotes:quote", token=token)
    methods = [
        method
        for method in payment_methods(country=quote.place.country)
        if method.pay_within is not None
    ]
    data = place_data(request, quote)
    address_form = AddressForm(
        data,
        initial=known_address(request, quote),
        user=request.user,
        needs_delivery=any(line.product.needs_delivery for line in quote.lines.all()),
    )
    form = AcceptForm(data, initial=known_terms(quote, methods), methods=methods)
    if data is not None and address_form.is_valid() & form.is_valid():
        try:
            done = accepted(request, quote, address_form, form, methods)
        except HasChanged as refusal:
            quote = own_quote(request, token)
            form = seen_anew(quote, data, methods, str(refusal))
            done = None
        if done:
            return done
    context = {
        "quote": quote,
        "token": token,
        "form": form,
        "address_form": address_form,
        "methods": methods,
        "chosen": form["payment_method"].value(),
        "about": about(quote.total, get_language() or "vi"),
    }
    bad = address_form if address_form.errors else form
    return private(form_page(request, "quotes/accept.html", context, form=bad))


def seen_anew(quote: Quote, data: Any, methods: list[PaymentMethod], said: str) -> AcceptForm:
    """The form with all that was typed, of an offer that was changed meanwhile."""
    for name, value in (("revision", quote.revision), ("confirmed_total", quote.total)):
        data[name] = f"{value}"
    form = AcceptForm(data, initial=known_terms(quote, methods), methods=methods)
    form.add_error(None, said)
    return form


def place_data(request: HttpRequest, quote: Quote) -> Any:
    """What was sent; where it goes stands in the offer, whatever a form says."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    data["country"] = quote.place.country
    if quote.place.country == HOME:
        data["province"] = quote.place.province_code
    return data


def known_address(request: HttpRequest, quote: Quote) -> dict[str, Any]:
    """What is known of where it goes: an address of the book, where one is in that place."""
    place = quote.place
    known: dict[str, Any] = {"email": quote.email, "name": quote.name, "phone": quote.phone}
    user = person_of(request)
    rows = user.addresses.filter(country=place.country) if user else None
    if rows is not None and place.country == HOME:
        rows = rows.filter(state=place.province_code)
    kept = rows.order_by("-is_default_for_shipping", "pk").first() if rows is not None else None
    if kept:
        known |= address_answers(kept)
    return known | {"country": place.country, "province": place.province_code}


def known_terms(quote: Quote, methods: list[PaymentMethod]) -> dict[str, Any]:
    terms: dict[str, Any] = {
        "revision": quote.revision,
        "confirmed_total": quote.total,
        "payment_method": methods[0].code if methods else "",
        "is_gift": bool(quote.gift_message),
        "gift_sender": quote.gift_sender,
        "gift_message": quote.gift_message,
    }
    if quote.tax_code:
        terms |= {
            "company": quote.company,
            "tax_code": quote.tax_code,
            "company_address": quote.company_address,
        }
    return terms


def accepted(
    request: HttpRequest,
    quote: Quote,
    address_form: AddressForm,
    form: AcceptForm,
    methods: list[PaymentMethod],
) -> HttpResponse | None:
    """Place the purchase and lead to its payment; None where it is refused, which is told.

    Raises HasChanged: what was typed is shown beside the new sums.
    """
    answers, address = form.cleaned_data, address_form.cleaned_data
    method = next(each for each in methods if each.code == answers["payment_method"])
    try:
        purchase = accept_quote(
            quote=quote,
            revision=answers["revision"],
            total=answers["confirmed_total"],
            buyer=Buyer(
                user=person_of(request),
                email=address["email"],
                phone=address["phone"],
                name=address["name"],
                language=get_language() or "vi",
            ),
            delivery=Delivery(
                address=address_form.shipping_address(), destination=destination_of(quote)
            ),
            payment=PaymentChoice(method=method.code, within=method.pay_within),
            note=answers["note"],
            invoice=Invoice(
                company=answers["company"],
                address=answers["company_address"],
                tax_code=answers["tax_code"],
            ),
            gift=form.gift,
        )
    except NotThere as refusal:
        form.add_error(None, str(refusal))
        for line in refusal.lines:
            form.add_error(None, short_words(line))
    except HasChanged:
        raise
    except QuoteRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("quotes:quote", token=token_of(quote))
    except (GiftPaidBefore, GiftDayRefused, NotDeliverable):
        form.add_error(None, _("This cannot be sent so. Nothing was ordered."))
    else:
        return onward(purchase)
    return None


def short_words(line: Any) -> str:
    """Say of a line how many can be had now, and how many are asked for."""
    if not line.is_buyable:
        return _("“%(title)s” is not sold at the moment.") % {"title": line.title}
    counts = {"title": line.title, "left": line.available or 0, "asked": line.quantity}
    return _("“%(title)s”: %(left)s are there now, %(asked)s are asked for.") % counts


def onward(purchase: Purchase) -> HttpResponse:
    if purchase.is_payable:
        return redirect(reverse("checkout:pay", args=[purchase.token]))
    return redirect(purchase)
