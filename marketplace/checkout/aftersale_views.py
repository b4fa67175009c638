"""The buyer's pages after a sale, found by the purchase's token: guests take the same way."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace.accounts.requests import person_of
from marketplace.aftersale.documents import ISSUE, is_due, issued
from marketplace.aftersale.files import send_document, send_picture
from marketplace.aftersale.forms import (
    AccountForm,
    CancelForm,
    ReturnForm,
    TrackingForm,
    WordsForm,
)
from marketplace.aftersale.models import Document, Return, ReturnMessage, ReturnPicture
from marketplace.aftersale.queries import (
    cancellable_lines,
    claims_with_order,
    returnable_lines,
)
from marketplace.aftersale.returns import (
    ReturnRefused,
    ask_return,
    dispute_return,
    note_sent_back,
    rule_for,
    withdraw_return,
)
from marketplace.aftersale.rules import ReturnReason
from marketplace.aftersale.takeback import cancel_order
from marketplace.checkout.access import buyers_hand_only, holders_only, note_code
from marketplace.checkout.forms import CodeForm
from marketplace.frame.onward import is_ours
from marketplace.frame.screens import form_page, private
from marketplace.frame.steps import NotTaken, Step, take_step
from marketplace.gateways.models import Refund
from marketplace.gateways.refunds import OverRefund, RefundMoved, name_account
from marketplace.purchases.cancellation import NothingToCancel
from marketplace.purchases.codes import TooManyCodes, is_code, send_code
from marketplace.purchases.models import Purchase, Reversal
from marketplace.purchases.services import MoveRefused


def reason_why(code: str) -> str:
    """Say why a return cannot be taken."""
    return {
        "too_late": _("The time for this reason has passed since the parcel arrived."),
        "food": _("Food and drink cannot come back because one does not want them after all."),
        "made_to_order": _("What was made for you cannot come back for this reason."),
        "nothing": _("These items cannot be returned now: not arrived, or returned already."),
    }.get(code, _("This cannot be returned here; please write to us."))


def find_order(purchase: Purchase, number: str):
    return get_object_or_404(
        purchase.orders.select_related(
            "purchase", "producer__commune__province", "shipping_address__country"
        ),
        number=number,
    )


@buyers_hand_only
def cancel(request: HttpRequest, purchase: Purchase, number: str) -> HttpResponse:
    """Cancel items of an order that have not been sent."""
    order = find_order(purchase, number)
    lines = [] if order.is_visit else cancellable_lines(order)  # a visit by its ticket's terms
    if not lines:
        messages.error(request, _("Nothing of this order can be cancelled any more."))
        return redirect(purchase)
    form = CancelForm(request.POST or None, lines=lines)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_order(
                order=order,
                key=f"cancel-{form.cleaned_data['token']}",
                side=Reversal.Side.BUYER,
                reason=form.cleaned_data["reason"],
                note=form.cleaned_data["note"],
                quantities=list(form.quantities.items()),
                by=person_of(request),
            )
        except (MoveRefused, NothingToCancel):
            messages.error(request, _("This order has moved on meanwhile; nothing was changed."))
        except OverRefund:
            messages.error(request, _("This cannot be paid back here; please write to us."))
        else:
            messages.success(request, _("Cancelled. What you paid for it is on its way back."))
        return redirect(purchase)
    context = {"purchase": purchase, "order": order, "form": form}
    return private(form_page(request, "aftersale/cancel.html", context, form=form))


@holders_only
def code(request: HttpRequest, purchase: Purchase) -> HttpResponse:
    """Send a guest a code, and take it: what moves money goes on after it."""
    if purchase.user_id:
        raise Http404
    target = request.POST.get("next") or request.GET.get("next", "")
    if not is_ours(request, target):
        target = purchase.get_absolute_url()
    form = CodeForm(request.POST if "code" in request.POST else None)
    if "send" in request.POST:
        try:
            send_code(purchase, purchase.language)
            messages.success(request, _("The code is on its way; it holds for ten minutes."))
        except TooManyCodes:
            messages.error(request, _("Enough codes were sent. Try again in an hour."))
    elif request.method == "POST" and form.is_valid():
        if is_code(purchase, form.cleaned_data["code"]):
            note_code(request, purchase)
            return redirect(target)
        form.add_error("code", _("This is not the code, or it is over. Ask for a new one."))
    name, _at, host = purchase.email.partition("@")
    context = {
        "form": form,
        "number": purchase.number,
        "address": f"{name[:1]}…@{host}",
        "next": target,
    }
    return private(form_page(request, "aftersale/code.html", context, form=form))


@buyers_hand_only
def ask(request: HttpRequest, purchase: Purchase, number: str) -> HttpResponse:
    """Ask to return items that arrived."""
    order = find_order(purchase, number)
    lines = returnable_lines(order)
    if not lines:
        messages.error(request, reason_why("nothing"))
        return redirect(purchase)
    form = ReturnForm(request.POST or None, request.FILES or None, lines=lines)
    if request.method == "POST" and form.is_valid():
        try:
            claim = ask_return(
                order=order,
                token=form.cleaned_data["token"],
                reason=form.cleaned_data["reason"],
                wish=form.cleaned_data["wish"],
                text=form.cleaned_data["text"],
                quantities=form.quantities,
                pictures=[picture.read() for picture in form.cleaned_data["pictures"]],
                by=person_of(request),
            )
        except ReturnRefused as refusal:
            form.add_error("reason", reason_why(refusal.code))
        else:
            messages.success(request, _("Your return is with the producer."))
            return redirect(claim)
    today = timezone.localdate()
    rules = [(label, rule_for(code, today)) for code, label in ReturnReason.choices]
    context = {
        "purchase": purchase,
        "order": order,
        "form": form,
        "rules": [(label, rule) for label, rule in rules if rule],
    }
    return private(form_page(request, "aftersale/ask.html", context, form=form))


def find_claim(purchase: Purchase, number: str) -> Return:
    return get_object_or_404(claims_with_order(), order__purchase=purchase, number=number)


@require_safe
@holders_only
def claim(request: HttpRequest, purchase: Purchase, number: str) -> HttpResponse:
    """A return with both sides' words and what the buyer can do now."""
    found = find_claim(purchase, number)
    context = {
        "purchase": purchase,
        "claim": found,
        "pictures": [
            reverse("aftersale:picture", args=[purchase.token, number, each.pk])
            for each in found.pictures.all()
        ],
        "refunds": found.reversal.refunds.all() if found.reversal else [],
        "may_dispute": may_dispute(found),
        "words_form": WordsForm(),
        "tracking_form": TrackingForm(),
    }
    return private(render(request, "aftersale/claim_buyer.html", context))


