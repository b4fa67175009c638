"""On an empty database the long histories of others run while models are still few."""

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader


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
