"""manage.py preflight: 0 when nothing refuses, 1 with sentences; `make serve` stops at it."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings as project
from django.core.checks import Warning
from django.core.management import call_command

from marketplace.demo.management.commands import market
from marketplace.operations.management.commands import preflight
from marketplace.operations.preflight.lacks import refuse, say
from tests.marketplace.test_settings import GOOD

MAIL = refuse("mail_kept", "Nobody gets any mail.", "Set EMAIL_BACKEND.")
SQLITE = say("sqlite", "One machine.", "Set DATABASE_URL.")


@pytest.fixture
def lacks(monkeypatch, settings):
    """Put lacks into the place of those that are found, in production form."""
    settings.PRODUCTION = True

    def put(*found):
        monkeypatch.setattr(preflight.checks, "run_checks", lambda **asked: list(found))

    return put


def test_nothing_that_refuses_opens(lacks, capsys):
    lacks(SQLITE)
    call_command("preflight")
    told = capsys.readouterr()
    assert told.out.splitlines() == [
        "say     sqlite",
        "        One machine.",
        "        Set DATABASE_URL.",
        "Preflight: nothing refuses.",
    ]


def test_what_refuses_comes_first_and_ends_with_one(lacks, capsys):
    lacks(SQLITE, MAIL)
    with pytest.raises(SystemExit) as end:
        call_command("preflight")
    told = capsys.readouterr()
    assert end.value.code == 1
    assert told.out.splitlines()[:3] == [
        "refuse  mail_kept",
        "        Nobody gets any mail.",
        "        Set EMAIL_BACKEND.",
    ]
    assert told.err.strip() == "Preflight: 1 lacks refuse production; mend them first."


def test_machines_read_json(lacks, capsys):
    lacks(MAIL, Warning("Say so.", id="security.W008"))
    with pytest.raises(SystemExit):
        call_command("preflight", "--json")
    assert json.loads(capsys.readouterr().out) == {
        "may_open": False,
        "production": True,
        "lacks": [
            {
                "code": "mail_kept",
                "kind": "refuse",
                "what": "Nobody gets any mail.",
                "way_out": "Set EMAIL_BACKEND.",
            },
            {"code": "security.W008", "kind": "say", "what": "Say so.", "way_out": ""},
        ],
    }


def test_development_opens_and_says_how_many(lacks, capsys, settings):
    settings.PRODUCTION = False
    lacks(MAIL, SQLITE)
    call_command("preflight")
    assert capsys.readouterr().out.startswith("Preflight: 1 lacks would refuse production")
    call_command("preflight", "--all")
    assert "Set DATABASE_URL." in capsys.readouterr().out


def test_silenced_checks_stay_silent(lacks, capsys):
    lacks(Warning("A frame.", id="security.W019"))
    call_command("preflight")
    assert capsys.readouterr().out == "Preflight: nothing refuses.\n"


@pytest.mark.django_db
def test_the_market_starts_nothing_before_it(lacks, monkeypatch, settings, tmp_path):
    """What `make serve` runs asks again with the database, before any process begins."""
    settings.VAR_DIR = tmp_path
    lacks(MAIL)
    monkeypatch.setattr(market, "keep_log", lambda path: None)
    monkeypatch.setattr(market, "Process", lambda *a, **k: pytest.fail("a process was started"))
    run = market.call_command
    monkeypatch.setattr(
        market, "call_command", lambda name, **how: name != "migrate" and run(name, **how)
    )
    with pytest.raises(SystemExit):
        call_command("market", "--no-demo", "--port", str(market.free_port_from(18431)))


def serve(tmp_path, **changes: str) -> subprocess.CompletedProcess:
    """Run `make serve` with an environment of nothing but these settings."""
    var = {"VAR_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / 'none.sqlite3'}"}
    env = {"PATH": os.environ["PATH"]} | GOOD | var | changes
    return subprocess.run(
        ["make", "-o", ".venv/.run", "serve", f"PY={sys.executable}"],
        cwd=project.BASE_DIR,
        env={name: value for name, value in env.items() if value},
        capture_output=True,
        text=True,
        timeout=240,
    )


def test_make_serve_stops_half_made_before_anything_is_touched(tmp_path):
    ended = serve(tmp_path, KEYS_SECRET=GOOD["SECRET_KEY"])
    assert ended.returncode != 0
    for sentence in (
        "Mail is written to files or the screen; nobody gets any.",
        "Set EMAIL_BACKEND=django.core.mail.backends.smtp.EmailBackend and EMAIL_HOST.",
        "KEYS_SECRET is SECRET_KEY: the keys of labels would hang on it.",
        "Set SHOP_OPERATOR to the company's name, as it is registered.",
        "Set SITE_URL to the shop's own address; it is printed on packs.",
    ):
        assert sentence in ended.stdout
    assert "refuse production; mend them first" in ended.stderr
    assert not (tmp_path / "none.sqlite3").exists()
    assert not (tmp_path / "static").exists()


def test_make_serve_tells_all_settings_that_are_missing(tmp_path):
    ended = serve(tmp_path, SECRET_KEY="", REDIS_URL="", ALLOWED_HOSTS="")
    assert ended.returncode != 0
    assert ended.stderr.splitlines()[:3] == [
        "SECRET_KEY is not set. It is needed in production: it signs sessions and tokens.",
        "ALLOWED_HOSTS is not set. Production needs the host names it answers to.",
        "REDIS_URL is not set. Production shares its cache between processes.",
    ]