def may_dispute(found: Return) -> bool:
    was_decided = any(message.step == "decided" for message in found.messages.all())
    return found.is_disputable and not was_decided


@contextmanager
def refused_in_words() -> Iterator[None]:
    """Turn what the services refuse of a return into a sentence for the buyer."""
    try:
        yield
    except MoveRefused as refusal:
        raise NotTaken(_("This return has moved on meanwhile; nothing was changed.")) from refusal


@refused_in_words()
def withdraw(request: HttpRequest, claim: Return) -> str:
    withdraw_return(claim=claim, by=person_of(request))
    return _("The return is withdrawn.")


@refused_in_words()
def note_sent(request: HttpRequest, claim: Return) -> str:
    form = TrackingForm(request.POST)
    if not form.is_valid():
        raise NotTaken(_("Please give the tracking code."))
    note_sent_back(claim=claim, by=person_of(request), **form.cleaned_data)
    return _("Noted. The producer knows that it is on its way.")


@refused_in_words()
def dispute(request: HttpRequest, claim: Return) -> str:
    words = WordsForm(request.POST)
    if not words.is_valid():
        raise NotTaken(_("Please say in your words what is wrong."))
    dispute_return(
        claim=claim,
        side=ReturnMessage.Side.BUYER,
        text=words.cleaned_data["text"],
        by=person_of(request),
    )
    return _("The market looks at it and writes to both of you.")


STEPS: dict[str, Step] = {"withdraw": withdraw, "sent": note_sent, "dispute": dispute}


@require_POST
@buyers_hand_only
def claim_step(request: HttpRequest, purchase: Purchase, number: str, step: str) -> HttpResponse:
    """What a buyer does with a return: withdraw it, send the goods, call the market."""
    found = find_claim(purchase, number)
    take_step(request, STEPS[step], found)
    return redirect(found)


@require_safe
@holders_only
def picture(request: HttpRequest, purchase: Purchase, number: str, pk: int) -> HttpResponse:
    found = get_object_or_404(
        ReturnPicture.objects.select_related("claim"),
        pk=pk,
        claim__number=number,
        claim__order__purchase=purchase,
    )
    return send_picture(request, found)


@buyers_hand_only
def account(request: HttpRequest, purchase: Purchase, pk: int) -> HttpResponse:
    """Say to which bank account money is to go back."""
    refund = get_object_or_404(
        Refund.objects.select_related("payment__purchase", "transfer__purchase", "order"),
        pk=pk,
        way=Refund.Way.BANK,
    )
    if refund.purchase != purchase:
        raise Http404
    initial = {
        "bank_bin": refund.bank_bin,
        "account": refund.account,
        "account_name": refund.account_name,
    }
    form = AccountForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            name_account(refund=refund, **form.cleaned_data)
        except RefundMoved:
            messages.error(request, _("This money is on its way already."))
        else:
            messages.success(request, _("Thank you. We pay it within the time we named."))
        return redirect(purchase)
    context = {"purchase": purchase, "refund": refund, "form": form}
    return private(form_page(request, "aftersale/account.html", context, form=form))


@require_http_methods(["GET", "HEAD", "POST"])
@holders_only
def document(request: HttpRequest, purchase: Purchase, kind: str, number: str) -> HttpResponse:
    """A confirmation or receipt of an order; a POST makes it, a GET shows what is made."""
    if kind not in ISSUE:
        raise Http404
    return show_or_issue(request, Document.Kind(kind), find_order(purchase, number))


def show_or_issue(request: HttpRequest, kind: Document.Kind, order) -> HttpResponse:
    if made := issued(kind, order.number):
        return send_document(request, made)
    if not is_due(kind, order):
        raise Http404
    if request.method != "POST":
        return private(render(request, "issue.html"))
    ISSUE[kind](order)
    return redirect(request.path)


@require_safe
@holders_only
def issued_document(request: HttpRequest, purchase: Purchase, pk: int) -> HttpResponse:
    return send_document(request, get_object_or_404(Document, pk=pk, order__purchase=purchase))
