"""Settings of production: complete ones lack nothing; each that is half-made is named once."""

import pytest

from marketplace.operations.preflight.lacks import code_of, kind_of
from marketplace.operations.preflight.of_settings import check_settings

COMPLETE = {
    "DEBUG": False,
    "SECRET_KEY": "a9Kf3mPq0Zx7Lw2Rt6Vb8Nc4Yd1Hs5Je" * 2,
    "KEYS_SECRET": "Je5sH1dY4cN8bV6tR2wL7xZ0qPm3fK9a" * 2,
    "LABEL_KEYS": [],
    "ORIGIN_SIGNING_KEY": "",
    "SITE_URL": "https://cho.langviet.vn",
    "ALLOWED_HOSTS": ["cho.langviet.vn"],
    "CSRF_TRUSTED_ORIGINS": ["https://cho.langviet.vn"],
    "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
    "EMAIL_SENDER": "django.core.mail.backends.smtp.EmailBackend",
    "DEFAULT_FROM_EMAIL": "Chợ <cho@langviet.vn>",
    "OPERATORS_EMAIL": ["may@langviet.vn"],
    "SECURITY_CONTACT": "bao-mat@langviet.vn",
    "SHOP_OPERATOR": "Công ty Làng Việt",
    "SHOP_IS_DEMO": False,
    "STRIPE_SECRET_KEY": "sk_live_x",
    "STRIPE_PUBLISHABLE_KEY": "pk_live_x",
    "STRIPE_WEBHOOK_SECRET": "whsec_x",
    "STRIPE_STANDIN_URL": "",
    "STRIPE_API_BASE": "https://api.stripe.com",
    "CLAMD": "/run/clamav/clamd.ctl",
    "VIETQR_ACCOUNT": "0011",
    "VIETQR_WEBHOOK_SECRET": "q8Wm2Zr5Tn7Kx1Lp",
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
    "CACHES": {"default": {"BACKEND": "marketplace.frame.shared_cache.SharedCache"}},
}


@pytest.fixture
def complete(settings, monkeypatch):
    """Settings that lack nothing, read by the checks alone: no database, no cache follows them."""
    for name, value in COMPLETE.items():
        if name not in ("DATABASES", "CACHES"):
            setattr(settings, name, value)
    for name in ("DATABASES", "CACHES"):
        monkeypatch.setattr(settings._wrapped, name, COMPLETE[name], raising=False)
    return settings


def found() -> list[tuple[str, str]]:
    return [(code_of(lack), kind_of(lack)) for lack in check_settings()]


def test_complete_settings_lack_nothing(complete):
    assert found() == []


