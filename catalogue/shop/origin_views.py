"""The origin page for people, in three languages, and the forms on it."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalogue.origin.codes.addresses import Address, Malformed, parse_code
from catalogue.origin.labels import services as label_services
from catalogue.origin.labels.services import Opening
from catalogue.origin.labels.verdicts import is_forged
from catalogue.origin.models.scans import Verdict
from catalogue.origin.pages import linksets, page
from catalogue.origin.scans import services as scan_services
from catalogue.origin.scans.suspicions import report_suspicion
from catalogue.shop.origin_forms import HiddenCodeForm, SuspicionForm
from catalogue.shop.resolver_views import quoted, raw_path, reader_of
from marketplace.accounts.requests import person_of
from marketplace.frame.access import for_audience


def parsed(request: HttpRequest, code: str) -> Address | None:
    """Read the code of this page's address, as it was sent: a lot may hold an encoded slash."""
    before = request.path.removesuffix(code)
    sent = raw_path(request)
    try:
        return parse_code(sent.removeprefix(before) if sent.startswith(before) else quoted(code))
    except Malformed:
        return None


def malformed(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "origin/malformed.html", {"code": code[:60]}, status=400)


@for_audience("anyone")
@require_http_methods(["GET", "HEAD", "POST"])
def origin_page(request: HttpRequest, code: str) -> HttpResponse:
    """Tell where something comes from; a POST tries the hidden code under its film."""
    address = parsed(request, code)
    if address is None:
        return malformed(request, code)
    reader = reader_of(request, get_adapter(request).get_client_ip(request))
    if is_forged(address):
        if request.method == "GET":
            scan_services.note_forgery(address, reader)
        return not_ours(request, address)
    is_look = request.method == "GET" and not is_prefetch(request)
    found = page.find(address) if request.method == "POST" else page.Found(None)
    opening = open_by_code(request, found)
    counts = is_look and is_buyer(request, address)
    facts, verdict, own_looks = page.look(address, reader, may_count=counts)
    if facts is None:
        return not_ours(request, address)
    context = page.page_context(address, facts, verdict, own_looks)
    context["language_links"] = language_links(address)
    context["report_path"] = report_path(address)
    context["opening"] = opening_text(opening, found)
    context["opening_is_good"] = opening is Opening.OPENED
    status = 404 if verdict == Verdict.FORGED else 200
    return render(request, "origin/page.html", context, status=status)


def language_links(address: Address) -> list[dict[str, object]]:
    """This page in every language, without asking the router."""
    return [
        {
            "code": code,
            "name": name,
            "url": linksets.page_path(address, code),
            "is_current": code == get_language(),
        }
        for code, name in settings.LANGUAGES
    ]


def is_prefetch(request: HttpRequest) -> bool:
    purpose = request.headers.get("Sec-Purpose") or request.headers.get("Purpose") or ""
    return "prefetch" in purpose or "preview" in purpose


def is_buyer(request: HttpRequest, address: Address) -> bool:
    """Tell a buyer from those whose looks do not count: the market's staff and the makers."""
    user = person_of(request)
    if user is None:
        return True
    if user.is_staff:
        return False
    product = page.find_product(address)
    return product is None or not product.producer.memberships.filter(user=user).exists()


def not_ours(request: HttpRequest, address: Address) -> HttpResponse:
    context = {"code": address.path, "report_path": report_path(address)}
    return render(request, "origin/unknown.html", context, status=404)


def report_path(address: Address) -> str:
    return f"/{get_language()}/origin/report{address.path}"


def open_by_code(request: HttpRequest, found: page.Found) -> Opening | None:
    """Try the code that a POST brings; an empty one costs no try."""
    form = HiddenCodeForm(request.POST or None)
    if found.label is None or not form.is_valid():
        return None
    return label_services.open_label(label=found.label, code=form.cleaned_data["hidden_code"])


def opening_text(opening: Opening | None, found: page.Found) -> str:
    """Say what became of a hidden code."""
    if opening is None or found.label is None:
        return ""
    found.label.refresh_from_db(fields=["hidden_tries", "opened_at"])
    tries = found.label.hidden_tries
    texts = {
        Opening.OPENED: _(
            "The hidden code is right. From now on this pack counts as opened by you."
        ),
        Opening.OPENED_BEFORE: _(
            "The hidden code is right, but it was entered before, on %(date)s. "
            "Somebody opened this pack, or one that carries its copy."
        )
        % {"date": page.day_text(found.label.opened_at)},
        Opening.WRONG: ngettext(
            "That is not the hidden code of this pack. %(tries)s try is left.",
            "That is not the hidden code of this pack. %(tries)s tries are left.",
            tries,
        )
        % {"tries": tries},
        Opening.NO_TRIES: _("No more tries: five wrong codes were entered for this pack."),
        Opening.NO_CODE: _("This label has no hidden code."),
        Opening.NOT_IN_USE: _("This label is not in use."),
    }
    return texts[opening]


@for_audience("anyone")
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, code: str) -> HttpResponse:
    """Take a report about a code, forged ones too; nobody has to sign in."""
    address = parsed(request, code)
    if address is None:
        return malformed(request, code)
    form = SuspicionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not form.is_from_a_machine():
            found = page.Found(None) if is_forged(address) else page.find(address)
            report_suspicion(
                address=address.path,
                language=get_language() or "vi",
                product=found.product,
                lot=found.lot,
                label=found.label,
                message=form.cleaned_data["message"],
                bought_at=form.cleaned_data["bought_at"],
                email=form.cleaned_data["email"],
            )
        return redirect(f"{request.path}?sent")
    return render(
        request,
        "origin/report.html",
        {
            "form": form,
            "code_path": address.path,
            "page_path": linksets.page_path(address, get_language() or "vi"),
            "was_sent": "sent" in request.GET,
        },
        status=400 if form.errors else 200,
    )
