"""The market that is attacked: two houses and twelve people, built once for all attacks."""

import json
import logging
import os
import random
import threading
import time
from pathlib import Path

import pytest
from django.core.cache import cache, caches
from django.db import transaction
from django.utils import translation

from marketplace.accounts import fresh, signing_in
from marketplace.gateways.stripe.client import gateway_of
from marketplace.gateways.stripe.standin.server import serve
from tests import carriers
from tests.security.addresses import addresses
from tests.security.asking import ASKED
from tests.security.cast import ROLES, Cast, gather

# "all": every request, as `make attack` asks; else a share of them, drawn by this seed.
ATTACK = os.environ.get("ATTACK", "some")
SEED = int(os.environ.get("ATTACK_SEED", "20261128"))
# "3/8": the third of eight parts; all eight of them are everything (tests/security/attack.py).
PART, PARTS = map(int, os.environ.get("ATTACK_PART", "1/1").split("/"))
STARTED = time.monotonic()
WEEK = 7 * 24 * 60 * 60


class Draw:
    """Which of the requests this run makes: all, or so many of them, drawn by the seed."""

    addresses = 0  # how many the market has, for the report

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)

    def __call__(self, asked: list, most: int) -> list:
        if ATTACK == "all" or len(asked) <= most:
            return asked
        return [asked[at] for at in sorted(self.dice.sample(range(len(asked)), most))]

    def part(self, whole: list) -> list:
        """Give the part of an attack that this run makes; the parts together are the whole."""
        return whole[PART - 1 :: PARTS]


def pytest_collection_modifyitems(config, items):
    """What is not cut into parts is done with the first one."""
    if PART > 1:
        cut = [each for each in items if "draw" in getattr(each, "fixturenames", ())]
        config.hook.pytest_deselected(items=[each for each in items if each not in cut])
        items[:] = cut


def pytest_sessionfinish(exitstatus):
    """Write down what was asked, where `python -m tests.security.attack` reads it."""
    if report := os.environ.get("ATTACK_REPORT"):
        told = {
            "passed": exitstatus == 0,
            "requests": ASKED.total(),
            "by role": {
                role: sum(n for (who, _), n in ASKED.items() if who == role) for role in ROLES
            },
            "answers": {
                f"{kind}xx": sum(n for (_, status), n in ASKED.items() if status // 100 == kind)
                for kind in range(1, 6)
            },
            "addresses": Draw.addresses,
            "seconds": round(time.monotonic() - STARTED),
        }
        Path(report).write_text(json.dumps(told))


@pytest.fixture
def draw() -> Draw:
    print(f"\nATTACK={ATTACK} ATTACK_SEED={SEED}")
    return Draw(SEED)


@pytest.fixture(scope="session")
def attacked_files(tmp_path_factory):
    return tmp_path_factory.mktemp("attacked")


@pytest.fixture(scope="package")
def stripe(tmp_path_factory):
    server = serve(
        port=0,
        webhook_url="http://127.0.0.1:9/",
        webhook_secret="whsec_standin",
        state=tmp_path_factory.mktemp("stripe") / "state.json",
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="package")
def built(django_db_setup, django_db_blocker, attacked_files, stripe):
    """Build the market in a transaction that is taken back when the attacks are over."""
    from django.conf import settings

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "MEDIA_ROOT", attacked_files / "media")
        patch.setattr(settings, "PRIVATE_ROOT", attacked_files / "private")
        patch.setattr(settings, "RATE_LIMITS", False)
        patch.setattr(settings, "STRIPE_STANDIN_URL", stripe)
        patch.setattr(settings, "STRIPE_API_BASE", stripe)
        for name, value in carriers.keys(stripe).items():  # who is none: nothing is understood
            patch.setattr(settings, name, value)
        patch.setattr(
            settings, "PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"]
        )
        # Everybody stays as they came in, however long the attack takes.
        patch.setattr(fresh, "SECONDS", WEEK)
        for limit in ("LONGEST", "IDLE", "UNASKED"):
            patch.setattr(signing_in, limit, WEEK)
        patch.setattr(settings, "ACCOUNT_REAUTHENTICATION_TIMEOUT", WEEK, raising=False)
        gateway_of.cache_clear()
        with django_db_blocker.unblock(), transaction.atomic():
            cast = gather()
            Draw.addresses = len(addresses(cast.a)[0])
            logging.disable(logging.CRITICAL)  # thousands of refusals, each with its traceback
            yield cast
            logging.disable(logging.NOTSET)
            transaction.set_rollback(True)
        gateway_of.cache_clear()


@pytest.fixture
def cast(built: Cast, settings, attacked_files, stripe) -> Cast:
    settings.MEDIA_ROOT = attacked_files / "media"
    settings.PRIVATE_ROOT = attacked_files / "private"
    settings.PRIVATE_SECONDS = 3600  # longer than an attack takes
    settings.RATE_LIMITS = False
    settings.ACCOUNT_RATE_LIMITS = False
    settings.STRIPE_STANDIN_URL = settings.STRIPE_API_BASE = stripe
    carriers.set_up(settings, stripe)
    cache.clear()
    caches["pages"].clear()
    translation.activate("vi")
    return built
