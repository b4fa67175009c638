"""Where rows meet a producer: whom the signed-in person works for, and what is that producer's.

Every row that the portal shows or changes is found through one of these functions.
"""

from collections.abc import Callable
from functools import reduce, wraps
from operator import or_
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from catalogue.models import Product
from catalogue.origin.lots.queries import lots_of_producer
from catalogue.origin.models import CaptureToken, Label, LabelBatch, Lot
from marketplace.accounts.factors import ask_for_factor, lacks_factor
from marketplace.accounts.fresh import fresh_to_change
from marketplace.accounts.once import SHOWN_FOR
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import ASKS_AGAIN, ROLES, May, role_may
from marketplace.aftersale.models import Return
from marketplace.aftersale.queries import claims_with_order
from marketplace.enquiries.models import Enquiry
from marketplace.enquiries.queries import proven
from marketplace.frame.access import View, for_audience
from marketplace.frame.alphabet import in_order
from marketplace.joining.models import Application, PageProposal
from marketplace.listings.models import ProductImport, Revision
from marketplace.lots.completeness import with_facts
from marketplace.lots.keys import keys_of
from marketplace.notices.models import Notice
from marketplace.notices.topics import kinds_for
from marketplace.order.states import Status
from marketplace.producers.models import Membership, Producer
from marketplace.programme.dossiers.models import Dossier
from marketplace.quotes.models import Quote
from marketplace.quotes.queries import proven as proven_quotes
from marketplace.reviews.models import Review
from marketplace.reviews.reading import shown_reviews
from marketplace.talks.models import Question, Thread
from marketplace.talks.threads import threads

CHOSEN = "works_for"  # in the session, by who works for several


