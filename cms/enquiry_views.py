"""What villages are asked, for their people and the editors; and answering it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalogue.places.models import Village
from cms.contact import shop_contact
from cms.office import office_page, writers_only
from marketplace.accounts.models import User
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May, person_may
from marketplace.enquiries.mail import Host
from marketplace.enquiries.models import Enquiry
from marketplace.enquiries.queries import PARTS, matching, proven
from marketplace.enquiries.services import answer, close
from marketplace.frame.screens import is_done, page_of, page_of_part
from marketplace.producers.readers import FIRST_LANGUAGE
from marketplace.talks.forms import TextForm
from marketplace.talks.refusals import TalkRefused

PER_PAGE = 25


def own_enquiries(user: Any) -> QuerySet[Enquiry]:
    """What somebody may read: of the own villages; editors of all."""
    of_villages = proven().filter(village__isnull=False)
    if person_may(user, May.EDIT):
        return of_villages
    return of_villages.filter(village__posts__user=user)


def open_enquiries(user: Any) -> int:
    return own_enquiries(user).filter(state=Enquiry.State.OPEN).count()


def hosts_of(village: Village, enquiry: Enquiry) -> list[Host]:
    """Who reads what a village is asked: its people, else whoever reads the shop's mail."""
    link = enquiry_link(enquiry)
    people = User.objects.filter(village_posts__village=village, is_active=True).order_by("pk")
    hosts = [Host(user.email, user.language, link) for user in people]
    if hosts or not (address := shop_contact().email):
        return hosts
    return [Host(address, FIRST_LANGUAGE, link)]


def enquiry_link(enquiry: Enquiry) -> str:
    return f"{settings.SITE_URL}{reverse('village_enquiry', args=[enquiry.pk])}"


@writers_only
def index(request: PersonRequest) -> HttpResponse:
    """List what the own villages are asked: what waits first, the longest waiting on top."""
    rows = own_enquiries(request.user)
    context = page_of_part(request, rows, PARTS, matching=matching, size=PER_PAGE)
    return office_page(request, "cms/enquiries/index.html", context, title=_("Enquiries"))


@writers_only
def enquiry(request: PersonRequest, pk: int) -> HttpResponse:
    """Read an enquiry and answer it."""
    found = get_object_or_404(own_enquiries(request.user), pk=pk)
    form = TextForm(
        request.POST or None,
        label=_("Your answer"),
        help_text=_("It goes out by mail in the name of the village; nobody reads your address."),
    )

    def deed(text: str) -> object:
        return answer(enquiry=found, by=request.user, text=text)

    if is_done(request, form, deed, field="text", refused=TalkRefused):
        messages.success(request, _("Sent. Who asked reads it by mail."))
        return redirect("village_enquiry", pk)
    context = {
        "enquiry": found,
        "page": page_of(request, found.messages.order_by("-pk"), PER_PAGE),
        "form": form,
    }
    return office_page(
        request,
        "cms/enquiries/enquiry.html",
        context,
        title=f"{found.about}: {found.name}",
        trail=[(_("Enquiries"), reverse("village_enquiries"))],
        status=422 if form.errors else 200,
    )


@writers_only
@require_POST
def close_it(request: PersonRequest, pk: int) -> HttpResponse:
    """End an enquiry: it is settled, or is none."""
    close(enquiry=get_object_or_404(own_enquiries(request.user), pk=pk), by=request.user)
    messages.success(request, _("Closed. Nobody writes in it any more."))
    return redirect("village_enquiries")
