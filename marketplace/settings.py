"""Settings from the environment; what is unset falls back to what needs nothing running.

`DJANGO_ENV=production` refuses to start without the settings that production needs and
names the one that is missing. .env.example lists them all. What is the same everywhere stands in
wiring.py and libraries.py.
"""

import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from oscar.defaults import *  # noqa: F403

from marketplace.frame.unopened import leave_out
from marketplace.libraries import *  # noqa: F403 - what Oscar's defaults are changed to, too
from marketplace.wiring import INSTALLED_APPS, MIDDLEWARE, TEMPLATES  # noqa: F401 - settings

leave_out()

# Wagtail's library would load HEIC's decoder at start; marketplace.files does when one comes.
sys.modules.setdefault("pillow_heif", None)  # type: ignore[arg-type]

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")
# Database, media and mail of an installation without services.
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var")))

ENVIRONMENT = env.str("DJANGO_ENV", "development")
if ENVIRONMENT not in {"development", "production"}:
    raise ImproperlyConfigured(
        f"DJANGO_ENV is {ENVIRONMENT!r}; it must be 'development' or 'production'."
    )
PRODUCTION = ENVIRONMENT == "production"


refusals: list[str] = []  # of production: all are told at once, at the end of this file


def needed(name: str, default: str, why: str) -> str:
    """Read a setting that production must have; elsewhere it has a default."""
    value = env.str(name, "")
    if not value and PRODUCTION:
        refusals.append(f"{name} is not set. It is needed in production: {why}")
    return value or default


# --- Core
SECRET_KEY = needed("SECRET_KEY", "development-only-not-a-secret", "it signs sessions and tokens.")
# Sessions and tokens of these are believed on, while SECRET_KEY changes.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# Closes the keys that lie in the database (marketplace/keys); those before it still open them.
KEYS_SECRET = needed(
    "KEYS_SECRET",
    "development-only-not-a-secret",
    "it closes the keys of labels and signatures (docs/keys.md).",
)
KEYS_SECRET_FALLBACKS = env.list("KEYS_SECRET_FALLBACKS", default=[])
for setting, given in {
    "SECRET_KEY": [SECRET_KEY, *SECRET_KEY_FALLBACKS],
    "KEYS_SECRET": [KEYS_SECRET, *KEYS_SECRET_FALLBACKS],
}.items():
    if PRODUCTION and env.str(setting, "") and any(len(secret) < 50 for secret in given):
        refusals.append(
            f"{setting} or one of {setting}_FALLBACKS is too short: 50 characters or more each."
        )
DEBUG = env.bool("DEBUG", False)
if PRODUCTION and DEBUG:
    refusals.append("DEBUG must be off when DJANGO_ENV=production.")
SITE_URL = needed("SITE_URL", "http://127.0.0.1:8000", "links in mail and QR codes start with it.")
if not SITE_URL.startswith(("http://", "https://")) or SITE_URL.endswith("/"):
    raise ImproperlyConfigured(
        f"SITE_URL is {SITE_URL!r}; it must look like https://shop.example.vn, no slash at the end."
    )
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
if not ALLOWED_HOSTS:
    if PRODUCTION:
        refusals.append("ALLOWED_HOSTS is not set. Production needs the host names it answers to.")
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])
ROOT_URLCONF = "marketplace.urls"
WSGI_APPLICATION = "marketplace.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"  # Oscar's migrations read it: never change
AUTH_USER_MODEL = "accounts.User"
SITE_ID = 1

