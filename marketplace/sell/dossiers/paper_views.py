"""Documents of a dossier: uploaded, taken from the shop, cited, opened; form 01 on paper."""

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.files.downloads import hand_out
from marketplace.frame.screens import file_for_one, form_page, private
from marketplace.programme.dossiers.documents import add_document, cite, cited_at, documents_for
from marketplace.programme.dossiers.drafting import DossierRefused
from marketplace.programme.dossiers.evidence import take_evidence
from marketplace.programme.dossiers.models import Document, DocumentVersion, Dossier
from marketplace.programme.dossiers.paper import registration_pdf
from marketplace.programme.dossiers.snapshots import contents_of
from marketplace.sell.access import may, own_dossier, producer_of
from marketplace.sell.dossiers.forms import WHOLE, CiteForm, DossierPaperForm


@may(May.SELL)
def add(request: PersonRequest, pk: int) -> HttpResponse:
    """Upload a document once and say what it proves; the address may name a line or a kind."""
    found = own_dossier(request, pk)
    kind = request.GET.get("kind", "")
    initial = {
        "kind": kind if kind in Document.Kind.values else Document.Kind.OTHER,
        "codes": [request.GET.get("line", "")[:12] or WHOLE],
    }
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = DossierPaperForm(*given, dossier=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            add_document(dossier=found, by=request.user, **form.facts())
        except DossierRefused as why:
            messages.error(request, str(why))
        else:
            messages.success(request, _("Saved."))
        return redirect("dossiers:dossier", pk)
    context = {"producer": producer_of(request), "dossier": found, "form": form}
    return private(form_page(request, "dossiers/add_document.html", context, form=form))


def own_version(dossier: Dossier, version_pk: int) -> DocumentVersion:
    """Find a document that is cited in a dossier, or that its maker could cite. 404."""
    cited = DocumentVersion.objects.filter(citations__dossier=dossier).select_related("document")
    rows = (documents_for(dossier) | cited).distinct()
    return get_object_or_404(rows, pk=version_pk)


@may(May.SELL)
def document(request: PersonRequest, pk: int, version_pk: int) -> HttpResponse:
    """Say which lines a document proves."""
    found = own_dossier(request, pk)
    version = own_version(found, version_pk)
    given = request.POST if request.method == "POST" else None  # no box ticked: no field of it
    form = CiteForm(given, dossier=found, cited=cited_at(found, version))
    if form.is_bound and form.is_valid():
        try:
            cite(dossier=found, version=version, codes=form.cleaned_data["codes"])
        except DossierRefused as why:
            messages.error(request, str(why))
        else:
            messages.success(request, _("Saved."))
        return redirect("dossiers:dossier", pk)
    context = {
        "producer": producer_of(request),
        "dossier": found,
        "version": version,
        "document": version.document,
        "form": form,
    }
    return private(form_page(request, "dossiers/document.html", context, form=form))


@may(May.SELL)
@require_safe
def file(request: PersonRequest, pk: int, version_pk: int) -> HttpResponse:
    """Give a document to its own maker."""
    version = own_version(own_dossier(request, pk), version_pk)
    return hand_out(request, version.file, name=f"{version.document_id}-{version.n}")


@may(May.SELL)
@require_POST
def evidence(request: PersonRequest, pk: int, source: str) -> HttpResponse:
    """Take what the shop says of the product into the dossier, with its day."""
    found = own_dossier(request, pk)
    try:
        version = take_evidence(dossier=found, source=source, by=request.user)
    except DossierRefused as why:
        messages.error(request, str(why))
    else:
        words = {"name": version.document.name}
        messages.success(request, _("%(name)s: it is in the dossier now.") % words)
    return redirect("dossiers:dossier", pk)


@may(May.SELL)
@require_safe
def registration(request: PersonRequest, pk: int) -> HttpResponse:
    """Print form 01 with the list of documents: as handed over, or as it stands in one's hands."""
    found = own_dossier(request, pk)
    last = found.snapshots.order_by("-n").first() if not found.is_open else None
    body = json.loads(last.body) if last else contents_of(found)
    pdf = registration_pdf(found, body, last.sha256 if last else "")
    name = f"OCOP-{found.product.code}-form-01.pdf"
    return file_for_one(pdf, kind="application/pdf", name=name, disposition="inline")
