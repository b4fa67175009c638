"""Recall a lot, and see who has been told."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.origin.models import Lot
from catalogue.origin.refusals import Refused
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.screens import form_page
from marketplace.lots.services import (
    orders_known,
    orders_unknown,
    recall_and_tell,
    recall_report,
)
from marketplace.lots.stock import to_withdraw, withdrawal_of
from marketplace.sell.access import may, own_lot
from marketplace.sell.lots.forms import RecallForm


@may(May.SELL)
def recall(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask once, recall, then show the report at the same address."""
    lot = own_lot(request, pk)
    if lot.is_recalled:
        return report(request, lot)
    unknown = orders_unknown(lot).count()
    form = RecallForm(request.POST or None, unknown_count=unknown)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            count = recall_and_tell(
                lot=lot,
                reason=data["reason"],
                by=request.user,
                tell_unknown=data.get("tell_unknown", False),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                _("Recalled. Every label of the lot says so from now on.")
                + " "
                + ngettext(
                    "%(count)s buyer is being mailed.", "%(count)s buyers are being mailed.", count
                )
                % {"count": count},
            )
            return redirect("lots:recall", pk=lot.pk)
    left, taken = to_withdraw(lot)
    context = {
        "producer": lot.product.producer,
        "lot": lot,
        "form": form,
        "left": left,
        "taken": taken,
        "known_count": orders_known(lot).count(),
        "unknown_count": unknown,
        "label_count": lot.labels_issued,
    }
    return form_page(request, "sell/lots/recall.html", context, form=form)


def report(request: PersonRequest, lot: Lot) -> HttpResponse:
    """Count who was reached."""
    context = {
        "producer": lot.product.producer,
        "lot": lot,
        "report": recall_report(lot),
        "withdrawal": withdrawal_of(lot),
    }
    return render(request, "sell/lots/recalled.html", context)