# --- Database, cache, files, tasks
# A machine that is gone without a word is noticed in seconds, not after a quarter of an hour.
PATIENCE_WITH_DATABASE = {
    "connect_timeout": 5,
    "tcp_user_timeout": 15_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
}
DATABASES = {"default": env.db_url("DATABASE_URL", f"sqlite:///{VAR_DIR / 'market.sqlite3'}")}
if PRODUCTION and not env.str("DATABASE_URL", ""):
    refusals.append("DATABASE_URL is not set. Production needs a PostgreSQL database.")
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    VAR_DIR.mkdir(exist_ok=True)
    # Deferred transactions end most simultaneous checkouts in "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # Each thread has a connection with a cache of its own; the system keeps the file's pages.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        "PRAGMA cache_size=-800;",
    }
    # In a file, so that the migrated test database can be kept between runs.
    DATABASES["default"]["TEST"] = {
        "NAME": env.str("TEST_DATABASE", str(BASE_DIR / ".cache" / "test.sqlite3"))
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = PATIENCE_WITH_DATABASE | DATABASES["default"].get(
        "OPTIONS", {}
    )
    # Behind a pool that gives each transaction another connection nothing is prepared on one.
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = env.bool("DATABASE_POOLED", False)
# A connection is kept: on SQLite, too, opening one costs more than most pages ask of it.
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", 60)

REPLICA_URL = env.str("REPLICA_URL", "")
if REPLICA_URL:
    if not DATABASES["default"]["ENGINE"].endswith("postgresql"):
        raise ImproperlyConfigured("REPLICA_URL is set, but DATABASE_URL is not PostgreSQL.")
    DATABASES["replica"] = {
        **DATABASES["default"],
        **env.db_url("REPLICA_URL"),
        "TEST": {"MIRROR": "default"},
    }
    DATABASE_ROUTERS = ["marketplace.frame.replica.Router"]

REDIS_URL = env.str("REDIS_URL", "")
PAGES_BESIDE = 150  # strangers' pages in a process of its own: only a few, so that it stays small
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": PAGES_BESIDE},
    },
}
if REDIS_URL.startswith("redis+sentinel:"):
    from marketplace.frame.sentinels import read as read_sentinels

    try:
        read_sentinels(REDIS_URL)
    except ValueError as error:
        raise ImproperlyConfigured(f"REDIS_URL is wrong: {error}") from error
if REDIS_URL:
    shared = {"BACKEND": "marketplace.frame.shared_cache.SharedCache", "LOCATION": REDIS_URL}
    CACHES = {
        "default": shared,
        "pages": {**shared, "OPTIONS": {"ENTRIES_BESIDE": PAGES_BESIDE}},
    }
if PRODUCTION and not REDIS_URL:
    refusals.append("REDIS_URL is not set. Production shares its cache between processes.")
# Threads of each process that serves; a third of them at most waits for servers of others.
WEB_THREADS = env.int("WEB_THREADS", 4)
RATE_LIMITS = env.bool("RATE_LIMITS", True)  # off: for measurements from one address
SEARCH_URL = env.str("SEARCH_URL", "")  # OpenSearch or Elasticsearch; empty: the database
PAGE_CACHE = env.bool("PAGE_CACHE", True)  # off: every page is computed for every reader
COUNT_READERS = env.bool("COUNT_READERS", True)  # how often a page is opened, of nobody

