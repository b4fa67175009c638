"""Migrations are history: they stay as they were applied, and stand on nothing that changes."""

import pytest
from django.conf import settings

from tests.source import freeze

EACH = [path for folder in freeze.folders().values() for path in freeze.migrations_of(folder)]


def test_frozen_migrations_stay_as_they_were():
    assert freeze.broken(freeze.read_list(), freeze.digests()) == []


def test_what_changed_or_went_is_named_and_what_is_new_is_free():
    frozen = {"ledger": {"migrations/0001.py": "aa", "migrations/0002.py": "bb"}, "cms": {"x": "c"}}
    now = {"ledger": {"migrations/0001.py": "aa", "migrations/0002.py": "b2", "new.py": "dd"}}
    assert freeze.broken(frozen, now) == ["ledger/migrations/0002.py is changed", "cms/x is gone"]


def test_data_that_migrations_load_is_frozen_with_them():
    frozen = freeze.read_list()
    assert "data/ocop-classes.json" in frozen["catalogue"]
    assert {"data/communes-2025.csv", "data/hanoi-before-2025.csv"} <= set(frozen["places"])


@pytest.mark.parametrize("path", EACH, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_migration_imports_nothing_that_lives(path):
    assert freeze.living_imports(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from marketplace.ledger import guards", ["marketplace.ledger"]),
        ("import catalogue.places.models", ["catalogue.places.models"]),
        ("def run(apps, editor):\n    from cms import models", ["cms"]),
        ("from .. import guards", [".."]),
        ("from marketplace.ledger.migrations import _guards", []),
        ("from . import _guards\nfrom django.db import models", []),
    ],
)
def test_living_imports_are_found_wherever_they_stand(source, found):
    assert freeze.living_imports(source) == found
