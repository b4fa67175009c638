"""Every address of the site. Pages for people carry their language; codes do not."""

from typing import cast

from allauth.account.decorators import secure_admin_login
from django.apps import apps
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.static import serve
from oscar.core.application import OscarConfig
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.views import serve as serve_page

from catalogue.shop.suggestions import suggestions
from marketplace.frame import health, styleguide
from marketplace.frame.page_cache import public_page

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
public_page(serve_page)  # villages, stories, home: Wagtail's one view for them


def oscar(label: str):
    """Give an Oscar app's addresses, to mount under a path of our choice."""
    return cast(OscarConfig, apps.get_app_config(label)).urls


to_login = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("marketplace.gateways.urls")),
    path("", include("catalogue.shop.code_urls")),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("admin/", admin.site.urls),
    # One login for all: Wagtail's own forms would pass by the second factor.
    path("cms/login/", to_login),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]

urlpatterns += i18n_patterns(
    path("products/", oscar("catalogue")),
    path("origin/", include("catalogue.shop.origin_urls")),
    path("producers/", include("marketplace.storefront.urls")),
    path("sell/lots/", include("marketplace.sell.lots.urls")),
    path("sell/review/", include("marketplace.desk.moderation.urls")),
    path("sell/", include("marketplace.sell.urls")),
    path("finance/", include("marketplace.desk.finance.urls")),
    path("sell/", include("marketplace.sell.aftersale_urls")),
    path("finance/", include("marketplace.desk.aftersale_urls")),
    path("purchases/", include("marketplace.checkout.aftersale_urls")),
    path("programme/", include("marketplace.ocop.urls")),
    path("basket/", oscar("basket")),
    path("checkout/", oscar("checkout")),
    path("account/", include("allauth.urls")),
    path("account/", oscar("customer")),
    path("search/suggest/", suggestions, name="suggestions"),
    path("search/", oscar("search")),
    path("dashboard/", oscar("dashboard")),
    path("styleguide/", styleguide.index, name="styleguide"),
    path("styleguide/<slug:name>/", styleguide.component, name="styleguide-component"),
    path("_util/login/", to_login),  # for pages that editors keep private
    path("", include(wagtail_urls)),
)

if not settings.PRODUCTION and not settings.STORAGES["default"]["BACKEND"].startswith("storages"):
    urlpatterns.insert(0, path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}))