# Public files may stand on another host, so that what they are worth there is nothing here.
MEDIA_URL = env.str("MEDIA_URL", "/media/")
MEDIA_ORIGINS = ["/".join(MEDIA_URL.split("/")[:3])] if "://" in MEDIA_URL else []
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(VAR_DIR / "media")))
# Papers, proposals, label sheets: no web server gives them out by itself.
PRIVATE_ROOT = Path(env.str("PRIVATE_ROOT", str(VAR_DIR / "private")))
PRIVATE_SECONDS = env.int("PRIVATE_SECONDS", 120)  # how long an address of a private file lasts
PRIVATE_ACCEL = env.str("PRIVATE_ACCEL", "")  # nginx's internal location of PRIVATE_ROOT
# A scanner of viruses for what people send: /run/clamav/clamd.ctl or host:port; empty: none.
CLAMD = env.str("CLAMD", "")
if CLAMD and not CLAMD.startswith("/") and not CLAMD.rpartition(":")[2].isdecimal():
    raise ImproperlyConfigured(f"CLAMD is {CLAMD!r}; it must be a socket's path or host:port.")
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "marketplace.frame.static_bundles.BundleFinder",  # joins the parts of style sheets
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
if not PRODUCTION:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # nothing is collected, nor missed
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "marketplace.files.storage.PublicFiles"},
    "private": {"BACKEND": "marketplace.files.storage.PrivateFiles"},
    "staticfiles": {
        "BACKEND": "marketplace.frame.static_bundles.ModuleStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
S3_BUCKET = env.str("S3_BUCKET", "")
S3_PRIVATE_BUCKET = env.str("S3_PRIVATE_BUCKET", "")
if S3_BUCKET:
    if not S3_PRIVATE_BUCKET or S3_PRIVATE_BUCKET == S3_BUCKET:
        raise ImproperlyConfigured(
            "S3_BUCKET is set: set S3_PRIVATE_BUCKET, too, to another bucket, which only the keys"
            " may read. Everybody reads the first."
        )
    from botocore.config import Config as BucketConfig  # half a second that others do not need

    BUCKETS: dict[str, Any] = {
        "endpoint_url": env.str("S3_ENDPOINT_URL", "") or None,
        "access_key": env.str("S3_ACCESS_KEY", "") or None,
        "secret_key": env.str("S3_SECRET_KEY", "") or None,
        "region_name": env.str("S3_REGION", "") or None,
        "file_overwrite": False,
        # A page that reads or keeps a file waits for a bucket once, and not for long.
        "client_config": BucketConfig(
            signature_version="s3v4",  # what it would take by itself most servers refuse by now
            connect_timeout=2,
            read_timeout=4,
            retries={"total_max_attempts": 1, "mode": "standard"},
        ),
    }
    STORAGES["default"] = {
        "BACKEND": "marketplace.files.buckets.PublicBucket",
        "OPTIONS": BUCKETS | {"bucket_name": S3_BUCKET, "querystring_auth": False},
    }
    if MEDIA_ORIGINS:  # a host of its own before the bucket
        STORAGES["default"]["OPTIONS"] |= {
            "url_protocol": f"{MEDIA_URL.partition('//')[0]}",
            "custom_domain": MEDIA_URL.partition("//")[2].rstrip("/"),
        }
    elif BUCKETS["endpoint_url"]:
        MEDIA_ORIGINS = ["/".join(BUCKETS["endpoint_url"].split("/")[:3])]
    STORAGES["private"] = {
        "BACKEND": "marketplace.files.buckets.PrivateBucket",
        "OPTIONS": BUCKETS
        | {
            "bucket_name": S3_PRIVATE_BUCKET,
            "querystring_auth": True,
            "querystring_expire": PRIVATE_SECONDS,
            "default_acl": "private",
        },
    }
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- Backups: sealed for BACKUP_KEY, kept where BACKUP_TO says
BACKUP_TO = env.str("BACKUP_TO", "")  # a folder, or s3://bucket/folder
BACKUP_KEY = env.list("BACKUP_KEY", default=[])  # public keys of age; each opens alone
BACKUP_IDENTITY = env.str("BACKUP_IDENTITY", "")  # the secret one: only where one restores
BACKUP_KEEP = env.str("BACKUP_KEEP", "7,4,12")  # days, weeks, months
BACKUP_DATABASE_URL = env.str("BACKUP_DATABASE_URL", "")  # past a pooler
BACKUP_S3_ENDPOINT_URL = env.str("BACKUP_S3_ENDPOINT_URL", "")
BACKUP_S3_ACCESS_KEY = env.str("BACKUP_S3_ACCESS_KEY", "")
BACKUP_S3_SECRET_KEY = env.str("BACKUP_S3_SECRET_KEY", "")

# --- Languages, time, money
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English"), ("id", "Bahasa Indonesia")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
MODELTRANSLATION_DEFAULT_LANGUAGE = "vi"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("vi", "en")
FORMAT_MODULE_PATH = ["marketplace.formats"]
# Ours, then what libraries lack of our languages or say wrongly.
LIBRARIES_SAY = ("allauth", "oscar", "wagtail", "django")
LOCALE_PATHS = [BASE_DIR / "locale" / name for name in ("", *LIBRARIES_SAY)]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# --- Names of the market, for Oscar and Wagtail
OSCAR_SHOP_NAME = env.str("SHOP_NAME", "Chợ OCOP")
OSCAR_BASKET_COOKIE_SECURE = PRODUCTION
PLACE_COOKIE = "deliver_to"  # where a visitor has things sent
OSCAR_RECENTLY_VIEWED_COOKIE_SECURE = PRODUCTION
OSCAR_URL_SCHEMA = "https" if PRODUCTION else "http"
OSCAR_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "cho-ocop@example.vn")
WAGTAIL_SITE_NAME = OSCAR_SHOP_NAME
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # addresses that can be read aloud and shared, as products have
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False  # cms/promoters tells who may approve