@pytest.mark.parametrize(
    ("changes", "lack"),
    [
        ({"DEBUG": True}, ("debug", "refuse")),
        ({"SECRET_KEY": "development-only-not-a-secret" * 3}, ("weak_secret_key", "refuse")),
        ({"SECRET_KEY": "ab" * 40}, ("weak_secret_key", "refuse")),
        ({"KEYS_SECRET": COMPLETE["KEYS_SECRET"][:49]}, ("weak_keys_secret", "refuse")),
        ({"KEYS_SECRET": COMPLETE["SECRET_KEY"]}, ("keys_hang_on_secret_key", "refuse")),
        ({"LABEL_KEYS": ["0:x"]}, ("label_keys_left", "say")),
        ({"ORIGIN_SIGNING_KEY": "x"}, ("origin_signing_key_left", "say")),
        ({"SITE_URL": "http://cho.langviet.vn", "CSRF_TRUSTED_ORIGINS": ["http://cho.langviet.vn"]}, ("no_https", "refuse")),
        ({"SITE_URL": "https://shop.example.vn", "CSRF_TRUSTED_ORIGINS": ["https://shop.example.vn"], "ALLOWED_HOSTS": [".example.vn"]}, ("address_of_nobody", "refuse")),
        ({"ALLOWED_HOSTS": ["*"]}, ("any_host", "refuse")),
        ({"ALLOWED_HOSTS": ["langviet.vn"]}, ("host_not_allowed", "refuse")),
        ({"ALLOWED_HOSTS": ["o.langviet.vn", "evilcho.langviet.vn"]}, ("host_not_allowed", "refuse")),
        ({"CSRF_TRUSTED_ORIGINS": ["https://a.vn"]}, ("forms_from_elsewhere", "say")),
        ({"ALLAUTH_TRUSTED_PROXY_COUNT": 0}, ("no_proxy", "say")),
        ({"EMAIL_SENDER": "django.core.mail.backends.filebased.EmailBackend"}, ("mail_kept", "refuse")),
        ({"EMAIL_SENDER": "django.core.mail.backends.console.EmailBackend"}, ("mail_kept", "refuse")),
        ({"DEFAULT_FROM_EMAIL": "cho-ocop@example.vn"}, ("sender_of_nobody", "refuse")),
        ({"OPERATORS_EMAIL": []}, ("operators_unknown", "refuse")),
        ({"OPERATORS_EMAIL": ["ops@example.com"]}, ("operators_unknown", "refuse")),
        ({"OPERATORS_EMAIL": [COMPLETE["DEFAULT_FROM_EMAIL"]]}, ("operators_are_the_sender", "say")),
        ({"SECURITY_CONTACT": COMPLETE["DEFAULT_FROM_EMAIL"]}, ("no_contact", "say")),
        ({"SHOP_OPERATOR": "Công ty Chợ Làng (demo)"}, ("no_owner", "refuse")),
        ({"SHOP_OPERATOR": " "}, ("no_owner", "refuse")),
        ({"SHOP_IS_DEMO": True}, ("says_demo", "refuse")),
        ({"STRIPE_SECRET_KEY": "sk_test_x"}, ("stripe_tests", "refuse")),
        ({"STRIPE_PUBLISHABLE_KEY": "pk_test_x"}, ("stripe_tests", "refuse")),
        ({"STRIPE_STANDIN_URL": "http://127.0.0.1:12111"}, ("stripe_is_played", "refuse")),
        ({"STRIPE_API_BASE": "https://api.strlpe.com"}, ("stripe_elsewhere", "refuse")),
        ({"STRIPE_WEBHOOK_SECRET": ""}, ("stripe_unheard", "refuse")),
        ({"VIETQR_WEBHOOK_SECRET": ""}, ("bank_unheard", "say")),
        ({"VIETQR_WEBHOOK_SECRET": "vietqr-demo-secret"}, ("bank_guessed", "refuse")),
        ({"VIETQR_WEBHOOK_SECRET": COMPLETE["VIETQR_WEBHOOK_SECRET"][:15]}, ("bank_guessed", "refuse")),
        ({"CLAMD": ""}, ("nothing_scanned", "say")),
        ({"STRIPE_SECRET_KEY": "", "VIETQR_ACCOUNT": "", "VIETQR_WEBHOOK_SECRET": ""}, ("only_cash", "say")),
    ],
)  # fmt: skip
def test_what_is_half_made_is_named(complete, changes, lack):
    for name, value in changes.items():
        setattr(complete, name, value)
    assert found() == [lack]


@pytest.mark.parametrize("hosts", [[".langviet.vn"], ["a.vn", "cho.langviet.vn"]])
def test_a_host_is_allowed_as_django_allows_it(complete, hosts):
    complete.ALLOWED_HOSTS = hosts
    assert found() == []


def test_one_machine_and_one_process_are_told(complete, monkeypatch):
    monkeypatch.setattr(
        complete._wrapped, "DATABASES", {"default": {"ENGINE": "django.db.backends.sqlite3"}}
    )
    memory = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    monkeypatch.setattr(complete._wrapped, "CACHES", memory)
    assert found() == [("sqlite", "say"), ("cache_of_a_process", "refuse")]


@pytest.mark.parametrize("public", ["MEDIA_ROOT", "STATIC_ROOT"])
def test_private_files_below_public_ones_are_refused(complete, tmp_path, public):
    setattr(complete, public, tmp_path / "served")
    complete.PRIVATE_ROOT = tmp_path / "served" / "private"
    assert found() == [("private_is_public", "refuse")]
    complete.PRIVATE_ROOT = tmp_path / "served-not"
    assert found() == []


def test_every_lack_has_a_sentence_that_mends(settings):
    settings.SHOP_IS_DEMO = True
    lacks = check_settings()
    assert len(lacks) > 5
    assert all(lack.msg.endswith(".") and lack.hint.endswith(".") for lack in lacks)
