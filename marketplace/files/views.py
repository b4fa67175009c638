"""Stored files by address: private ones by a signature, public ones where no nginx stands."""

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

from marketplace.files.downloads import FENCE, named_in, private_response
from marketplace.files.sharing import name_in, sharing_jpeg
from marketplace.files.storage import content_type_of, is_local, is_shown
from marketplace.frame.access import for_audience

MONTH = 30 * 24 * 60 * 60


@for_audience("addressee")
@require_safe
def private(request: HttpRequest, token: str) -> HttpResponseBase:
    """Give a private file to the reader for whom its address was signed."""
    if not is_local():
        raise Http404
    return private_response(*named_in(token, request.user.pk))


@for_audience("anyone")
@require_safe
def public(request: HttpRequest, path: str) -> HttpResponseBase:
    """Give a public file as nginx would: a picture as one, anything else only to keep."""
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["Content-Type"] = content_type_of(path)
    if not is_shown(path):
        response["Content-Disposition"] = "attachment"
    response["Cache-Control"] = f"public, max-age={MONTH}"
    for header, value in FENCE.items():
        response[header] = value
    return response


@for_audience("anyone")
@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponseBase:
    """Give the picture that goes with a shared link; drawn now, the same for everybody."""
    try:
        content = sharing_jpeg(name_in(token))
    except (signing.BadSignature, FileNotFoundError, ValidationError) as error:
        raise Http404 from error
    response = HttpResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = f"public, max-age={MONTH}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
