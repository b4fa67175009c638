"""The resolver behind every code: a redirect to the origin page, or the links there are.

GS1-Conformant Resolver 1.2.0 for /01/…; the same rules for our own /P/…. No language in the
address: cookie, then Accept-Language, then Vietnamese choose the page.
"""

import re
from contextlib import suppress
from urllib.parse import quote, unquote, urlencode

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from catalogue.certificates.models import Certificate
from catalogue.certificates.queries import current_certificate
from catalogue.models import Product
from catalogue.origin.codes import qr as codes
from catalogue.origin.codes.addresses import Address, Malformed, origin_path, parse_code
from catalogue.origin.events import places as known_places
from catalogue.origin.events import signing
from catalogue.origin.labels.verdicts import is_forged
from catalogue.origin.lots.queries import certificate_uri
from catalogue.origin.models import Lot, LotMaterial
from catalogue.origin.pages import linksets, page
from catalogue.origin.scans import services as scan_services
from catalogue.places.pages import village_path
from marketplace.frame.access import for_audience
from marketplace.frame.folding import as_code, cleaned

LINKSET = "application/linkset+json"
LINKSET_CONTEXT = (
    "<https://ref.gs1.org/standards/resolver/linkset-context>; "
    'rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'
)
METHODS = "GET, HEAD, OPTIONS"
MEDIA = re.compile(r"\s*([\w*.+-]+/[\w*.+-]+)\s*(?:;.*)?")
LONGEST_QUERY = 2000
BEHIND = ".,;:!?)]}>\"'”’» "


class TemporaryRedirect(HttpResponseRedirect):
    """307: the same method at another address (RFC 9110)."""

    status_code = 307


def open_to_all(response: HttpResponse) -> HttpResponse:
    """Let pages of any site ask (CORS)."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = METHODS
    response["Access-Control-Allow-Headers"] = "Accept, Accept-Language"
    response["Access-Control-Expose-Headers"] = f"Link, Location, {signing.HEADER}"
    return response


def options(request: HttpRequest) -> HttpResponse:
    """Say what may be asked, and of a code where its links are; asks no database."""
    response = HttpResponse(status=204)
    response["Allow"] = METHODS
    with suppress(Malformed):
        response["Link"] = linkset_link(address_of(request))
    return open_to_all(response)


def linkset_link(address: Address) -> str:
    own = f"{settings.SITE_URL}{address.path}?linkType=linkset"
    return f'<{own}>; rel="linkset"; type="{LINKSET}"'


def address_of(request: HttpRequest) -> Address:
    """Read the code that is asked for; raises Malformed."""
    query = request.META.get("QUERY_STRING", "")
    if len(query) > LONGEST_QUERY:
        raise Malformed("query")
    return parse_code(raw_path(request).removeprefix("/"), query)


def raw_path(request: HttpRequest) -> str:
    """The path as it was sent, percent-encoded: a server that keeps it, else encoded anew."""
    raw = request.META.get("RAW_URI") or request.META.get("REQUEST_URI") or ""
    path = raw.partition("?")[0]
    if path.startswith("/"):
        return path
    return quoted(request.path)


def quoted(path: str) -> str:
    return quote(path, safe="/-._~!$&'()*+,;=:@")


def reader_of(request: HttpRequest, address: str) -> scan_services.Reader:
    header = settings.SCAN_PROVINCE_HEADER
    return scan_services.Reader(
        address,
        request.headers.get("User-Agent", "")[:300],
        request.headers.get(header, "")[:2] if header else "",
    )


@for_audience("anyone")
@csrf_exempt
def resolve(request: HttpRequest) -> HttpResponse:
    """Answer a code: 307, 300, 404, 400, or its linkset. A redirect costs at most two queries."""
    if request.method == "OPTIONS":
        return options(request)
    if request.method not in ("GET", "HEAD"):
        response = HttpResponse(status=405)
        response["Allow"] = METHODS
        return open_to_all(response)
    try:
        address = address_of(request)
    except Malformed:
        if known := meant_path(request):
            return open_to_all(TemporaryRedirect(request.build_absolute_uri(known)))
        shown = request.path.strip("/")[:60]
        return open_to_all(render(request, "origin/malformed.html", {"code": shown}, status=400))
    response = answer(request, address)
    patch_vary_headers(response, ["Accept", "Accept-Language", "Cookie"])
    return open_to_all(response)


def accepted(request: HttpRequest) -> list[str]:
    """Media types of the Accept header in their order."""
    header = request.headers.get("Accept", "")[:1000]
    return [found[1].lower() for part in header.split(",") if (found := MEDIA.fullmatch(part))]


def answer(request: HttpRequest, address: Address) -> HttpResponse:
    media = accepted(request)
    kind = linksets.link_type(request.GET.get("linkType", ""))
    wants_linkset = kind in ("linkset", "all") or (not kind and LINKSET in media)
    language = get_language() or linksets.LANGUAGES[0]
    if not wants_linkset and kind in ("", "defaultLink"):
        # A forged serial is told so by the page, without a question to the database.
        if not is_forged(address) and not exists(address):
            return not_ours(request, address)
        return redirect_to(request, address, linksets.page_path(address, language))
    product = with_lot(address)
    if product is None:
        return not_ours(request, address)
    if not product.has_lot:  # type: ignore[attr-defined]
        address = Address(address.key, address.code)  # walk up
    elif is_forged(address):
        address = Address(address.key, address.code, address.lot)
    certificate = current_certificate(
        list(product.certificates.select_related("law")), timezone.localdate()
    )
    links = linksets.links_of(address, product, certificate.pk if certificate else None)
    if wants_linkset:
        return linkset(address, product, links)
    found = linksets.choose(links, kind, language, media)
    if not found:
        return render(request, "404.html", status=404)
    if len(found) > 1:
        choices = {"links": [link._asdict() for link in found]}
        response = JsonResponse(choices, status=300, json_dumps_params={"ensure_ascii": False})
        response["Link"] = linkset_link(address)
        return response
    return redirect_to(request, address, found[0].href)


def exists(address: Address) -> bool:
    field = "gtin" if address.key == "01" else "code"
    return Product.objects.filter(**{field: address.code}, publication__gt=0).exists()


def with_lot(address: Address) -> Product | None:
    """The product, and whether the lot that is named is one of its public ones; one query."""
    field = "gtin" if address.key == "01" else "code"
    lots = Lot.objects.filter(product=OuterRef("pk"), number=address.lot)
    return (
        Product.objects.filter(**{field: address.code}, publication__gt=0)
        .select_related("village")
        .annotate(has_lot=Exists(lots.exclude(state=Lot.State.OPEN)))
        .first()
    )


def redirect_to(request: HttpRequest, address: Address, target: str) -> HttpResponse:
    """Send on with 307 and a whole address; parameters but the resolver's own go with it."""
    rest = [(k, v) for k, values in request.GET.lists() if k != "linkType" for v in values]
    path, hash_sign, fragment = request.build_absolute_uri(target).partition("#")
    response = TemporaryRedirect(
        path + (f"?{urlencode(rest)}" if rest else "") + hash_sign + fragment
    )
    response["Link"] = linkset_link(address)
    return response


