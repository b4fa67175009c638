"""What the desk changes: adjustments by two people, vouchers, rates."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.requests import PersonRequest
from marketplace.desk.access import finance_only
from marketplace.desk.finance.forms import (
    AdjustmentForm,
    CommissionRuleForm,
    MoneyInForm,
    TaxRateForm,
)
from marketplace.desk.finance.term_views import with_own_terms
from marketplace.discounts.forms import MarketVoucherForm
from marketplace.discounts.models import Voucher
from marketplace.frame.months import month_begun
from marketplace.frame.screens import form_page, page_of
from marketplace.ledger.adjustments import (
    AdjustmentRefused,
    ask_adjustment,
    decide_adjustment,
)
from marketplace.ledger.models import Account, Adjustment, CommissionRule, PayoutTerm, TaxRate
from marketplace.ledger.queries import next_month, tax_return
from marketplace.ledger.services import PostingConflict, post_producer_paid, post_tax_paid
from marketplace.producers.models import Producer


@finance_only
@require_safe
def adjustments(request: PersonRequest) -> HttpResponse:
    rows = Adjustment.objects.select_related("account", "against", "asked_by", "decided_by")
    page = page_of(request, rows.order_by("-asked_at", "-pk"))
    return render(request, "finance/adjustments.html", {"tab": "adjustments", "page": page})


@finance_only
def adjustment_new(request: PersonRequest) -> HttpResponse:
    form = AdjustmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ask_adjustment(by=request.user, **form.cleaned_data)
        messages.success(request, _("Asked. A second person decides."))
        return redirect("finance:adjustments")
    context = {
        "tab": "adjustments",
        "form": form,
        "accounts": Account.objects.exclude(kind=Account.Kind.BUYER).values_list(
            "key", "producer__name"
        )[:500],
    }
    return form_page(request, "finance/adjustment.html", context, form=form)


@finance_only
@require_POST
def adjustment_decide(request: PersonRequest, pk: int, answer: str) -> HttpResponse:
    found = get_object_or_404(Adjustment, pk=pk)
    try:
        decide_adjustment(adjustment=found, agrees=answer == "agree", by=request.user)
    except AdjustmentRefused as refusal:
        messages.error(
            request,
            _("Somebody else has to do this: you made it yourself.")
            if refusal.reason == "own"
            else _("Somebody has decided on this already; nothing was changed."),
        )
    else:
        messages.success(request, _("Posted.") if answer == "agree" else _("Refused."))
    return redirect("finance:adjustments")


@finance_only
@require_safe
def vouchers(request: PersonRequest) -> HttpResponse:
    page = page_of(request, Voucher.objects.select_related("producer", "group"))
    return render(request, "finance/vouchers.html", {"tab": "vouchers", "page": page})


@finance_only
def voucher(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """Make a voucher or change one; who pays is fixed once it was used."""
    found = get_object_or_404(Voucher, pk=pk) if pk else None
    form = MarketVoucherForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.save_by(request.user)
        messages.success(request, _("The voucher is saved."))
        return redirect("finance:vouchers")
    context = {"tab": "vouchers", "form": form, "voucher": found}
    return form_page(request, "finance/voucher.html", context, form=form)


@finance_only
@require_POST
def money_in(request: PersonRequest, slug: str) -> HttpResponse:
    """Note what a producer paid to the market; the same reference counts once."""
    maker = get_object_or_404(Producer, slug=slug)
    form = MoneyInForm(request.POST)
    if not form.is_valid():
        for name, errors in form.errors.items():
            messages.error(request, f"{form.fields[name].label}: {errors[0]}")
        return redirect("finance:producer", slug=slug)
    try:
        post_producer_paid(producer=maker, by=request.user, **form.cleaned_data)
    except PostingConflict:
        messages.error(request, _("This reference is in the books already, with another sum."))
    else:
        messages.success(request, _("Posted."))
    return redirect("finance:producer", slug=slug)


@finance_only
@require_POST
def tax_paid(request: PersonRequest, year: int, month: int) -> HttpResponse:
    """Note that a month's withheld tax was paid over; only for a month that has ended."""
    day = month_begun(year, month)
    rows = tax_return(day)
    if next_month(day) > timezone.localdate() or not rows:
        messages.error(request, _("This month has not ended, or nothing was withheld in it."))
        return redirect("finance:tax", year=year, month=month)
    post_tax_paid(
        month=f"{day:%Y-%m}",
        vat=sum(row.vat for row in rows),
        income=sum(row.income for row in rows),
        by=request.user,
    )
    messages.success(request, _("Posted."))
    return redirect("finance:tax", year=year, month=month)


RATE_FORMS = {
    "commission": (CommissionRuleForm, gettext_lazy("New commission rule")),
    "tax": (TaxRateForm, gettext_lazy("New tax rate")),
}


@finance_only
@require_safe
def terms(request: PersonRequest) -> HttpResponse:
    """Commission rules, tax rates and payout terms, with the days they are in force."""
    context = {
        "tab": "terms",
        "rules": CommissionRule.objects.select_related("producer", "group"),
        "rates": TaxRate.objects.all(),
        "payout_terms": PayoutTerm.objects.filter(producer=None).select_related("created_by"),
        "with_own_terms": with_own_terms(),
    }
    return render(request, "finance/terms.html", context)


@finance_only
def term(request: PersonRequest, kind: str) -> HttpResponse:
    """Add a rule or rate from a day on. What was in force stays as it was: sales named it."""
    form_class, heading = RATE_FORMS[kind]
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved. Orders from that day on follow it."))
        return redirect("finance:terms")
    context = {"tab": "terms", "form": form, "heading": heading}
    return form_page(request, "finance/term.html", context, form=form)
