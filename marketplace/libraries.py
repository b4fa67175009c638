"""What Oscar, Wagtail and allauth are told of this market, wherever it runs."""

from typing import Any

from django.urls import reverse_lazy
from oscar import defaults as oscar_defaults

from marketplace.frame.states import pipeline_of
from marketplace.order import states as order_states
from marketplace.wiring import menu_without

# --- Oscar
OSCAR_DASHBOARD_NAVIGATION = menu_without(
    "dashboard:catalogue-category-list",
    "dashboard:reviews-list",
    menu=oscar_defaults.OSCAR_DASHBOARD_NAVIGATION,
)
OSCAR_HOMEPAGE = reverse_lazy("wagtail_serve", args=[""])
OSCAR_DEFAULT_CURRENCY = "VND"
OSCAR_CURRENCY_FORMAT = {"VND": {"format": "#,##0\xa0¤", "locale": "vi_VN"}}
OSCAR_SLUG_MAP = {"đ": "d", "Đ": "D"}
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_ALLOW_ANON_REVIEWS = False
OSCAR_EAGER_ALERTS = False
OSCAR_SEND_REGISTRATION_EMAIL = False
OSCAR_BASKET_COOKIE_OPEN = "oscar_open_basket"
OSCAR_MISSING_IMAGE_URL = "image_not_found.jpg"
OSCAR_THUMBNAILER = "catalogue.products.thumbnails.Thumbnailer"
OSCAR_REQUIRED_ADDRESS_FIELDS = ("first_name", "line1", "country", "phone_number")
OSCAR_ACCOUNTS_REDIRECT_URL = "customer:summary"
OSCAR_INITIAL_ORDER_STATUS = OSCAR_INITIAL_LINE_STATUS = str(order_states.Status.PENDING)
OSCAR_ORDER_STATUS_PIPELINE = pipeline_of(order_states.MOVES)
# Oscar's modules ask for the setting at import time; nothing of haystack is installed.
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
MIGRATION_MODULES = {
    "basket": "oscar.apps.basket.migrations",
    "customer": "oscar.apps.customer.migrations",
    "partner": "oscar.apps.partner.migrations",
}

# --- Wagtail
WAGTAILADMIN_LOGIN_URL = "account_login"
# Passwords and addresses are changed at /account/, people at /admin/.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 25 * 1024 * 1024  # as marketplace.files.pictures takes
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "avif", "heic"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.uploads.PictureForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.uploads.DocumentForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "odt", "ods", "csv", "txt"]

# --- Signing in
AUTHENTICATION_BACKENDS = ["marketplace.accounts.signing_in.StageBackend"]
# The first one hashes; what another one made is hashed anew when its person signs in.
PASSWORD_HASHERS = [
    "marketplace.accounts.hashing.KeyedHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"min_length": 12},  # of new ones; older ones open on
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
AUTH_PASSWORD_VALIDATORS += [
    {"NAME": f"marketplace.accounts.passwords.{name}"}
    for name in ("LengthValidator", "GuessValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = reverse_lazy("customer:summary")
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "marketplace.account.adapters.Adapter"
MFA_ADAPTER = "marketplace.account.adapters.FactorAdapter"
ACCOUNT_REAUTHENTICATION_REQUIRED = ACCOUNT_EMAIL_NOTIFICATIONS = True
# With it sign-up answers the same whoever has an account, and a mail says the rest.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_RATE_LIMITS = {"reset_password": "20/m/ip,3/h/key"}
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
# A passkey alone signs in: the device asks for its person, so that it is two factors in one.
MFA_PASSKEY_LOGIN_ENABLED = True
