"""A new product in five short steps; each keeps what it says before the next one shows."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.files.downloads import hand_out
from marketplace.frame.screens import form_page, private
from marketplace.listings.content import FACTS, PICTURE, VARIANTS
from marketplace.listings.doubts import Doubt, DoubtsForm, about_names, doubts_of
from marketplace.listings.drafts import STEPS, Arranged, arrange_pictures, lacking, save_draft
from marketplace.listings.facts_form import FactsForm
from marketplace.listings.models import Revision, RevisionPicture
from marketplace.listings.services import propose
from marketplace.listings.step_forms import (
    AddPicturesForm,
    KindForm,
    NameForm,
    PartForm,
    PictureForm,
    PriceStepForm,
    StoryForm,
)
from marketplace.listings.variants_form import VariantsForm
from marketplace.sell.access import may, own_revision, producer_of
from marketplace.sell.views import KEPT, SENT

NAMES = list(STEPS)
FORMS: dict[str, type[PartForm]] = {
    "name": NameForm,
    "kind": KindForm,
    "price": PriceStepForm,
    "story": StoryForm,
}


class Shown(NamedTuple):
    """What a step's page shows beside its fields."""

    step: str
    revision: Revision | None
    form: Any
    facts: FactsForm | None = None
    pictures: list[tuple[Any, PictureForm]] | None = None
    doubts: DoubtsForm | None = None
    told: list[Doubt] | None = None
    variants: VariantsForm | None = None


def path_of(revision: Revision, step: str) -> str:
    return reverse(f"sell:draft-{step}", args=[revision.pk])


def beside(step: str, by: int) -> str:
    """Name the step before (-1) or behind (1); the last and the first stay where they are."""
    return NAMES[min(max(NAMES.index(step) + by, 0), len(NAMES) - 1)]


def way_on(request: PersonRequest, revision: Revision, step: str, stays: bool = False) -> str:
    """Say where a step that was kept leads: back, to the list, to itself, or on."""
    if "back" in request.POST:
        return path_of(revision, beside(step, -1))
    if "later" in request.POST:
        messages.success(request, _("Kept. You can go on at any time."))
        return reverse("sell:proposals")
    return path_of(revision, step if stays else beside(step, 1))


def goes_on(request: PersonRequest) -> bool:
    """Tell whether a form was sent to go on: then what is needed has to be there."""
    return not {"back", "later", "stay"} & set(request.POST)


@may(May.SELL)
def pictures_step(request: PersonRequest, pk: int | None = None) -> HttpResponse:
    """The first step: pictures, several at once, in their order, with what they show."""
    revision = own_revision(request, pk) if pk else None
    if revision and is_sent(revision):
        return sent_already(request, revision)
    there = list(revision.pictures.all()) if revision else []
    added = AddPicturesForm(request.POST or None, request.FILES or None, there=len(there))
    rows = [(picture, picture_form(request, picture)) for picture in there]
    refused = [form for form in (added, *(form for _picture, form in rows)) if not form.is_valid()]
    if request.method == "POST" and not refused:
        made = save_draft(
            producer=producer_of(request), revision=revision, content={}, by=request.user
        )
        arrange_pictures(
            revision=made,
            there=[
                Arranged(
                    picture.pk,
                    form.cleaned_data["caption"],
                    form.cleaned_data["picture"],
                    form.cleaned_data["remove"],
                )
                for picture, form in rows
            ],
            added=added.cleaned_data["pictures"],
            moved=moved_in(request),
        )
        stays = bool({"forward", "backward", "stay"} & set(request.POST))
        return redirect(way_on(request, made, "pictures", stays))
    return step_page(request, Shown("pictures", revision, added, pictures=rows))


def picture_form(request: PersonRequest, picture: RevisionPicture) -> PictureForm:
    """Ask about a picture that is there; what the editors said of it stands beside it."""
    form = PictureForm(
        request.POST or None,
        request.FILES or None,
        prefix=f"p{picture.pk}",
        initial={"caption": picture.caption},
    )
    if why := picture.revision.asked.get(f"{PICTURE}{picture.pk}"):
        form.reasons = {"caption": why}
    return form


def moved_in(request: PersonRequest) -> int:
    """Read which picture goes a place forward, or back as a negative number; 0 for none."""
    for name, sign in (("forward", 1), ("backward", -1)):
        said = request.POST.get(name, "")
        if said.isdecimal() and len(said) < 19:
            return sign * int(said)
    return 0


def is_sent(revision: Revision) -> bool:
    return not (revision.is_draft or revision.is_returned) or revision.product_id is not None


def sent_already(request: PersonRequest, revision: Revision) -> HttpResponse:
    """Lead from a step to the page with all fields: what was sent is changed there."""
    return redirect("sell:proposal", revision.pk)


