"""What every template knows of the shop and of the page's other languages."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.encoding import iri_to_uri
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from marketplace.frame.indexing import INTERNATIONAL, canonical_query, is_kept
from marketplace.frame.sharing import shops_own


def shop(request: HttpRequest) -> dict[str, object]:
    """Give `shop`, `is_signed_in`, `language_links` and what search engines are told.

    `is_kept`: they may keep the page; `canonical_path` and `canonical_query`: its own address.
    A view that knows better gives its own.
    """
    kept = is_kept(request)
    return {
        "is_kept": kept,
        "is_shared": kept,
        "canonical_path": iri_to_uri(request.path) if kept else "",
        "canonical_query": canonical_query(request) if kept else "",
        "is_signed_in": SimpleLazyObject(lambda: is_signed_in(request)),
        "shop": {
            "name": settings.OSCAR_SHOP_NAME,
            "operator": settings.SHOP_OPERATOR,
            "is_demo": settings.SHOP_IS_DEMO,
            "asks_factor": settings.SECOND_FACTOR,
            "mail_folder": mail_folder(),
            "url": settings.SITE_URL,
            "domain": settings.SITE_URL.split("//", 1)[1],
            "picture": SimpleLazyObject(shops_own),
        },
        "language_links": SimpleLazyObject(lambda: language_links(request)),
    }


def mail_folder() -> str:
    """Name the folder that the demo market writes mail into; "" where mail is sent."""
    writes = settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")
    return "/".join(settings.EMAIL_FILE_PATH.parts[-2:]) if settings.SHOP_IS_DEMO and writes else ""


def is_signed_in(request: HttpRequest) -> bool:
    """Tell whether the reader has an account; a request that failed early has no user."""
    return hasattr(request, "user") and request.user.is_authenticated


def language_links(request: HttpRequest) -> list[dict[str, object]]:
    """List this page's address in every language: only what it begins with differs.

    `path`: the same without what stands behind the question mark, for search engines; "" where
    there is no such page.
    """
    path = request.get_full_path()
    first, behind = path[1:3], path[3:]
    here = iri_to_uri(request.path)[3:]
    is_spoken = first in dict(settings.LANGUAGES) and behind.startswith("/")
    return [
        {
            "code": code,
            "name": name,
            "url": f"/{code}{behind}" if is_spoken else translate_url(path, code),
            "path": f"/{code}{here}" if is_spoken else "",
            "is_current": code == get_language(),
            "is_fallback": code == INTERNATIONAL,
        }
        for code, name in settings.LANGUAGES
    ]
