"""Every address of the site. Pages for people carry their language; codes do not."""

from typing import Any, cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.views import list_usersessions
from django.apps import apps
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.http import Http404, HttpRequest
from django.templatetags.static import static
from django.urls import include, path, re_path
from django.utils.functional import lazy
from django.views.generic import RedirectView
from oscar.core.application import OscarConfig
from oscar.core.loading import get_model
from taggit.models import Tag
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.contrib.redirects.views import process_import, start_import
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.views import serve as serve_page

from catalogue.shop.suggestions import suggestions
from cms import sitemap
from cms.feeds import stories as stories_feed
from cms.gate import village_gate
from cms.script_words import script_words
from marketplace.accounts.factors import editors_factor
from marketplace.accounts.fresh import fresh_office, fresh_to_change
from marketplace.desk.access import moderators_only
from marketplace.files.storage import is_local
from marketplace.files.views import public as public_file
from marketplace.frame import health, home_screen, metrics, styleguide
from marketplace.frame.access import View, for_audience
from marketplace.frame.addresses import answered_by, behind, countable, numbered, whole
from marketplace.frame.indexing import robots
from marketplace.frame.page_cache import public_page, reads
from marketplace.frame.readers import counts_readers
from marketplace.frame.security_txt import security_txt

# Second factors and confirmed addresses are their person's: no superuser changes them alone.
admin.site.unregister([Authenticator, EmailAddress])
admin.site.unregister([get_model("reviews", "ProductReview"), get_model("reviews", "Vote")])
admin.site.unregister(Tag)  # merging them asks for no permission
counts_readers(
    public_page(reads("page")(serve_page))
)  # villages, stories, home: Wagtail's one view for them


def oscar(label: str):
    """Give an Oscar app's addresses, to mount under a path of our choice."""
    return cast(OscarConfig, apps.get_app_config(label)).urls


def leads_to(name: str) -> View:
    """Lead to an address of another name, with what stands behind the question mark."""
    return RedirectView.as_view(pattern_name=name, query_string=True)


@for_audience("anyone")
def closed(request: HttpRequest, **captured: Any) -> Any:
    """Answer as if nothing were here: a page of a library that the market does not use."""
    raise Http404


# One way in for all (marketplace/accounts/signing_in.py): the libraries' own forms for signing
# in, for passwords and for making accounts lead there, or are closed.
@for_audience("anyone")
def to_login(request: HttpRequest, **captured: Any) -> Any:
    return leads_to("account_login")(request)


@for_audience("anyone")
def to_reset(request: HttpRequest, **captured: Any) -> Any:
    return leads_to("account_reset_password")(request)


@for_audience("anyone")
def to_password(request: HttpRequest, **captured: Any) -> Any:
    return leads_to("account_change_password")(request)


@for_audience("anyone")
def import_begun(request: HttpRequest, **captured: Any) -> Any:
    """Go on with an import of redirects that was begun; what is cut short begins anew."""
    is_begun = {"import_file_name", "input_format"} <= set(request.POST)
    view = process_import if is_begun else start_import
    return editors(require_admin_access(view))(request)


ADMIN = {
    "login": to_login,
    "password_change": to_password,
    "password_change_done": to_password,
    "auth_user_password_change": closed,
}
CMS = {
    "wagtailadmin_login": to_login,
    "wagtailadmin_password_reset": to_reset,
    "wagtailadmin_password_reset_done": to_reset,
    "wagtailadmin_password_reset_confirm": to_reset,
    "wagtailadmin_password_reset_complete": to_reset,
    "wagtailadmin_error_test": closed,
    "wagtailadmin_javascript_catalog": script_words,
    # Nobody makes a place while choosing one; Wagtail's form for it is none and breaks.
    "wagtailsnippetchoosers_places_village:create": closed,
    "commune_chooser:create": closed,
    "producer_chooser:create": closed,
    "wagtailredirects:process_import": import_begun,
    "wagtailusers_users:add": closed,
    "wagtailusers_users:edit": closed,
    "wagtailusers_users:copy": closed,
    "wagtailusers_users:delete": closed,
}
DASHBOARD = {
    "login": to_login,
    "user-password-reset": closed,
    # Goods are sorted by OCOP's groups; Oscar's list of categories breaks once there is one.
    "catalogue-category-list": closed,
    "catalogue-category-detail-list": closed,
    "catalogue-category-create": closed,
    "catalogue-category-create-child": closed,
    "catalogue-category-update": closed,
    "catalogue-category-delete": closed,
    # Buyers' reviews are a room of the market; Oscar's rows are empty.
    "reviews-list": closed,
    "reviews-update": closed,
    "reviews-delete": closed,
    "partner-user-create": closed,
    "partner-user-select": closed,
    "partner-user-link": closed,
    "partner-user-unlink": closed,
    "partner-user-update": closed,
}
PAGES = {"wagtailcore_login": to_login}