def may(permission: May) -> Callable[[View], View]:
    """Let in members of a producer whose role has the permission; others are refused.

    Who is not signed in is asked to; who owns a producer shows a second factor. What moves
    money or says who works here asks once more.
    """

    def guard(view: View) -> View:
        if permission in ASKS_AGAIN and not hasattr(view, "asks_again"):
            view = fresh_to_change(view)

        @login_required
        @wraps(view)
        def guarded(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not member_may(request, permission):
                raise PermissionDenied
            if lacks_factor(request) and is_owner(request):
                return ask_for_factor(request)
            if was_for_another(request):
                return changed_meanwhile(request)
            found = find_membership(request)
            request.user.may_here = frozenset(ROLES[found.role]) if found else frozenset()
            request.user.makers_here = [each.producer for each in memberships_of(request)]
            request.user.unseen_here = getattr(found, "unseen", 0)  # as memberships_of counted
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return for_audience("member")(guarded)

    return guard


def was_for_another(request: PersonRequest) -> bool:
    """Tell whether a form was shown for another producer than the one that is chosen now."""
    shown_for = request.POST.get(SHOWN_FOR, "")
    return bool(shown_for) and shown_for != str(producer_of(request).pk)


def changed_meanwhile(request: PersonRequest) -> HttpResponse:
    name = producer_of(request).name
    messages.error(
        request,
        _("You work for %(name)s now: nothing was saved. Change back first.") % {"name": name},
    )
    return redirect("sell:index")


def works_for_nobody(request: PersonRequest) -> bool:
    """Tell whether the signed-in person is a member of no producer."""
    return find_producer(request) is None


# What a member has not seen and its role of today reads.
UNSEEN = Q(notices__seen_at=None) & reduce(
    or_,
    (
        Q(role=role, notices__kind__in=kinds_for(able))
        for role, able in ROLES.items()
        if May.WORK in able
    ),
)


def memberships_of(request: PersonRequest) -> list[Membership]:
    """List where the signed-in person works, in the order of names; asked once a request.

    Each says as `unseen` how many notices wait there.
    """
    kept = vars(request)
    if "own_memberships" not in kept:
        kept["own_memberships"] = list(
            Membership.objects.filter(user=request.user.pk)
            .annotate(unseen=Count("notices", filter=UNSEEN))
            .select_related("producer__partner", "producer__village", "producer__commune__province")
            .order_by(in_order("producer__name"), "producer_id")
        )
    return kept["own_memberships"]


def find_membership(request: PersonRequest) -> Membership | None:
    """Find for whom the signed-in person works now and as what: as chosen, else the first."""
    found = memberships_of(request)
    chosen = request.session.get(CHOSEN) if len(found) > 1 else None
    return next((each for each in found if each.producer_id == chosen), next(iter(found), None))


def choose_producer(request: PersonRequest, pk: int) -> Producer:
    """Work for another of one's producers from now on; those of others are not found."""
    for each in memberships_of(request):
        if each.producer_id == pk:
            request.session[CHOSEN] = pk
            return each.producer
    raise Http404


def turns_to(request: PersonRequest, makers: QuerySet[Producer]) -> bool:
    """Work for that other one of one's producers whose row a mail's link names; False if none.

    Only what is looked at turns: a form says for whom it was shown.
    """
    chosen, own = producer_of(request).pk, memberships_of(request)
    others = [each.producer_id for each in own if each.producer_id != chosen]
    if not others or request.method != "GET" or makers.filter(pk=chosen).exists():
        return False
    pk = makers.filter(pk__in=others).values_list("pk", flat=True).first()
    if pk is None:
        return False
    name = choose_producer(request, pk).name
    messages.info(request, _("You work for %(name)s now.") % {"name": name})
    return True


def find_producer(request: PersonRequest) -> Producer | None:
    """Find whom the signed-in person works for."""
    found = find_membership(request)
    return found.producer if found else None


def member_may(request: PersonRequest, permission: May) -> bool:
    """Tell whether the signed-in person's role at the producer has a permission."""
    found = find_membership(request)
    return found is not None and role_may(found.role, permission)


def producer_of(request: PersonRequest) -> Producer:
    """The producer that the signed-in person works for; others are refused."""
    producer = find_producer(request)
    if producer is None:
        raise PermissionDenied
    return producer


def is_owner(request: PersonRequest) -> bool:
    """Tell whether the signed-in person answers for the producer, not only helps there."""
    producer_of(request)
    found = find_membership(request)
    return found is not None and found.role == Membership.Role.OWNER


def own_orders(request: PersonRequest) -> QuerySet:
    """The producer's orders; those that nobody has paid yet are none of its work."""
    return (
        get_model("order", "Order")
        .objects.filter(producer=producer_of(request))
        .exclude(status=Status.PENDING)
        .select_related(
            "purchase", "deadline", "producer__commune__province", "shipping_address__country"
        )
    )


def own_order(request: PersonRequest, number: str):
    return get_object_or_404(own_orders(request), number=number)


def own_returns(request: PersonRequest) -> QuerySet[Return]:
    return Return.objects.filter(order__producer=producer_of(request)).select_related(
        "order__purchase", "order__producer", "rule", "reversal"
    )


def own_return(request: PersonRequest, number: str) -> Return:
    """One return with its order, for its page and its steps."""
    return get_object_or_404(
        claims_with_order(), order__producer=producer_of(request), number=number
    )


def own_products(request: PersonRequest) -> QuerySet[Product]:
    return producer_of(request).products.all()


def own_product(request: PersonRequest, pk: int) -> Product:
    return get_object_or_404(own_products(request), pk=pk)


def own_tables(request: PersonRequest) -> QuerySet[ProductImport]:
    """The tables of products that the producer sent, the newest first."""
    return producer_of(request).imports.order_by("-pk")


def own_table(request: PersonRequest, pk: int) -> ProductImport:
    return get_object_or_404(own_tables(request), pk=pk)


def own_reviews(request: PersonRequest) -> QuerySet[Review]:
    """What buyers say of the producer's products, as everybody reads it."""
    return shown_reviews().filter(product__producer=producer_of(request))


def own_questions(request: PersonRequest) -> QuerySet[Question]:
    """What people ask about the producer's products."""
    own = Question.objects.filter(product__producer=producer_of(request))
    return own.select_related("product", "asked_by")


def own_threads(request: PersonRequest) -> QuerySet[Thread]:
    """What buyers write to the producer; who only packs reads of orders."""
    own = threads().filter(producer=producer_of(request))
    return own if member_may(request, May.SELL) else own.filter(order__isnull=False)


def waiting_threads(request: PersonRequest) -> int:
    """Count the threads that wait for an answer, for who may give one."""
    if not member_may(request, May.PACK):
        return 0
    return own_threads(request).filter(state=Thread.State.WAITING).count()


def own_enquiries(request: PersonRequest) -> QuerySet[Enquiry]:
    """What people ask the producer from its page."""
    return proven().filter(producer=producer_of(request))


def own_quotes(request: PersonRequest) -> QuerySet[Quote]:
    """What the producer is asked to quote for."""
    return proven_quotes().filter(producer=producer_of(request))


def open_questions(request: PersonRequest) -> int:
    """Count the questions that wait for an answer, for who may give one."""
    if not member_may(request, May.SELL):
        return 0
    return own_questions(request).filter(state=Question.State.OPEN).count()


def own_lots(request: PersonRequest) -> QuerySet[Lot]:
    return lots_of_producer(producer_of(request))


def own_lot(request: PersonRequest, pk: int) -> Lot:
    """One lot with what the meter of completeness needs."""
    lots = with_facts(own_lots(request)).select_related(
        "product__producer",
        "product__ocop_set",
        "product__village",
        "village",
        "commune__province",
        "withdrawal",
    )
    return get_object_or_404(lots, pk=pk)


def own_runs(request: PersonRequest) -> QuerySet[LabelBatch]:
    return LabelBatch.objects.filter(lot__product__producer=producer_of(request)).select_related(
        "lot__product__producer", "made_by", "reprint_of"
    )


def own_run(request: PersonRequest, pk: int) -> LabelBatch:
    return get_object_or_404(own_runs(request), pk=pk)


def own_label(request: PersonRequest, serial: str) -> Label:
    return get_object_or_404(
        Label.objects.select_related("lot__product", "batch"),
        serial=serial,
        lot__product__producer=producer_of(request),
    )


def own_keys(request: PersonRequest) -> QuerySet[CaptureToken]:
    return keys_of(producer_of(request))


def own_membership(request: PersonRequest) -> Membership:
    """As what the signed-in person works for the producer that is chosen now."""
    found = find_membership(request)
    if found is None:
        raise PermissionDenied
    return found


def own_notices(request: PersonRequest) -> QuerySet[Notice]:
    """A member's notices, but none of what its role of today does not read."""
    found = own_membership(request)
    return Notice.objects.filter(membership=found, kind__in=kinds_for(ROLES[found.role]))


def own_revision(request: PersonRequest, pk: int) -> Revision:
    """A proposal of the producer that is not published."""
    open_ones = producer_of(request).revisions.exclude(state=Revision.State.PUBLISHED)
    return get_object_or_404(open_ones.select_related("product"), pk=pk)


def own_applications(request: PersonRequest) -> QuerySet[Application]:
    """Applications that the signed-in person began, and those of producers that it owns.

    Once there is a producer its owners are who counts: one that was taken out sees no more.
    """
    owned = Membership.objects.filter(user=request.user, role=Membership.Role.OWNER)
    own = Q(applicant=request.user, producer=None) | Q(producer__in=owned.values("producer"))
    return Application.objects.filter(own).select_related(
        "producer", "applicant", "commune__province", "village"
    )


def own_application(request: PersonRequest, pk: int) -> Application:
    return get_object_or_404(own_applications(request), pk=pk)


def own_page_proposal(request: PersonRequest) -> PageProposal | None:
    """What the producer proposed for its public page and is not published."""
    rows = producer_of(request).page_proposals.exclude(state=PageProposal.State.PUBLISHED)
    return rows.first()


def own_dossiers(request: PersonRequest) -> QuerySet[Dossier]:
    """The producer's OCOP dossiers, the newest first."""
    rows = Dossier.objects.filter(producer=producer_of(request))
    return rows.select_related(
        "producer__commune__province",
        "product__ocop_set",
        "office__commune",
        "office__province",
    )


def own_dossier(request: PersonRequest, pk: int) -> Dossier:
    return get_object_or_404(own_dossiers(request), pk=pk)
