"""The REST subset of EPCIS 2.0: capture with a producer's key, query for all, documents."""

import json
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from catalogue.origin.codes.addresses import Address
from catalogue.origin.events import capture as capture_services
from catalogue.origin.events import epcis, signing
from catalogue.origin.events import schema as event_schema
from catalogue.origin.lots.queries import events_of
from catalogue.origin.models import CaptureJob, CaptureToken
from catalogue.origin.pages import page
from catalogue.origin.refusals import EventMalformed
from catalogue.shop.resolver_views import read
from marketplace.frame import problems
from marketplace.frame.access import for_audience

LD = "application/ld+json"
MOST_BYTES = 1024 * 1024
MOST_IN_DOCUMENT = 1000
JSON_TYPES = {"application/json", "application/ld+json"}


def with_versions(response: HttpResponse) -> HttpResponse:
    """Say which versions are spoken here (EPCIS 2.0, section 12.3) and let any site ask."""
    response["GS1-EPCIS-Version"] = "2.0"
    response["GS1-CBV-Version"] = "2.0"
    response["GS1-EPCIS-Capture-Limit"] = str(event_schema.MOST_EVENTS)
    response["GS1-EPCIS-Capture-File-Size-Limit"] = str(MOST_BYTES)
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = (
        f"Link, Location, GS1-EPCIS-Version, GS1-CBV-Version, {signing.HEADER}"
    )
    return response


def endpoint(methods: str) -> Callable:
    """Answer OPTIONS and wrong methods alike everywhere, and put the versions on all answers."""

    def decorator(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            allowed = [*methods.split(", "), "OPTIONS"]
            if request.method == "OPTIONS" or request.method not in allowed:
                response = HttpResponse(status=204 if request.method == "OPTIONS" else 405)
                response["Allow"] = response["Access-Control-Allow-Methods"] = ", ".join(allowed)
                response["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
                return with_versions(response)
            return with_versions(view(request, *args, **kwargs))

        return answer

    return decorator


def problem(status: int, kind: str, title: str) -> HttpResponse:
    """Answer an error as problem details (RFC 9457), with EPCIS's names of exceptions."""
    return problems.problem(status, title, kind=f"epcisException:{kind}")


def token_in(request: HttpRequest) -> CaptureToken | None:
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    return capture_services.token_of(text.strip()) if scheme.lower() == "bearer" else None


def unauthorised() -> HttpResponse:
    response = problem(401, "SecurityException", "A producer's key is needed.")
    response["WWW-Authenticate"] = "Bearer"
    return response


@for_audience("machine")
@endpoint("POST")
def capture(request: HttpRequest) -> HttpResponse:
    """Take an EPCISDocument of the key's producer: 202 and where to ask what became of it."""
    token = token_in(request)
    if token is None:
        return unauthorised()
    if request.content_type not in JSON_TYPES:
        return problem(415, "UnsupportedMediaTypeException", "JSON or JSON-LD is wanted.")
    behaviour = request.headers.get("GS1-Capture-Error-Behaviour", "rollback")
    if behaviour != "rollback":
        return problem(501, "NotImplementedException", "Only all or nothing (rollback).")
    try:
        size = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        size = MOST_BYTES + 1
    if size > MOST_BYTES:
        return problem(413, "CaptureLimitExceededException", f"At most {MOST_BYTES} bytes.")
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return problem(413, "CaptureLimitExceededException", f"At most {MOST_BYTES} bytes.")
    try:
        document = event_schema.load(body)
        event_schema.check_document(document)
    except EventMalformed as wrong:
        return problem(400, "ValidationException", str(wrong))
    assert isinstance(document, dict)  # noqa: S101 - checked above
    job = capture_services.receive(document=document, token=token)
    response = HttpResponse(status=202)
    response["Location"] = f"{settings.SITE_URL}/epcis/capture/{job.pk}"
    return response


@for_audience("machine")
@endpoint("GET, HEAD")
def capture_job(request: HttpRequest, pk) -> HttpResponse:
    """Say what became of a capture, to its own producer alone."""
    token = token_in(request)
    if token is None:
        return unauthorised()
    job = CaptureJob.objects.filter(pk=pk, producer=token.producer).first()
    if job is None:
        return problem(404, "NoSuchResourceException", "No such capture.")
    return JsonResponse(
        {
            "captureID": str(job.pk),
            "createdAt": job.created_at.isoformat(),
            "finishedAt": job.finished_at.isoformat() if job.finished_at else None,
            "running": job.finished_at is None,
            "success": bool(job.success),
            "captureErrorBehaviour": "rollback",
            "eventIDs": job.event_ids,
            "errors": job.errors,
        },
        json_dumps_params={"ensure_ascii": False},
    )


@for_audience("anyone")
@endpoint("GET, HEAD")
def events(request: HttpRequest) -> HttpResponse:
    """Query events by time, step and id; with a key, the producer's own."""
    token = token_in(request)
    if token is None and "Authorization" in request.headers:
        return unauthorised()
    parameters = [(k, v) for k, values in request.GET.lists() for v in values]
    try:
        found, following = epcis.query(parameters, producer_id=token.producer_id if token else None)
    except epcis.QueryRefused as wrong:
        return problem(400, "QueryParameterException", f"Parameter {wrong}")
    response = ld(epcis.query_document(found))
    if following:
        rest = [(k, v) for k, v in parameters if k != "nextPageToken"]
        address = urlencode([*rest, ("nextPageToken", following)])
        response["Link"] = f'<{settings.SITE_URL}/epcis/events?{address}>; rel="next"'
    return signing.sign(response)


@for_audience("anyone")
@endpoint("GET, HEAD")
def document(request: HttpRequest, code: str) -> HttpResponse:
    """The chain of a lot, or of all lots of a product, as a signed EPCISDocument."""
    address: Address = read(code)
    if address.serial:
        raise Http404
    product = page.find_product(address)
    if product is None:
        raise Http404
    rows = epcis.public_events()
    if address.lot:
        lot = page.find(address).lot
        if lot is None or not lot.is_public:
            raise Http404
        rows = rows.filter(pk__in=events_of(lot).values("pk"))
    else:
        rows = rows.filter(lot__product=product)
    rows = rows.order_by("event_time", "pk")[:MOST_IN_DOCUMENT]
    path = Address(address.key, address.code, address.lot).path
    response = ld(epcis.document(rows, epcis.document_id(path)))
    if "download" in request.GET:
        name = "-".join(part for part in (address.code, address.lot) if part)
        response["Content-Disposition"] = f'attachment; filename="{name}.jsonld"'
    return signing.sign(response)


def ld(document: dict[str, object]) -> HttpResponse:
    return HttpResponse(json.dumps(document, ensure_ascii=False), content_type=LD)
