"""What a producer does with a return, by the step in the address; twice changes nothing."""

from django.utils.translation import gettext as _

from marketplace.accounts.requests import PersonRequest
from marketplace.aftersale.exchange_steps import came_back, exchange, number_in, refused_in_words
from marketplace.aftersale.exchanges import note_arrived
from marketplace.aftersale.forms import FitForm, WordsForm
from marketplace.aftersale.models import Return, ReturnMessage
from marketplace.aftersale.returns import (
    accept_return,
    dispute_return,
    receive_return,
    refund_return,
    refuse_return,
)
from marketplace.frame.steps import NotTaken, Step

PRODUCER = ReturnMessage.Side.PRODUCER


def words_in(request: PersonRequest) -> str:
    """What was written beside the button, if it can be kept."""
    form = WordsForm(request.POST)
    return form.cleaned_data["text"] if form.is_valid() else ""


def reason_in(request: PersonRequest) -> str:
    text = words_in(request)
    if not text:
        raise NotTaken(_("Please give a reason; the buyer reads it."))
    return text


def accept(request: PersonRequest, claim: Return) -> str:
    accept_return(claim=claim, by=request.user, text=words_in(request))
    return _("Accepted. The buyer has been told.")


def refuse(request: PersonRequest, claim: Return) -> str:
    refuse_return(claim=claim, by=request.user, text=reason_in(request))
    return _("Refused with your reason. The buyer has been told.")


def dispute(request: PersonRequest, claim: Return) -> str:
    dispute_return(claim=claim, side=PRODUCER, text=reason_in(request), by=request.user)
    return _("The market looks at it and writes to both of you.")


def receive(request: PersonRequest, claim: Return) -> str:
    form = FitForm(request.POST, claim=claim)
    if not form.is_valid():
        raise NotTaken(_("Please say how many are fit to sell."))
    receive_return(claim=claim, by=request.user, fit=form.fit)
    return _("Noted. What is fit to sell is in stock again.")


def refund(request: PersonRequest, claim: Return) -> str:
    refund_return(claim=claim, by=request.user, side=PRODUCER, text=words_in(request))
    return _("Refunded. The buyer has been told.")


def arrive(request: PersonRequest, claim: Return) -> str:
    note_arrived(claim=claim, by=request.user, number=number_in(request))
    return _("Marked as delivered.")


def come_back(request: PersonRequest, claim: Return) -> str:
    return came_back(request, claim, PRODUCER)


def send_anew(request: PersonRequest, claim: Return) -> str:
    return exchange(request, claim, PRODUCER)


STEPS: dict[str, Step] = {
    "accept": refused_in_words()(accept),
    "refuse": refused_in_words()(refuse),
    "dispute": refused_in_words()(dispute),
    "receive": refused_in_words()(receive),
    "refund": refused_in_words()(refund),
    "arrived": refused_in_words()(arrive),
    "came-back": refused_in_words()(come_back),
    "exchange": refused_in_words()(send_anew),
}
