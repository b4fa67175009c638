"""Private files to whom a view let in: an address that ends soon, and a note of who got it.

    a view finds the row through its face's access.py  ->  hand_out  ->  /files/<signed>/name.pdf

On nginx the file goes by X-Accel-Redirect, elsewhere from this process; with a bucket the
address is the bucket's own, signed.
"""

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core import signing
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header

from marketplace.files.models import FileAccess
from marketplace.files.storage import content_type_of, is_local, is_shown, private_storage
from marketplace.frame.screens import file_for_one

SALT = "private file"
# A stored file is never a page of ours, whatever it holds.
FENCE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}


def hand_out(request: HttpRequest, file: FieldFile, *, name: str) -> HttpResponse:
    """Lead who was let in to a private file; write down who, which, through which page.

    `name` is what it is saved as, without ending. The caller has checked that the reader may
    see the row. Raises Http404 where the row has no file.
    """
    if not file.name:
        raise Http404
    note_access(request, file.name)
    ending = file.name.rsplit(".", 1)[-1]
    address = address_of(file.name, saved_as=f"{name}.{ending}", reader=request.user.pk)
    response = HttpResponseRedirect(address)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    return response


def hand_over(
    request: HttpRequest, content: bytes, *, kind: str, name: str, disposition: str = "inline"
) -> HttpResponse:
    """Give who was let in a private file that is a column or was made just now; write it down."""
    note_access(request, name)
    return file_for_one(content, kind=kind, name=name, disposition=disposition)


def note_access(request: HttpRequest, name: str) -> None:
    match = request.resolver_match
    page = " ".join(
        [match.view_name, *(str(value) for value in match.kwargs.values())] if match else []
    )
    user: Any = request.user if request.user.is_authenticated else None
    FileAccess.objects.create(user=user, name=name, page=page[:160])


def address_of(name: str, *, saved_as: str, reader: int | None) -> str:
    """Give an address of a private file for PRIVATE_SECONDS, for one reader alone."""
    if is_local():
        token = signing.dumps([name, saved_as, reader], salt=SALT, compress=True)
        return reverse("files:private", args=[token])
    storage: Any = private_storage()
    parameters = {
        "ResponseContentDisposition": disposition_of(name, saved_as),
        "ResponseContentType": content_type_of(name),
    }
    return storage.signed_url(name, parameters, settings.PRIVATE_SECONDS)


def disposition_of(name: str, saved_as: str) -> str:
    return content_disposition_header(not is_shown(name), saved_as) or "inline"


def named_in(token: str, reader: int | None) -> tuple[str, str]:
    """Read what a signed address names: the stored file, its name for the reader.

    Raises Http404 when it is another's, too old or not ours.
    """
    try:
        name, saved_as, whose = signing.loads(token, salt=SALT, max_age=settings.PRIVATE_SECONDS)
    except signing.BadSignature as error:
        raise Http404 from error
    if whose != reader:
        raise Http404
    return name, saved_as


def private_response(name: str, saved_as: str) -> HttpResponseBase:
    """Send a private file, by nginx where it stands before us. Raises Http404."""
    response: HttpResponseBase
    if settings.PRIVATE_ACCEL:
        response = HttpResponse()
        response["X-Accel-Redirect"] = settings.PRIVATE_ACCEL + quote(name)
    else:
        try:
            response = FileResponse(private_storage().open(name, "rb"))
        except FileNotFoundError as error:
            raise Http404 from error
    response["Content-Type"] = content_type_of(name)
    response["Content-Disposition"] = disposition_of(name, saved_as)
    response["Cache-Control"] = "private, no-store"
    for header, value in FENCE.items():
        response[header] = value
    return response
