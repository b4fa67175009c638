"""What pytest is given in a child: a database of its own, and an end at the first failure."""

import os
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest


class OwnDatabase:
    """Let tests use a copy of the migrated database instead of migrating one.

    To be registered after all plugins, so that this fixture is the one that counts.
    """

    place: Path | None = None

    @pytest.fixture(scope="session")
    def django_db_setup(self, django_test_environment, django_db_blocker):
        from django.conf import settings
        from django.db import connection

        with django_db_blocker.unblock():
            connection.close()
            name = str(self.place)
            connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
        yield


class FirstFailure:
    """Remember the first test that failed and say so to whoever runs the tests."""

    def __init__(self) -> None:
        self.test: str | None = None
        self.why = ""

    def pytest_runtest_logreport(self, report) -> None:
        if report.failed and self.test is None:
            crash = getattr(report.longrepr, "reprcrash", None)
            self.test = report.nodeid
            self.why = (crash.message if crash else str(report.longrepr))[:300]

    def pytest_collectreport(self, report) -> None:
        self.pytest_runtest_logreport(report)


def be_quick() -> None:
    """Let hypothesis stop at the first example that fails: nobody reads a smaller one."""
    from hypothesis import Phase, settings

    settings.register_profile(
        "mutants", settings(), phases=[Phase.explicit, Phase.generate], database=None
    )
    settings.load_profile("mutants")


def empties_the_database(item) -> bool:
    """Tell whether a test commits, so that all tables are emptied after it."""
    marker = item.get_closest_marker("django_db")
    commits = bool(marker and marker.kwargs.get("transaction"))
    return commits or "transactional_db" in getattr(item, "fixturenames", ())


def in_order(items: Iterable) -> list:
    """Let tests that empty the database come last, as pytest-django does."""
    return sorted(items, key=empties_the_database)


def run_items(items: Iterable, failure: FirstFailure) -> None:
    """Run collected tests one after another until one fails."""
    items = [*in_order(items), None]
    for item, following in pairwise(items):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if failure.test:
            return


def settle(config, scratch: Path, database: Path | None) -> None:
    """Give a forked session files of its own."""
    from tests.mutants.children import copy_database

    factory = config._tmp_path_factory
    factory._basetemp, factory._given_basetemp = None, scratch / "tmp"
    if database:
        OwnDatabase.place = copy_database(database, scratch)
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
