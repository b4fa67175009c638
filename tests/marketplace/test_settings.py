"""A wrong or missing setting stops the start with a sentence that names it."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

GOOD = {
    "DJANGO_ENV": "production",
    "SECRET_KEY": "x" * 60,
    "KEYS_SECRET": "k" * 60,
    "SITE_URL": "https://shop.example.vn",
    "ALLOWED_HOSTS": "shop.example.vn",
    "DATABASE_URL": "postgres://u@127.0.0.1/m",
    "REDIS_URL": "redis://127.0.0.1/0",
}


def start(code: str = "import marketplace.settings", **changes: str) -> subprocess.CompletedProcess:
    env = {"PATH": os.environ["PATH"]} | {k: v for k, v in (GOOD | changes).items() if v}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_complete_settings_start():
    assert start().returncode == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, "") for name in GOOD if name != "DJANGO_ENV"),
        ("DJANGO_ENV", "prod"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY_FALLBACKS", "short"),
        ("KEYS_SECRET", "short"),
        ("KEYS_SECRET_FALLBACKS", "y" * 60 + ",short"),
        ("SITE_URL", "shop.example.vn/"),
        ("DEBUG", "1"),
        ("REDIS_URL", "redis+sentinel://10.0.0.1:26379"),
        ("STRIPE_SECRET_KEY", "sk_live_x"),
        ("GHN_TOKEN", "a-key-without-a-shop"),
        ("GHTK_CLIENT_SOURCE", "S308157"),
    ],
)
def test_what_is_wrong_is_named(name, value):
    result = start(**{name: value})
    assert result.returncode != 0
    assert name in result.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, "True False"),
        ({"HSTS_PRELOAD": "1"}, "True True"),
        ({"HSTS_SUBDOMAINS": "0"}, "False False"),
    ],
)
def test_browsers_list_the_domain_only_when_told_to(changes, found):
    said = "import marketplace.settings as s; print(s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD)"
    assert start(said, **changes).stdout.strip() == found


BUCKETS = {
    "S3_BUCKET": "public",
    "S3_PRIVATE_BUCKET": "private",
    "S3_ENDPOINT_URL": "https://s3.example.vn:9000",
    "S3_REGION": "ap-southeast-1",
}
HOW_BUCKETS_ARE_READ = """
from marketplace import settings
public, private = (settings.STORAGES[name]["OPTIONS"] for name in ("default", "private"))
print(
    public["region_name"],
    private["client_config"].signature_version,
    public.get("url_protocol"),
    public.get("custom_domain"),
    settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"][2:],
)
"""


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "None None ['https://s3.example.vn:9000']"),
        (
            {"MEDIA_URL": "https://anh.example.vn/media/"},
            "https: anh.example.vn/media ['https://anh.example.vn']",
        ),
    ],
)
def test_pages_may_show_what_lies_in_the_bucket_or_on_the_host_before_it(changes, told):
    result = start(HOW_BUCKETS_ARE_READ, **BUCKETS, **changes)
    assert result.stdout.strip() == f"ap-southeast-1 s3v4 {told}", result.stderr


def test_a_database_that_is_gone_without_a_word_is_noticed_in_seconds():
    code = "from marketplace import settings; print(settings.DATABASES['default']['OPTIONS'])"
    assert "'connect_timeout': 5" in start(code).stdout
    url = "postgres://u@127.0.0.1/m?connect_timeout=2&sslmode=require"
    told = start(code, DATABASE_URL=url).stdout
    assert "'connect_timeout': 2" in told
    assert "'sslmode': 'require'" in told


def test_mail_goes_by_one_kind_of_tls():
    result = start(EMAIL_USE_TLS="1", EMAIL_USE_SSL="1")
    assert "port 587 wants the first, 465 the second" in result.stderr


def test_cookies_of_sessions_are_this_hosts_alone():
    said = (
        "import marketplace.settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE)"
    )
    assert start(code=said).stdout.split() == ["__Host-session", "__Host-csrf", "True"]
    at_home = start(code=said, DJANGO_ENV="development", VAR_DIR="/tmp/cookies")
    assert at_home.stdout.split() == ["sessionid", "csrftoken", "False"]
