"""What a producer is asked to quote for, its quotes and what came of them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.screens import form_page, is_done, page_of_part, posted_text
from marketplace.producers.models import Producer
from marketplace.quotes.models import Quote
from marketplace.quotes.offering import decline, offer_quote, take_back
from marketplace.quotes.queries import PARTS, matching, place_names
from marketplace.quotes.refusals import QuoteRefused
from marketplace.sell.access import may, own_quotes, producer_of, turns_to
from marketplace.sell.quote_forms import OfferForm, ReasonForm
from marketplace.talks.refusals import TalkRefused

PER_PAGE = 30
TAKE_BACK = "take-back"


@may(May.SELL)
@require_safe
def quotes(request: PersonRequest) -> HttpResponse:
    """List what is asked for: what waits for a quote first, the longest waiting on top."""
    listed = page_of_part(request, own_quotes(request), PARTS, matching=matching, size=PER_PAGE)
    context = {"producer": producer_of(request), "places": place_names()} | listed
    return render(request, "sell/quotes.html", context)


@may(May.SELL)
def quote(request: PersonRequest, number: str) -> HttpResponse:
    """Read what is asked for and offer it, or offer it anew."""
    if turns_to(request, Producer.objects.filter(quotes__number=number)):
        return redirect("sell:quote", number=number)
    found = get_object_or_404(own_quotes(request), number=number)
    form = OfferForm(request.POST or None, quote=found)
    if request.method == "POST" and form.is_valid() and is_offered(request, found, form):
        messages.success(request, _("Sent. Who asked reads it by mail."))
        return redirect("sell:quote", number=number)
    return quote_page(request, found, form)


def is_offered(request: PersonRequest, found: Quote, form: OfferForm) -> bool:
    """Offer what a valid form says; a refusal is told at its field."""
    try:
        offer_quote(quote=found, by=request.user, **form.offer)
    except QuoteRefused as refusal:
        form.add_error(refusal.field, str(refusal))
    except TalkRefused as refusal:
        form.add_error("words", str(refusal))
    else:
        return True
    return False


def quote_page(
    request: PersonRequest, found: Quote, form: OfferForm, reason: ReasonForm | None = None
) -> HttpResponse:
    context = {
        "producer": producer_of(request),
        "quote": found,
        "form": form,
        "reason_form": reason or ReasonForm(),
        "order": found.purchase.orders.filter(producer=found.producer).first()
        if found.purchase
        else None,
    }
    bad = reason if reason and reason.errors else form
    return form_page(request, "sell/quote.html", context, form=bad)


@may(May.SELL)
def ended(request: PersonRequest, number: str) -> HttpResponse:
    """Decline what is asked for, or take back what was offered; who asked is told why."""
    found = get_object_or_404(own_quotes(request), number=number)
    form = ReasonForm(request.POST or None)
    pressed = posted_text(request, "deed", len(TAKE_BACK))

    def deed(reason: str) -> None:
        # What was pressed is done, whatever became of the quote since its page was shown.
        takes_back = pressed == TAKE_BACK if pressed else found.is_quoted
        (take_back if takes_back else decline)(quote=found, reason=reason)

    if is_done(request, form, deed, field="reason", refused=TalkRefused):
        messages.success(request, _("Sent. Who asked reads it by mail."))
        return redirect("sell:quote", number=number)
    return quote_page(request, found, OfferForm(quote=found), form)
