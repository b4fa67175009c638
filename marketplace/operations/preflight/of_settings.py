"""What the settings lack for production; asks nothing of database or network.

What cannot be guessed at all is refused by marketplace/settings.py itself. Here is what starts,
and would serve buyers half.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage, storages
from django.http.request import validate_host

from marketplace.operations.preflight.lacks import refuse, say

Lacks = Iterable[CheckMessage]

SENDS_NOTHING = ("filebased", "console", "locmem", "dummy")
OF_EXAMPLES = ("example.vn", "example.com", "example.org", "localhost", "127.0.0.1")
OF_THE_DEMO = "(demo)"  # as the stand-ins of settings.py end
LEAST_SECRET = 16  # characters that a bank's gateway and we share


def is_example(host: str) -> bool:
    """Tell whether a host is nobody's: of a document's example, or this machine."""
    return any(host == name or host.endswith(f".{name}") for name in OF_EXAMPLES)


def host_of(address: str) -> str:
    return address.rpartition("@")[2].strip(" >").lower()


def mail() -> Lacks:
    if settings.EMAIL_SENDER.split(".")[-2] in SENDS_NOTHING:
        yield refuse(
            "mail_kept",
            "Mail is written to files or the screen; nobody gets any.",
            "Set EMAIL_BACKEND=django.core.mail.backends.smtp.EmailBackend and EMAIL_HOST.",
        )
    if is_example(host_of(settings.DEFAULT_FROM_EMAIL)):
        yield refuse(
            "sender_of_nobody",
            f"Mail comes from {settings.DEFAULT_FROM_EMAIL}, an address of nobody.",
            "Set DEFAULT_FROM_EMAIL to an address of the shop.",
        )
    operators = settings.OPERATORS_EMAIL
    if not operators or any(is_example(host_of(address)) for address in operators):
        yield refuse(
            "operators_unknown",
            "Nobody is told when the market is unwell.",
            "Set OPERATORS_EMAIL to the addresses of who runs it.",
        )
    elif operators == [settings.DEFAULT_FROM_EMAIL]:
        yield say(
            "operators_are_the_sender",
            "Who is told when the market is unwell is the sender of its mail.",
            "Set OPERATORS_EMAIL to the addresses of who runs it, if nobody reads that one.",
        )


def shop() -> Lacks:
    if not settings.SHOP_OPERATOR.strip() or settings.SHOP_OPERATOR.endswith(OF_THE_DEMO):
        yield refuse(
            "no_owner",
            "Pages and papers name no owner of the shop.",
            "Set SHOP_OPERATOR to the company's name, as it is registered.",
        )
    if settings.SHOP_IS_DEMO:
        yield refuse(
            "says_demo",
            "The pages say that nothing here is real, and buttons play the bank.",
            "Set SHOP_IS_DEMO=0.",
        )
    if settings.SECURITY_CONTACT in (settings.DEFAULT_FROM_EMAIL, ""):
        yield say(
            "no_contact",
            "Who finds a hole or a suspicious code writes to the sender of the mail.",
            "Set REPORTS_EMAIL and SECURITY_CONTACT to addresses that people read.",
        )


def address() -> Lacks:
    parts = urlsplit(settings.SITE_URL)
    host = parts.hostname or ""
    if parts.scheme != "https":
        yield refuse(
            "no_https",
            f"SITE_URL is {settings.SITE_URL}: passwords would go by plain HTTP.",
            "End TLS before the application and let SITE_URL begin with https://.",
        )
    if is_example(host):
        yield refuse(
            "address_of_nobody",
            f"SITE_URL is {settings.SITE_URL}: printed codes and links in mail lead nowhere.",
            "Set SITE_URL to the shop's own address; it is printed on packs.",
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield refuse(
            "any_host",
            "ALLOWED_HOSTS takes any name: links in mail could lead to somebody else's.",
            f"Set ALLOWED_HOSTS={host}.",
        )
    elif not validate_host(host, settings.ALLOWED_HOSTS):
        yield refuse(
            "host_not_allowed",
            f"SITE_URL's host {host} is not in ALLOWED_HOSTS: every link in mail is refused.",
            f"Add {host} to ALLOWED_HOSTS.",
        )
    if settings.SITE_URL not in settings.CSRF_TRUSTED_ORIGINS:
        yield say(
            "forms_from_elsewhere",
            "CSRF_TRUSTED_ORIGINS does not name SITE_URL: forms may be refused.",
            f"Add {settings.SITE_URL} to CSRF_TRUSTED_ORIGINS, or leave it unset.",
        )
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT < 1:
        yield say(
            "no_proxy",
            "No proxy is believed: behind one, all visitors count as one address in limits.",
            "Set TRUSTED_PROXIES to the number of proxies before the application.",
        )


def secrets() -> Lacks:
    if settings.DEBUG:
        yield refuse("debug", "Pages explain errors to strangers.", "Set DEBUG=0.")
    for name in ("SECRET_KEY", "KEYS_SECRET"):
        secret = getattr(settings, name)
        if "development" in secret or len(secret) < 50 or len(set(secret)) < 10:
            yield refuse(
                f"weak_{name.lower()}",
                f"{name} is short, of few characters, or the one of development.",
                f"Set {name} to what `openssl rand -base64 48` writes.",
            )
    if settings.SECRET_KEY == settings.KEYS_SECRET:
        yield refuse(
            "keys_hang_on_secret_key",
            "KEYS_SECRET is SECRET_KEY: the keys of labels would hang on it.",
            "Set KEYS_SECRET to another text (docs/keys.md says how one is changed).",
        )
    for name in ("LABEL_KEYS", "ORIGIN_SIGNING_KEY"):
        if getattr(settings, name):
            yield say(
                f"{name.lower()}_left",
                f"{name} is read no more: the keys lie in the database.",
                f"Once `manage.py keys` lists them, unset {name}.",
            )


def shared() -> Lacks:
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        yield say(
            "sqlite",
            "SQLite serves one machine: its processes wait for each other to write, up to 20"
            " seconds, and there is no replica.",
            "Set DATABASE_URL to a PostgreSQL database before there is a second machine.",
        )
    if settings.CACHES["default"]["BACKEND"].endswith("LocMemCache"):
        yield refuse(
            "cache_of_a_process",
            "Each process has a cache of its own: limits count apart, pages differ.",
            "Set REDIS_URL.",
        )


def payment() -> Lacks:
    key = settings.STRIPE_SECRET_KEY
    if settings.STRIPE_STANDIN_URL:
        yield refuse(
            "stripe_is_played",
            "Cards are charged by our stand-in for Stripe: no money moves.",
            "Unset STRIPE_STANDIN_URL; set Stripe's three keys, or none.",
        )
    elif "_test_" in key or "_test_" in settings.STRIPE_PUBLISHABLE_KEY:
        yield refuse(
            "stripe_tests",
            "Stripe's keys are those for tests: cards pay nothing.",
            "Set the live keys of Stripe, or none.",
        )
    if key and not settings.STRIPE_WEBHOOK_SECRET.startswith("whsec_"):
        yield refuse(
            "stripe_unheard",
            "STRIPE_WEBHOOK_SECRET is none of Stripe's: paid purchases would run out.",
            "Copy the signing secret (whsec_…) of the webhook /webhooks/stripe/ from Stripe.",
        )
    is_stripe = urlsplit(settings.STRIPE_API_BASE).hostname == "api.stripe.com"
    if key and not settings.STRIPE_STANDIN_URL and not is_stripe:
        yield refuse(
            "stripe_elsewhere",
            f"Cards are charged at {settings.STRIPE_API_BASE}.",
            "Unset STRIPE_API_BASE.",
        )
    secret = settings.VIETQR_WEBHOOK_SECRET
    if settings.VIETQR_ACCOUNT and not secret:
        yield say(
            "bank_unheard",
            "No bank's notice is believed: transfers are matched from statements, by people.",
            "Set VIETQR_WEBHOOK_SECRET to what the bank's gateway signs with.",
        )
    elif secret and ("demo" in secret or len(secret) < LEAST_SECRET):
        yield refuse(
            "bank_guessed",
            "VIETQR_WEBHOOK_SECRET can be guessed: anybody could report a transfer.",
            "Set it to what the bank's gateway signs with.",
        )
    if not key and not settings.VIETQR_ACCOUNT:
        yield say(
            "only_cash",
            "Neither cards nor transfers are taken: buyers pay in cash.",
            "Set Stripe's keys, or VIETQR_ACCOUNT and what belongs to it.",
        )


def files() -> Lacks:
    public, private = storages["default"], storages["private"]
    if isinstance(private, FileSystemStorage):
        inside = Path(private.location).resolve()
        served = [Path(settings.STATIC_ROOT).resolve()]
        if isinstance(public, FileSystemStorage):
            served.append(Path(public.location).resolve())
        if any(inside == folder or folder in inside.parents for folder in served):
            yield refuse(
                "private_is_public",
                f"Private files lie in {inside}, which web servers give out.",
                "Set PRIVATE_ROOT to a folder outside of MEDIA_ROOT and STATIC_ROOT.",
            )
    if not settings.CLAMD:
        yield say(
            "nothing_scanned",
            "Nobody looks for viruses in the files that people send.",
            "Install clamav-daemon and set CLAMD to its socket.",
        )


PARTS: tuple[Callable[[], Lacks], ...] = (secrets, address, mail, shop, payment, shared, files)


def check_settings(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """List what the settings lack, what is most secret first."""
    return [lack for part in PARTS for lack in part()]
