"""Look a purchase up without its link: by its number and the address or telephone of its buyer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from marketplace.accounts.requests import person_of
from marketplace.aftersale.progress import headline
from marketplace.aftersale.queries import orders_after
from marketplace.checkout.forms import LookupForm
from marketplace.frame.access import for_audience
from marketplace.frame.screens import form_page, private
from marketplace.purchases.lookup import TooManyLinks, TooManyTries, look_up, send_link
from marketplace.purchases.models import Purchase


@for_audience("visitor")
def find(request: HttpRequest) -> HttpResponse:
    """Show how a purchase stands; its goods and papers are behind the link that is mailed."""
    form = LookupForm(request.POST or None)
    found = asked_for(form) if request.method == "POST" and form.is_valid() else None
    context: dict = {"form": form, "purchase": found}
    if found:
        user = person_of(request)
        if user and found.user_id == user.pk:
            return redirect(found)
        if "send" in request.POST:
            messages.add_message(request, *sent(found))
        rows = orders_after(found)
        context |= {"rows": rows, "headline": headline(found, [row.order for row in rows])}
    return private(form_page(request, "checkout/find.html", context, form=form))


def asked_for(form: LookupForm) -> Purchase | None:
    """Give the purchase that a form asks for; what is wrong is said in the form."""
    try:
        found = look_up(form.cleaned_data["number"], form.cleaned_data["contact"])
    except TooManyTries:
        form.add_error(None, _("This number was tried very often. Please try again in an hour."))
        return None
    if found is None:
        form.add_error(
            None,
            _(
                "We find no order of the last 90 days with this number and this address or "
                "telephone. Both stand in the first mail of your order."
            ),
        )
    return found


def sent(purchase: Purchase) -> tuple[int, str]:
    """Mail the link, and say so."""
    try:
        send_link(purchase)
    except TooManyLinks:
        return messages.ERROR, _("The link was sent several times. Please try again in an hour.")
    return messages.SUCCESS, _("The link is on its way to the address of the order.")
