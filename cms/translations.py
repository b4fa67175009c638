"""A page in other languages, found by what it translates and never by its address."""

from typing import Any

from django.conf import settings
from wagtail.models import Page

from catalogue.listing.shelf import held
from cms.shown import shown
from marketplace.frame.indexing import fallback


def links_of_home(page: Page) -> list[dict[str, Any]]:
    """The same for a home, kept with the shelf in memory."""
    key = ("languages", page.translation_key, page.locale_id)
    return held().remember(key, lambda: links_of(page, None))


def links_of(page: Page, parent: Page | None) -> list[dict[str, Any]]:
    """What leads to a page in every language; where it lacks one, to what stands above it.

    As marketplace.frame.context.language_links gives them: `path` is "" where a language has no
    translation that anybody may read, and search engines are told of none. One query.
    """
    keys = [page.translation_key, *([parent.translation_key] if parent else [])]
    found: dict[tuple[str, Any], str] = {}
    for each in shown(Page.objects.filter(translation_key__in=keys)).select_related("locale"):
        found[each.locale.language_code, each.translation_key] = each.get_url() or ""
    paths = {code: found.get((code, keys[0]), "") for code, _name in settings.LANGUAGES}
    last = fallback([code for code, path in paths.items() if path])
    return [
        {
            "code": code,
            "name": name,
            "path": paths[code],
            "url": paths[code] or found.get((code, keys[-1])) or f"/{code}/",
            "is_current": code == page.locale.language_code,
            "is_fallback": code == last,
        }
        for code, name in settings.LANGUAGES
    ]
