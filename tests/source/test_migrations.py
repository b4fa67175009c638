"""Migrations are history: they stay as they were applied, and stand on nothing that changes."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

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


def test_wagtail_comes_first_then_oscar_then_ours():
    """Each operation draws all related models anew, so the order decides how long a start takes."""
    graph = MigrationLoader(None).graph
    plan: dict[tuple[str, str], None] = {}
    for leaf in graph.leaf_nodes():
        plan |= dict.fromkeys(graph.forwards_plan(leaf))
    order = list(plan)

    def places(label: str) -> list[int]:
        return [n for n, (app, _name) in enumerate(order) if app == label]

    shop_begins = order.index(("catalogue", "0001_initial"))
    ours_begin = order.index(("catalogue", "0033_ocop_columns"))
    assert max(places("wagtailcore")) < shop_begins
    assert max(places("django_tasks_database")) < shop_begins
    assert max(places("offer")) < ours_begin
    assert order.index(("order", "0021_billingaddress_code_shippingaddress_code")) < ours_begin
    assert all(
        ours_begin < min(places(label))
        for label in ("origin", "certificates", "purchases", "gateways", "ledger", "aftersale")
    )


@pytest.mark.django_db
def test_models_are_what_their_migrations_say():
    """A field, a bound or a constraint does not change without a migration that carries it."""
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
