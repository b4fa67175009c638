"""Errors for machines: problem details (RFC 9457), where a page of words would say nothing."""

import re

from django.http import HttpRequest, HttpResponse, JsonResponse

MACHINES = re.compile(r"/(?:epcis|origin|\.well-known|webhooks)/")
DATA = re.compile(r"application/(?:[\w.+-]+\+)?json", re.IGNORECASE)


def problem(
    status: int, title: str, *, kind: str = "about:blank", detail: str = ""
) -> HttpResponse:
    """Answer an error as application/problem+json; `kind` names it, `detail` helps a person."""
    told = {"type": kind, "title": title, "status": status} | ({"detail": detail} if detail else {})
    return JsonResponse(
        told,
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


def is_for_a_machine(request: HttpRequest) -> bool:
    """Tell whether data is asked for: by its address, or by an Accept header with JSON and no HTML.

    Codes are read by phones and by systems at the same address.
    """
    if MACHINES.match(request.path):
        return True
    wanted = request.headers.get("Accept", "")[:1000]
    return "text/html" not in wanted and DATA.search(wanted) is not None