def moderators(view: View) -> View:
    return moderators_only(fresh_office("POST")(numbered(view)))


def editors(view: View) -> View:
    """Stand before the editors' office; only who works there asks again: a page takes its time."""
    return editors_factor(fresh_office("POST", within="wagtailusers")(countable(whole(view))))


def administrators(view: View) -> View:
    return fresh_office("POST")(whole(view))


admin_addresses, admin_app, admin_name = admin.site.urls
dashboard_addresses, *dashboard_names = oscar("dashboard")
urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("marketplace.gateways.urls")),
    path("", include("catalogue.shop.code_urls")),
    path("ocop/", include("marketplace.ocop.data_urls")),
    # Asked for by browsers where no page names an icon: pictures, signed JSON.
    path("favicon.ico", RedirectView.as_view(url=lazy(static, str)("img/mark.svg"))),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("v/<int:pk>", village_gate, name="village-gate"),
    path(".well-known/security.txt", security_txt, name="security-txt"),
    path("robots.txt", robots, name="robots"),
    path("worker.js", home_screen.worker, name="worker"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap-<slug:name>-<int:number>.xml", sitemap.part, name="sitemap-part"),
    path(
        "admin/",
        (answered_by(behind(administrators, admin_addresses), ADMIN), admin_app, admin_name),
    ),
    path("cms/", include(answered_by(behind(editors, wagtailadmin_urls.urlpatterns), CMS))),
    path("documents/", include(wagtaildocs_urls)),
    path("files/", include("marketplace.files.urls")),
]

urlpatterns += i18n_patterns(
    path("", include("marketplace.storefront.review_urls")),
    path("app.webmanifest", home_screen.manifest, name="home-screen"),
    path("offline/", home_screen.offline, name="offline"),
    path("products/", oscar("catalogue")),
    path("origin/", include("catalogue.shop.origin_urls")),
    path("producers/", include("marketplace.storefront.urls")),
    path("deliver-to/", include("marketplace.storefront.place_urls")),
    path("wanted/", include("marketplace.storefront.wanted_urls")),
    path("complaint/", include("marketplace.storefront.complaint_urls")),
    path("questions/", include("marketplace.storefront.question_urls")),
    path("enquiries/", include("marketplace.storefront.enquiry_urls")),
    path("quotes/", include("marketplace.checkout.quote_urls")),
    path("visits/", include("marketplace.checkout.visit_urls")),
    path("promoters/", include("cms.promoters.urls")),
    path("sell/visits/", include("marketplace.sell.visits.urls")),
    path("sell/lots/", include("marketplace.sell.lots.urls")),
    path("sell/joining/", include("marketplace.sell.joining.urls")),
    path("sell/dossiers/", include("marketplace.sell.dossiers.urls")),
    path("sell/review/producers/", include("marketplace.desk.joining.urls")),
    path("sell/review/", include("marketplace.desk.moderation.urls")),
    path("sell/", include("marketplace.sell.urls")),
    path("finance/", include("marketplace.desk.finance.urls")),
    path("sell/", include("marketplace.sell.aftersale_urls")),
    path("finance/", include("marketplace.desk.aftersale_urls")),
    path("purchases/", include("marketplace.checkout.aftersale_urls")),
    path("health/", include("marketplace.desk.health.urls")),
    path("programme/", include("marketplace.ocop.urls")),
    path("ocop/", include("marketplace.ocop.register_urls")),
    path("basket/", oscar("basket")),
    path("checkout/", oscar("checkout")),
    path("account/sessions/", fresh_to_change(list_usersessions), name="usersessions_list"),
    path("account/", include("allauth.urls")),
    path("account/", oscar("customer")),
    path("search/suggest/", suggestions, name="suggestions"),
    path("search/", oscar("search")),
    path(
        "dashboard/",
        (
            answered_by(behind(moderators, dashboard_addresses), DASHBOARD),
            *dashboard_names,
        ),
    ),
    re_path(r"^feeds/stories\.(?P<form>rss|atom)$", stories_feed, name="feed"),
    path("styleguide/", styleguide.index, name="styleguide"),
    path("styleguide/<slug:name>/", styleguide.component, name="styleguide-component"),
    path("", include(answered_by(wagtail_urls.urlpatterns, PAGES))),
)

if not settings.PRODUCTION and is_local():
    urlpatterns.insert(0, path("media/<path:path>", public_file))

handler500 = "marketplace.frame.no_room.server_error"
