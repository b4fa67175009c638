"""Suggestions while somebody types."""

from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_safe

from catalogue.listing.shelf import current
from catalogue.search.engines.base import Unavailable
from catalogue.search.queries import suggest
from catalogue.search.query import MAX_CHARACTERS

KIND_NAMES = {
    "product": gettext_lazy("Product"),
    "producer": gettext_lazy("Producer"),
    "village": gettext_lazy("Craft village"),
    "story": gettext_lazy("Story"),
    "set": gettext_lazy("Product set"),
}


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """Complete ?q=; the same for everybody, so a proxy may keep it for a minute.

    When search is away there is nothing to offer, and nobody keeps that.
    """
    text = request.GET.get("q", "")[:MAX_CHARACTERS]
    language = get_language() or "vi"
    kept = "public, max-age=60"
    try:
        found = current().remember(
            ("suggest", text, language),
            lambda: [
                row | {"kind": str(KIND_NAMES[row["kind"]])} for row in suggest(text, language)
            ],
        )
    except Unavailable:
        found, kept = [], "no-store"
    response = JsonResponse({"q": text, "suggestions": found})
    response["Cache-Control"] = kept
    response["X-Robots-Tag"] = "noindex"
    return response
