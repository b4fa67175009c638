"""What the market is put together of, wherever it runs: apps, middleware, engines of templates."""

from pathlib import Path
from typing import Any

INSTALLED_APPS = [
    "modeltranslation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "django.contrib.flatpages",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    # ours
    "marketplace.keys",
    "marketplace.accounts",
    "marketplace.files",
    "catalogue.places",
    "catalogue.apps.CatalogueConfig",
    "catalogue.certificates",
    "catalogue.origin",
    "catalogue.search",
    "marketplace.producers",
    "marketplace.notices",
    "marketplace.ledger",
    "marketplace.discounts",
    "marketplace.listings",
    "marketplace.lots",
    "marketplace.purchases",
    "marketplace.gateways",
    "marketplace.aftersale",
    "marketplace.joining",
    "marketplace.programme",
    "marketplace.finance",
    "marketplace.operations",
    "marketplace.demo",
    "cms",
    # Oscar, and our forks of it
    "oscar.config.Shop",
    "oscar.apps.analytics.apps.AnalyticsConfig",
    "marketplace.checkout.apps.CheckoutConfig",
    "oscar.apps.address.apps.AddressConfig",
    "marketplace.shipping.apps.ShippingConfig",
    "oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig",
    "oscar.apps.communication.apps.CommunicationConfig",
    "marketplace.partner.apps.PartnerConfig",
    "marketplace.basket.apps.BasketConfig",
    "oscar.apps.payment.apps.PaymentConfig",
    "oscar.apps.offer.apps.OfferConfig",
    "marketplace.order.apps.OrderConfig",
    "marketplace.customer.apps.CustomerConfig",
    "marketplace.search.apps.SearchConfig",
    "oscar.apps.voucher.apps.VoucherConfig",
    "oscar.apps.wishlists.apps.WishlistsConfig",
    "oscar.apps.dashboard.apps.DashboardConfig",
    "oscar.apps.dashboard.reports.apps.ReportsDashboardConfig",
    "oscar.apps.dashboard.users.apps.UsersDashboardConfig",
    "oscar.apps.dashboard.orders.apps.OrdersDashboardConfig",
    "oscar.apps.dashboard.catalogue.apps.CatalogueDashboardConfig",
    "oscar.apps.dashboard.offers.apps.OffersDashboardConfig",
    "oscar.apps.dashboard.partners.apps.PartnersDashboardConfig",
    "oscar.apps.dashboard.pages.apps.PagesDashboardConfig",
    "oscar.apps.dashboard.ranges.apps.RangesDashboardConfig",
    "oscar.apps.dashboard.reviews.apps.ReviewsDashboardConfig",
    "oscar.apps.dashboard.vouchers.apps.VouchersDashboardConfig",
    "oscar.apps.dashboard.communications.apps.CommunicationsDashboardConfig",
    "oscar.apps.dashboard.shipping.apps.ShippingDashboardConfig",
    "widget_tweaks",
    "treebeard",
    "django_tables2",
    # Wagtail
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    # kept libraries
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "marketplace.frame.logs.Numbered",
    "marketplace.frame.metrics.Measured",
    "marketplace.frame.outside.OnPage",
    "marketplace.frame.middleware.CookiesStayHere",
    "django.middleware.security.SecurityMiddleware",
    "marketplace.frame.replica.ReadYourOwnWrites",
    "marketplace.frame.page_cache.PageCache",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "marketplace.frame.middleware.BackOfficePolicy",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "marketplace.frame.office_words.OfficeWords",
    "marketplace.frame.middleware.PageLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "marketplace.accounts.signing_in.SignedInMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "marketplace.accounts.factors.StaffFactorMiddleware",
    "marketplace.accounts.waiting.WaitingSessions",
    "marketplace.frame.middleware.RateLimit",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "oscar.apps.basket.middleware.BasketMiddleware",
    "marketplace.frame.middleware.PageRedirects",
    "marketplace.frame.middleware.KeptForOthers",
    "marketplace.frame.middleware.ButtonsOnly",
    "marketplace.accounts.once.SentOnce",
]

TEMPLATES = [
    {
        # Every page that visitors and makers see: templates/, written for Jinja2.
        "NAME": "jinja2",
        "BACKEND": "marketplace.frame.jinja.Jinja2",
        "DIRS": [Path(__file__).resolve().parents[1] / "templates"],
        "OPTIONS": {
            "environment": "marketplace.frame.jinja.environment",
            "extensions": [
                "jinja2.ext.i18n",
                "marketplace.frame.jinja_whitespace.Whitespace",
                "wagtail.jinja2tags.core",
                "wagtail.images.jinja2tags.images",
            ],
            "context_processors": [
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "marketplace.frame.context.shop",
                "marketplace.basket.context.basket",
            ],
            "filters": {
                "chargeback_reason": "marketplace.desk.words.chargeback_reason",
                "chargeback_status": "marketplace.desk.words.chargeback_status",
                "json_script": "django.utils.html.json_script",
                "naturaltime": "marketplace.frame.deadlines.ago",
                "refund_reason": "marketplace.desk.words.refund_reason",
                "screen": "marketplace.desk.finance.tabs.screen_name",
                "tone": "marketplace.frame.states.tone",
            },
            "functions": {
                "country_name": "marketplace.shipping.countries.country_name",
                "desk_tabs": "marketplace.desk.finance.tabs.tabs_for",
                "form_key": "marketplace.accounts.once.form_key",
                "minimap": "cms.maps.minimap",
                "picture_url": "catalogue.products.pictures.variant_url",
                "trouble_text": "marketplace.purchases.troubles.trouble_text",
                "village_url": "catalogue.places.pages.village_url",
                "ways": "catalogue.shop.ways.ways_html",
            },
        },
    },
    {
        # The back offices of Oscar, Wagtail and Django, and what libraries write themselves:
        # it finds none of ours.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["marketplace.frame.oscar_templates.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "oscar.apps.checkout.context_processors.checkout",
                "oscar.apps.communication.notifications.context_processors.notifications",
                "oscar.core.context_processors.metadata",
            ],
        },
    },
]


def menu_without(name: str, *, menu: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out of Oscar's menu the entry that leads to a closed view (marketplace/urls.py)."""
    return [
        entry | {"children": [row for row in entry.get("children", []) if row["url_name"] != name]}
        for entry in menu
    ]