def linkset(address: Address, product: Product, links: list[linksets.Link]) -> HttpResponse:
    response = JsonResponse(
        linksets.linkset(address, product, links),
        content_type=LINKSET,
        json_dumps_params={"ensure_ascii": False},
    )
    response["Link"] = LINKSET_CONTEXT
    return signing.sign(response)


def meant_path(request: HttpRequest) -> str | None:
    """Give the address that was meant by one typed off paper: small letters, a full stop, a blank.

    "/p/d00202.", "/P/D00202 ", "/P/D00202)" -> "/P/D00202", if that is a code of ours; else None.
    """
    sent = raw_path(request)
    key, code, *rest = [*(part for part in unquote(sent).split("/") if part.strip()), "", ""][:6]
    marks = [as_code(each) if place % 2 == 0 else typed(each) for place, each in enumerate(rest)]
    meant = quoted("/".join([as_code(key), as_code(typed(code)), *filter(None, marks)]))
    try:
        address = parse_code(meant)
    except Malformed:
        return None
    return f"/{meant}" if f"/{meant}" != sent and exists(address) else None


def typed(text: str) -> str:
    """What stands before the sign that ends or closes a sentence."""
    return cleaned(text).rstrip(BEHIND)


def not_ours(request: HttpRequest, address: Address) -> HttpResponse:
    if known := meant_path(request):
        return TemporaryRedirect(request.build_absolute_uri(known))
    return render(request, "origin/unknown.html", {"code": address.code[:40]}, status=404)


@for_audience("anyone")
@require_safe
def resolver_description(request: HttpRequest) -> JsonResponse:
    """/.well-known/gs1resolver: what this resolver can do."""
    return open_to_all(  # type: ignore[return-value]
        JsonResponse(
            {
                "name": settings.OSCAR_SHOP_NAME,
                "resolverRoot": settings.SITE_URL,
                "supportedPrimaryKeys": ["01"],
                "supportedLinkType": [{"namespace": linksets.VOC, "prefix": "gs1:"}],
                "activeLinkTypes": {
                    "en": {f"gs1:{name}": {"title": name} for name in linksets.LINK_TYPES}
                },
                "linkTypeDefaultCanBeAll": False,
                "supportsLanguageVariants": True,
                "supportsSemanticInterpretation": False,
                "validatesAIcombinations": True,
                "contact": {"fn": settings.SHOP_OPERATOR},
            },
            json_dumps_params={"ensure_ascii": False},
        )
    )


