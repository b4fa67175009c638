"""The shop on a phone's home screen, and what it shows without a connection.

    /vi/app.webmanifest     what a phone asks to install it (W3C, Web Application Manifest)
    /worker.js              keeps origins looked at, and an installed shop's last purchase
    /vi/offline/            what stands in for any other page

The worker is at the root: it may answer for the addresses below its own only.
"""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.frame.access import for_audience

ICONS = (("app-192", 192, "any"), ("app-512", 512, "any"), ("app-512-whole", 512, "maskable"))
PAPER, LACQUER = "#faf8f4", "#9e2b25"  # --paper and --lacquer of tokens.css


@for_audience("anyone")
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Tell what the shop is called, where it begins and how it looks on a home screen."""
    language = get_language() or "vi"
    ways = (
        (_("Your orders"), reverse("customer:order-list")),
        (_("Favourites"), reverse("customer:wishlists-list")),
        (_("Check a code or a label"), reverse("ocop:check")),
    )
    told = {
        "id": "/",
        "name": settings.OSCAR_SHOP_NAME,
        "short_name": settings.OSCAR_SHOP_NAME[:12],
        "description": _("Certified products of Vietnam's communes, straight from their makers."),
        "lang": language,
        "dir": "ltr",
        "scope": "/",
        "start_url": f"/{language}/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": LACQUER,
        "categories": ["shopping", "food", "travel"],
        "icons": [
            {
                "src": static(f"img/{name}.png"),
                "sizes": f"{side}x{side}",
                "type": "image/png",
                "purpose": purpose,
            }
            for name, side, purpose in ICONS
        ],
        "shortcuts": [{"name": name, "url": path} for name, path in ways],
    }
    answer = JsonResponse(told, content_type="application/manifest+json")
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


@cache
def worker_source() -> bytes:
    return (Path(settings.BASE_DIR) / "static" / "worker" / "worker.js").read_bytes()


@for_audience("anyone")
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Give the script that runs beside the pages; browsers look each day whether it changed."""
    answer = HttpResponse(worker_source(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@for_audience("anyone")
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Say that there is no connection, in words that need none."""
    return render(request, "offline.html")
