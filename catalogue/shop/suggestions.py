"""Suggestions while somebody types."""

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext, gettext_lazy
from django.views.decorators.http import require_safe

from catalogue.listing.cards import cards_of
from catalogue.listing.shelf import Shelf, current
from catalogue.search.engines.base import Unavailable
from catalogue.search.queries import Suggestion, popular, suggest
from catalogue.search.query import MAX_CHARACTERS
from marketplace.frame.access import for_audience

KIND_NAMES = {
    "product": gettext_lazy("Product"),
    "producer": gettext_lazy("Producer"),
    "village": gettext_lazy("Craft village"),
    "story": gettext_lazy("Story"),
    "set": gettext_lazy("Product set"),
    "occasion": gettext_lazy("Occasion"),
}


@for_audience("anyone")
@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """Complete ?q=; the same for everybody, so a proxy may keep it for a minute.

    Without a text: what others look for.

    When search is away there is nothing to offer, and nobody keeps that.
    """
    text = request.GET.get("q", "")[:MAX_CHARACTERS]
    language = get_language() or "vi"
    if not text.strip():
        return answer(text, offers())
    shelf = current()
    try:
        found = shelf.remember(
            ("suggest", text, language),
            lambda: shown(suggest(text, language), shelf),
        )
    except Unavailable:
        return answer(text, [], "no-store")
    return answer(text, found)


def shown(rows: list[Suggestion], shelf: Shelf) -> list[dict[str, str]]:
    """Suggestions as the box shows them: products with picture and price; one query."""
    cards = {card.pk: card for card in cards_of(keys_of(rows), shelf)}
    found = []
    for row in rows:
        line = {"kind": str(KIND_NAMES[row["kind"]]), "title": row["title"], "url": row["url"]}
        if row["kind"] == "product" and (card := cards.get(row["pk"])):
            line |= {"image": card.image_srcset.split(" ")[0], "price": card.price_text}
        found.append(line)
    return found


def keys_of(rows: list[Suggestion]) -> list[int]:
    return [row["pk"] for row in rows if row["kind"] == "product"]


def offers() -> list[dict[str, str]]:
    kind, path = gettext("Others look for"), reverse("catalogue:index")
    return [
        {"kind": kind, "title": text, "url": f"{path}?{urlencode({'q': text})}"}
        for text in popular()
    ]


def answer(text: str, rows: list[dict[str, str]], kept: str = "public, max-age=60") -> JsonResponse:
    response = JsonResponse({"q": text, "suggestions": rows})
    response["Cache-Control"] = kept
    response["X-Robots-Tag"] = "noindex"
    return response
