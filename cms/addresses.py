"""Where the pages stand that every page leads to: found by what they are, never by an address.

They are kept with the shelf in memory, as the ways of the head are, so no page pays for them;
a page that is published, moved or taken away makes the next shelf (cms/search.py).
"""

from collections.abc import Mapping

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.models import Page

from catalogue.listing.shelf import held
from cms.contact import shop_contact
from cms.models import (
    EventIndexPage,
    PlainPage,
    StoryIndexPage,
    VillageIndexPage,
    VillagePage,
)
from cms.shown import shown
from marketplace.frame.jinja import template

INDEXES: dict[str, type[Page]] = {
    "villages": VillageIndexPage,
    "stories": StoryIndexPage,
    "events": EventIndexPage,
}


def site_links() -> Mapping[str, str]:
    """The addresses of the site's own pages in the reader's language, by kind.

    Beside the kinds of plain pages "villages", "stories" and, where something stands below it,
    "events"; what has no page is missing.
    """
    language = get_language() or "vi"
    return held().remember(("site links", language), lambda: standing(language))


def standing(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    kinds = ContentType.objects.get_for_models(*INDEXES.values())
    names = {kinds[model].pk: name for name, model in INDEXES.items()}
    for page in live_in(Page, language).filter(content_type__in=names).order_by("-path"):
        if page.content_type_id != kinds[EventIndexPage].pk or page.numchild:
            found[names[page.content_type_id]] = page.get_url() or ""
    for page in live_in(PlainPage, language).exclude(kind="").order_by("-path"):
        found[page.kind] = page.get_url() or ""
    return {name: path for name, path in found.items() if path}


def live_in(model: type[Page], language: str):
    return shown(model.objects.all()).filter(locale__language_code=language)


def village_paths(language: str) -> Mapping[str, str]:
    """The addresses of the villages' pages in a language, by the village's slug."""

    def paths() -> dict[str, str]:
        pages = live_in(VillagePage, language).select_related("village").order_by("-path")
        return {page.village.slug: page.get_url() or "" for page in pages}

    return held().remember(("village pages", language), paths)


def foot_html() -> SafeString:
    """The foot of the shop's pages as markup, in the reader's language."""
    language = get_language() or "vi"
    return held().remember(("foot", language), made_foot)


def made_foot() -> SafeString:
    values = {
        "contact": shop_contact(),
        "links": site_links(),
        "shop_name": settings.OSCAR_SHOP_NAME,
        "is_demo": settings.SHOP_IS_DEMO,
    }
    return mark_safe(template("foot.html").render(values))