@for_audience("anyone")
@require_safe
def signing_keys(request: HttpRequest) -> JsonResponse:
    """/.well-known/origin-keys.json: the key that our answers are signed with."""
    return open_to_all(JsonResponse(signing.key_set()))  # type: ignore[return-value]


@for_audience("anyone")
@require_safe
def status(request: HttpRequest, code: str) -> HttpResponse:
    """Say, signed, for machines whether a product is sold and a lot recalled."""
    address = read(code)
    product = page.find_product(address)
    if product is None:
        raise Http404
    lot = None
    if address.lot:
        lot = Lot.objects.filter(product=product, number=address.lot).first()
        if lot is None or not lot.is_public:
            raise Http404
    facts: dict[str, object] = {
        "id": f"{settings.SITE_URL}{Address(address.key, address.code, address.lot).path}",
        "isWithdrawn": product.publication == 2,
        "checkedAt": timezone.localtime().replace(microsecond=0).isoformat(),
    }
    if lot is not None:
        facts["lotState"] = lot.state
        facts["isRecalled"] = lot.is_recalled
        if lot.is_recalled:
            facts["recallReason"] = lot.state_note
            facts["recalledAt"] = timezone.localtime(lot.state_changed_at).isoformat()
    return signed(facts)


def read(code: str) -> Address:
    try:
        return parse_code(quoted(code))
    except Malformed:
        raise Http404


def signed(facts: dict[str, object], media: str = "application/json") -> HttpResponse:
    response = JsonResponse(facts, content_type=media, json_dumps_params={"ensure_ascii": False})
    return open_to_all(signing.sign(response))


@for_audience("anyone")
@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """A star certificate as signed JSON: who gave it, for what, and whether it is valid today."""
    today = timezone.localdate()
    found = (
        Certificate.objects.filter(Q(product=None) | Q(product__publication__gt=0), pk=pk)
        .select_related("rated__product__producer", "law")
        .first()
    )
    if found is None:
        raise Http404
    product = found.rated.product
    return signed(
        {
            "id": certificate_uri(found),
            "code": found.rated.code,
            "product": f"{settings.SITE_URL}{origin_path(product)}" if product else None,
            "productName": found.rated.title,
            "producer": found.rated.holder,
            "stars": found.stars,
            "score": float(found.score),
            "scoredUnder": found.law.code,
            "decisionNumber": found.decision_number,
            "decisionDate": found.decision_date.isoformat(),
            "authority": found.authority,
            "issuedOn": found.issued_on.isoformat(),
            "validUntil": found.ends_on.isoformat(),
            "state": found.state_on(today),
            "isValid": found.is_valid_on(today),
            "checkedOn": today.isoformat(),
        }
    )


@for_audience("anyone")
@require_safe
def place(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Say which place an event's address names: a page for villages and makers, else JSON."""
    uri = f"{settings.SITE_URL}/place/{kind}/{code}"
    name = known_places.names_of([uri]).get(uri)
    if name is None:
        raise Http404
    if kind == "V":
        return redirect(village_path(code))
    if kind == "M":
        return redirect("producers:detail", code)
    return open_to_all(
        JsonResponse({"id": uri, "name": name}, json_dumps_params={"ensure_ascii": False})
    )


@for_audience("anyone")
@require_safe
def material(request: HttpRequest, pk: int) -> HttpResponse:
    """A material is told on the page of the lot it went into."""
    found = LotMaterial.objects.filter(pk=pk).select_related("lot__product").first()
    if found is None or not found.lot.is_public or not found.lot.product.publication:
        raise Http404
    return redirect(origin_path(found.lot.product, found.lot.number))


@for_audience("anyone")
@require_safe
def code_picture(request: HttpRequest, code: str, extension: str) -> HttpResponse:
    """Draw the QR code of a product as SVG or PNG."""
    product = Product.objects.filter(code=code, publication__gt=0).first()
    if product is None:
        raise Http404
    text = f"{settings.SITE_URL}{origin_path(product)}"
    if extension == "svg":
        response = HttpResponse(codes.svg(text), content_type="image/svg+xml")
    else:
        response = HttpResponse(codes.png(text), content_type="image/png")
    response["Cache-Control"] = "public, max-age=86400"
    if "download" in request.GET:
        response["Content-Disposition"] = f'attachment; filename="{code}.{extension}"'
    return response
