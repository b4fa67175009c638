"""Payout terms at the desk: the market's, a producer's own, and where Stripe pays a producer."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.accounts.requests import PersonRequest
from marketplace.desk.access import finance_only, note_for_audit
from marketplace.desk.finance.forms import PayoutTermForm, StripeAccountForm
from marketplace.finance.services import set_stripe_account
from marketplace.frame.alphabet import in_order
from marketplace.frame.screens import form_page
from marketplace.ledger.models import BankAccount, PayoutTerm
from marketplace.ledger.payout_terms import terms_of
from marketplace.ledger.providers import provider_of
from marketplace.producers.models import Producer

STRIPE = BankAccount.Provider.STRIPE


def terms_page(
    request: PersonRequest,
    producer: Producer,
    *,
    form: PayoutTermForm | None = None,
    stripe_form: StripeAccountForm | None = None,
) -> HttpResponse:
    """Show a producer's terms and account with both forms, a refused one as it was filled in."""
    today = timezone.localdate()
    refused = bool(form and form.errors) or bool(stripe_form and stripe_form.errors)
    context = {
        "tab": "producers",
        "producer": producer,
        "today": today,
        "in_force": terms_of(today, producer),
        "rows": producer.payout_terms.select_related("created_by"),
        "market": terms_of(today),
        "form": form or PayoutTermForm(producer, initial={"valid_from": today}),
        "account": BankAccount.objects.filter(producer=producer, replaced_at=None).first(),
        "stripe_is_open": provider_of(STRIPE) is not None,
        "stripe_form": stripe_form or StripeAccountForm(producer),
    }
    return render(request, "finance/producer_terms.html", context, status=422 if refused else 200)


@finance_only
def producer_terms(request: PersonRequest, slug: str) -> HttpResponse:
    """A producer's payout terms by their days; new ones are added, none is ever edited."""
    producer = get_object_or_404(Producer, slug=slug)
    if request.method != "POST":
        return terms_page(request, producer)
    form = PayoutTermForm(producer, request.POST)
    if not form.is_valid() or not keep(request, form):
        return terms_page(request, producer, form=form)
    return redirect("finance:producer-terms", slug=slug)


@finance_only
def market_terms(request: PersonRequest) -> HttpResponse:
    """Payout terms of all producers that have none of their own."""
    initial = {"valid_from": timezone.localdate()}
    form = PayoutTermForm(None, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and keep(request, form):
        return redirect("finance:terms")
    context = {
        "tab": "terms",
        "form": form,
        "heading": _("New payout terms"),
        "note": _(
            "They hold for every producer without terms of its own. Terms are added, never "
            "edited: those of today stay readable."
        ),
    }
    return form_page(request, "finance/term.html", context, form=form)


def keep(request: PersonRequest, form: PayoutTermForm) -> bool:
    """Add the terms of a form that is valid; say so, and to the audit log what they are."""
    if not form.keep(request.user):
        return False
    note_for_audit(request, form.in_short())
    messages.success(request, _("The terms are added. They hold from that day on."))
    return True


@finance_only
@require_POST
def stripe_account(request: PersonRequest, slug: str) -> HttpResponse:
    """Name the Stripe account that a producer is paid to; a second person checks it."""
    producer = get_object_or_404(Producer, slug=slug)
    if provider_of(STRIPE) is None:
        raise Http404
    form = StripeAccountForm(producer, request.POST)
    if not form.is_valid():
        return terms_page(request, producer, stripe_form=form)
    account = form.cleaned_data["account"]
    if set_stripe_account(producer=producer, account=account, by=request.user):
        note_for_audit(request, account)
        messages.success(request, _("Saved. A second person checks it before money goes there."))
    else:
        messages.info(request, _("This account is the one in use already; nothing was changed."))
    return redirect("finance:producer-terms", slug=slug)


def with_own_terms() -> list[Producer]:
    """List producers that have terms of their own."""
    own = PayoutTerm.objects.exclude(producer=None).values("producer")
    return list(Producer.objects.filter(pk__in=own).order_by(in_order("name")))
