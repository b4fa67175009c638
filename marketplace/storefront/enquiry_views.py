"""To ask a village or a maker, and the page on which who asked reads the answer."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalogue.places.models import Village
from catalogue.places.pages import village_url
from marketplace.accounts.requests import person_of
from marketplace.enquiries.forms import AskForm
from marketplace.enquiries.models import Enquiry
from marketplace.enquiries.services import ask, close, enquiry_of, prove, write_back
from marketplace.frame.access import for_audience
from marketplace.frame.screens import form_page, is_done, page_of, private
from marketplace.producers.models import SELLING, Producer
from marketplace.talks.forms import TextForm
from marketplace.talks.refusals import TalkRefused

PER_PAGE = 30


@for_audience("anyone")
def of_village(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the people of a village."""
    village = get_object_or_404(Village, slug=slug)
    return ask_page(request, village.name, village_url(village), partial(ask, village=village))


@for_audience("anyone")
def of_maker(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask a maker that sells here."""
    maker: Producer = get_object_or_404(Producer.objects.filter(SELLING), slug=slug)
    return ask_page(request, maker.name, maker.get_absolute_url(), partial(ask, producer=maker))


def ask_page(
    request: HttpRequest, name: str, path: str, ask_it: Callable[..., object]
) -> HttpResponse:
    """Ask a place by a form; what is not taken is said at the field. A machine is told the same."""
    user = person_of(request)
    kind = request.GET.get("kind", "")
    known = {"name": user.get_full_name() if user else ""}
    known["kind"] = kind if kind in Enquiry.Kind.values else Enquiry.Kind.VISIT
    form = AskForm(request.POST or None, is_known=user is not None, initial=known)

    def deed(website: str, email: str = "", **answers: str) -> object:
        if form.is_from_a_machine():
            return None
        language = get_language() or "vi"
        return ask_it(**answers, email=email, language=language, user=user)

    if is_done(request, form, deed, field="text", refused=TalkRefused):
        messages.success(request, sent_words(is_known=user is not None))
        return redirect(path)
    context = {"name": name, "path": path, "form": form, "to": user.email if user else ""}
    return private(form_page(request, "enquiries/ask.html", context, form=form))


def sent_words(*, is_known: bool) -> str:
    if is_known:
        return _("Thank you. Your enquiry was handed on; the answer comes by mail.")
    return _("Please follow the link in the mail that we just sent you: then it is handed on.")


def enquiry_or_404(token: str) -> Enquiry:
    found = enquiry_of(token)
    if found is None:
        raise Http404
    return found


@for_audience("holder")
def thread(request: HttpRequest, token: str) -> HttpResponse:
    """Prove the address by a button, as some mailboxes open links; then read, write on, close."""
    enquiry = enquiry_or_404(token)
    if request.method == "POST" and "prove" in request.POST:
        prove(enquiry)
        messages.success(request, _("Thank you. Your enquiry was handed on."))
        return redirect("enquiries:thread", token=token)
    if request.method == "POST" and "close" in request.POST and not enquiry.is_unproven:
        close(enquiry=enquiry, by=person_of(request))
        messages.success(request, _("Closed. Nobody writes in it any more."))
        return redirect("enquiries:thread", token=token)
    form = TextForm(request.POST or None, label=_("Write on"))

    def deed(text: str) -> object:
        return write_back(enquiry=enquiry, text=text)

    if is_done(request, form, deed, field="text", refused=TalkRefused):
        messages.success(request, _("Sent. The answer comes by mail."))
        return redirect("enquiries:thread", token=token)
    context = {
        "enquiry": enquiry,
        "page": page_of(request, enquiry.messages.order_by("-pk"), PER_PAGE),
        "form": form,
    }
    return private(form_page(request, "enquiries/thread.html", context, form=form))