# --- Signing in
# Staff, officers and owners show a second factor; only the demo market's enter without one.
SECOND_FACTOR = PRODUCTION
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"[{OSCAR_SHOP_NAME}] "
# How many proxies stand before the application; 0 believes no X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 1 if PRODUCTION else 0)
MFA_TOTP_ISSUER = OSCAR_SHOP_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # http://localhost, where no TLS is

# --- Mail
# What sends; what a page writes goes into the outbox first, so nobody waits for a mail server.
EMAIL_SENDER = env.str("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_BACKEND = "marketplace.purchases.outbox.OutboxBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", False)
if EMAIL_USE_TLS and EMAIL_USE_SSL:
    raise ImproperlyConfigured(
        "EMAIL_USE_TLS and EMAIL_USE_SSL are both on: port 587 wants the first, 465 the second."
    )
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = OSCAR_FROM_EMAIL
SERVER_EMAIL = OSCAR_FROM_EMAIL

# --- Ways to pay
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", "")
STRIPE_PUBLISHABLE_KEY = env.str("STRIPE_PUBLISHABLE_KEY", "")
STRIPE_WEBHOOK_SECRET = env.str("STRIPE_WEBHOOK_SECRET", "")
STRIPE_API_BASE = env.str("STRIPE_API_BASE", "https://api.stripe.com")
STRIPE_STANDIN_URL = ""
if not STRIPE_SECRET_KEY:
    # Without keys the market pays through its own stand-in on this machine.
    STRIPE_STANDIN_URL = env.str(
        "STRIPE_STANDIN_URL", "" if PRODUCTION else "http://127.0.0.1:12111"
    )
    STRIPE_API_BASE = STRIPE_STANDIN_URL
    STRIPE_SECRET_KEY = "sk_test_standin" if STRIPE_STANDIN_URL else ""
    STRIPE_PUBLISHABLE_KEY = "pk_test_standin" if STRIPE_STANDIN_URL else ""
    STRIPE_WEBHOOK_SECRET = "whsec_standin" if STRIPE_STANDIN_URL else ""
elif not (STRIPE_PUBLISHABLE_KEY and STRIPE_WEBHOOK_SECRET):
    raise ImproperlyConfigured(
        "STRIPE_SECRET_KEY is set but STRIPE_PUBLISHABLE_KEY or STRIPE_WEBHOOK_SECRET is not."
    )
VIETQR_BANK_BIN = env.str("VIETQR_BANK_BIN", "970436")
VIETQR_ACCOUNT = env.str("VIETQR_ACCOUNT", "" if PRODUCTION else "1017595600")
VIETQR_ACCOUNT_NAME = env.str("VIETQR_ACCOUNT_NAME", "" if PRODUCTION else "CHO OCOP (DEMO)")
VIETQR_BANK_NAME = env.str("VIETQR_BANK_NAME", "" if PRODUCTION else "Vietcombank (demo)")
VIETQR_WEBHOOK_SECRET = env.str("VIETQR_WEBHOOK_SECRET", "" if PRODUCTION else "vietqr-demo-secret")
PAYOUT_PROVIDERS = env.list("PAYOUT_PROVIDERS", default=["marketplace.ledger.providers.BankFile"])
PAYMENT_MINUTES = env.int("PAYMENT_MINUTES", 30)
TRANSFER_HOURS = env.int("TRANSFER_HOURS", 24)

# --- Carriers, whose machines are asked where there is a key (docs/carriers.md)
GHN_TOKEN = env.str("GHN_TOKEN", "")
GHN_SHOP_ID = env.str("GHN_SHOP_ID", "")
GHN_API_BASE = env.str("GHN_API_BASE", "https://online-gateway.ghn.vn")
if bool(GHN_TOKEN) != bool(GHN_SHOP_ID):
    raise ImproperlyConfigured("GHN_TOKEN and GHN_SHOP_ID are set together or not at all.")
GHTK_TOKEN = env.str("GHTK_TOKEN", "")
GHTK_CLIENT_SOURCE = env.str("GHTK_CLIENT_SOURCE", "")
GHTK_API_BASE = env.str("GHTK_API_BASE", "https://services.giaohangtietkiem.vn")
if bool(GHTK_TOKEN) != bool(GHTK_CLIENT_SOURCE):
    raise ImproperlyConfigured("GHTK_TOKEN and GHTK_CLIENT_SOURCE are set together or not at all.")

# --- The shop itself
SHOP_OPERATOR = env.str("SHOP_OPERATOR", "Công ty Chợ Làng (demo)")
SHOP_IS_DEMO = env.bool("SHOP_IS_DEMO", not PRODUCTION)
# Where nothing is sold search engines keep nothing; they do not come to the machine one sits at.
IS_HERE = urlsplit(SITE_URL).hostname in {"127.0.0.1", "localhost"}
SEARCH_ENGINES = env.bool("SEARCH_ENGINES", not SHOP_IS_DEMO or IS_HERE)
if not SEARCH_ENGINES:
    MIDDLEWARE = ["marketplace.frame.indexing.NotIndexed", *MIDDLEWARE]

# --- Origin: codes, signatures
# Keys lie in the database (docs/keys.md). These two are what an installation had before that: a
# migration takes them over once, then they may go.
LABEL_KEYS = env.list("LABEL_KEYS", default=[])
if any(len(pair) < 34 or pair[1] != ":" for pair in LABEL_KEYS):
    raise ImproperlyConfigured("LABEL_KEYS must look like 0:<32 characters or more>,1:<…>.")
ORIGIN_SIGNING_KEY = env.str("ORIGIN_SIGNING_KEY", "")
# A header by which a trusted proxy tells the province's code; empty: scans have no place.
SCAN_PROVINCE_HEADER = env.str("SCAN_PROVINCE_HEADER", "")
REPORTS_EMAIL = env.str("REPORTS_EMAIL", OSCAR_FROM_EMAIL)  # suspicions about codes go here
SECURITY_CONTACT = env.str("SECURITY_CONTACT", REPORTS_EMAIL)  # an address, or a page's
# Who is told what is wrong with the market as a machine.
OPERATORS_EMAIL = env.list("OPERATORS_EMAIL", default=[REPORTS_EMAIL])

# --- Security
SESSION_COOKIE_HTTPONLY = True
# A browser takes a cookie of such a name only over TLS, from this host, for all of it.
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
CSRF_FAILURE_VIEW = "marketplace.frame.stale_forms.give_back"
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", PRODUCTION)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", PRODUCTION)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", False)  # for years, and for all of the domain
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = [
    "security.W019",  # the editors' preview is a frame of this site
    "security.W021",  # into the browsers' lists a domain goes by HSTS_PRELOAD only
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", *MEDIA_ORIGINS, *env.list("CSP_IMG", default=[])],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("accelerometer", "camera", "gyroscope", "microphone", "usb")
}
PERMISSIONS_POLICY["geolocation"] = ["self"]  # "nearest to where I am", asked for by a click

# --- What is told of it: logs, figures, errors
LOG_FORMAT = env.str("LOG_FORMAT", "line")
if LOG_FORMAT not in {"line", "json"}:
    raise ImproperlyConfigured(f"LOG_FORMAT is {LOG_FORMAT!r}; it must be 'line' or 'json'.")
LOG_REQUESTS = env.bool("LOG_REQUESTS", False)
SLOW_QUERY_MS = env.int("SLOW_QUERY_MS", 0)  # 0: none is written down
METRICS = env.bool("METRICS", False)
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "marketplace.frame.logs.Line",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
        "json": {"()": "marketplace.frame.logs.Json"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
    "loggers": {"marketplace": {"level": "INFO"}, "catalogue": {"level": "INFO"}},
}
SENTRY_DSN = env.str("SENTRY_DSN", "")
if SENTRY_DSN:
    from marketplace.frame.errors import start as start_errors

    start_errors(SENTRY_DSN, environment=ENVIRONMENT)

if refusals:
    raise ImproperlyConfigured("\n".join(refusals))