@may(May.SELL)
def name_step(request: PersonRequest, pk: int) -> HttpResponse:
    """The name, its unit and a sentence; a name in doubt is shown once more, kept as it is."""
    revision = own_revision(request, pk)
    if is_sent(revision):
        return sent_already(request, revision)
    form = form_of(request, "name", revision)
    if request.method == "POST" and form.is_valid():
        before = revision.content
        kept = keep(request, revision, form.content())
        doubts = about_names(producer_of(request), None, kept.content)
        is_new = doubts != about_names(producer_of(request), None, before)
        return redirect(way_on(request, kept, "name", bool(doubts) and is_new))
    told = about_names(producer_of(request), None, revision.content)
    return step_page(request, Shown("name", revision, form, told=told))


@may(May.SELL)
def kind_step(request: PersonRequest, pk: int) -> HttpResponse:
    """The kind of goods; once it is known, the facts that it is asked for."""
    revision = own_revision(request, pk)
    if is_sent(revision):
        return sent_already(request, revision)
    form = form_of(request, "kind", revision)
    known = revision.content.get("ocop_set")
    facts = FactsForm(request.POST or None, number=known, told=revision.content.get(FACTS, {}))
    facts.reasons = revision.asked
    if request.method == "POST" and form.is_valid() & facts.is_valid():
        said = form.content()
        if known:
            said[FACTS] = facts.content()
        kept = keep(request, revision, said)
        return redirect(way_on(request, kept, "kind", kept.content.get("ocop_set") != known))
    return step_page(request, Shown("kind", revision, form, facts=facts if known else None))


@may(May.SELL)
def price_step(request: PersonRequest, pk: int) -> HttpResponse:
    """Price, stock, weight, and how far it travels; of variants each its own price and stock."""
    revision = own_revision(request, pk)
    if is_sent(revision):
        return sent_already(request, revision)
    form = form_of(request, "price", revision)
    variants = VariantsForm(
        request.POST or None,
        producer=producer_of(request),
        product=None,
        told=revision.content.get(VARIANTS),
        goes_on=goes_on(request),
    )
    variants.free(form)
    variants.reasons = revision.asked
    if request.method == "POST" and form.is_valid() & variants.is_valid():
        kept = keep(request, revision, form.content() | variants.first_content())
        return redirect(way_on(request, kept, "price", "stay" in request.POST))
    return step_page(request, Shown("price", revision, form, variants=variants))


@may(May.SELL)
def story_step(request: PersonRequest, pk: int) -> HttpResponse:
    """The story; then what is lacking or in doubt is said, and all goes to the editors."""
    revision = own_revision(request, pk)
    if is_sent(revision):
        return sent_already(request, revision)
    form, doubts = form_of(request, "story", revision), DoubtsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kept = keep(request, revision, form.content())
        if not goes_on(request):
            return redirect(way_on(request, kept, "story"))
        producer = producer_of(request)
        if not lacking(kept.content) and doubts.are_answered(
            doubts_of(producer, None, kept.content)
        ):
            made = propose(
                producer=producer,
                product=None,
                content=kept.content,
                by=request.user,
                revision=kept,
            )
            messages.success(request, KEPT if made.is_draft else SENT)
            return redirect("sell:products")
        revision = kept
    return step_page(request, Shown("story", revision, form, doubts=doubts))


def form_of(request: PersonRequest, step: str, revision: Revision) -> PartForm:
    carried = (FACTS, VARIANTS)
    known = {name: value for name, value in revision.content.items() if name not in carried}
    form = FORMS[step](request.POST or None, initial=known, goes_on=goes_on(request))
    form.reasons = revision.asked
    return form


def keep(request: PersonRequest, revision: Revision, content: dict[str, Any]) -> Revision:
    return save_draft(
        producer=producer_of(request), revision=revision, content=content, by=request.user
    )


def step_page(request: PersonRequest, shown: Shown) -> HttpResponse:
    """Render a step: where one stands, its fields, what is refused beside them."""
    revision = shown.revision
    number = NAMES.index(shown.step) + 1
    context = {
        **shown._asdict(),
        "producer": producer_of(request),
        "number": number,
        "count": len(NAMES),
        "titles": STEPS,
        "paths": {name: path_of(revision, name) for name in NAMES} if revision else {},
        "draft": f"{producer_of(request).pk}-{revision.pk if revision else 'new'}",
        "lacks": lacking(revision.content) if revision and shown.step == "story" else [],
        "has_pictures": bool(revision and revision.pictures.exists()),
    }
    bad = [
        shown.form,
        shown.facts,
        shown.doubts,
        shown.variants and shown.variants.refused,
        *(form for _p, form in shown.pictures or ()),
    ]
    refused = next((form for form in bad if form is not None and form.errors), shown.form)
    return private(form_page(request, "sell/draft.html", context, form=refused))


@may(May.SELL)
@require_safe
def draft_picture(request: PersonRequest, pk: int, picture_pk: int) -> HttpResponse:
    """Show a picture of a proposal to whose it is."""
    found = get_object_or_404(own_revision(request, pk).pictures, pk=picture_pk)
    return hand_out(request, found.image, name=f"{pk}-{picture_pk}")
