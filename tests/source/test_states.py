"""No state is spelled out where an enumeration has it, and none is written but by move()."""

import pytest
from django.apps import apps
from django.db.models import Q

from marketplace.frame.states import field_of, moves_of
from tests import moves
from tests.source import states

SPELLED = [
    'if order.status == "placed": pass',
    'if "placed" == order.status: pass',
    'if what != "paid": pass',
    'if order.status in ("placed", "confirmed"): pass',
    'if order.status in {"placed"}: pass',
    'ok = request.GET["x"] == "placed"',
    'match order.status:\n    case "placed": pass',
    'rows.filter(status="placed")',
    'rows.exclude(order__status__in=["placed", "confirmed"])',
    'rows.filter(**{"status": "placed"})',
    'Purchase(state="paid" if free else "pending")',
    'OPEN = {"placed", "confirmed"}',
    'WORDS = {"placed": "…", "confirmed": "…"}[order.status]',
    'status = "pending" if waits else "placed"',
    'first_state: str = "pending"',
    'move_orders(purchase, {"pending"}, Status.PLACED)',
    'move(order, "placed")',
]
WRITTEN = [
    "order.status = Status.PLACED",
    "order.status, order.confirmed_at = Status.CONFIRMED, now",
    "order.status += suffix",
    "rows.update(status=Status.PLACED)",
    'setattr(order, "status", Status.PLACED)',
    'order.save(update_fields=["status"])',
    'rows.bulk_update(orders, ["status"])',
    "order.set_status(Status.PLACED)",
]
INNOCENT = [
    "if order.is_placed: pass",
    "if order.status == Status.PLACED: pass",
    "rows.filter(status=Status.PLACED)",
    'if step == "paid": pass',
    'if "sent" in request.GET: pass',
    'payment.save(update_fields=["disputed"])',
    'text = _("%(paid)d paid, %(failed)d failed.") % {"paid": paid, "failed": failed}',
    'PurchaseEvent(code="paid")',
    'class State(TextChoices):\n    PLACED = "placed"',
    'class Meta:\n    condition = Q(state="paid")',
    "dispute.status = answer.status",
]


def test_code_names_states_and_leaves_them_to_move():
    assert [str(found) for found in states.found_in_code()] == []


def test_templates_ask_facts_of_the_rows():
    assert [str(found) for found in states.found_in_templates()] == []


@pytest.mark.parametrize("source", [*SPELLED, *WRITTEN])
def test_finder_sees(source):
    assert states.read(source, "x.py")


@pytest.mark.parametrize("source", INNOCENT)
def test_finder_lets_pass(source):
    assert states.read(source, "x.py") == []


@pytest.mark.parametrize(
    "source",
    [
        '{% if order.status == "placed" %}{% endif %}',
        '{% if order.status in ("placed", "shipped") %}{% endif %}',
        '{{ "a" if order.status != "placed" }}',
        '{{ rows|selectattr("status", "equalto", "placed") }}',
        '{{ {"placed": "ok", "shipped": "wait"}[order.status] }}',
    ],
)
def test_finder_sees_in_templates(source):
    assert states.found_in_template(source, "x.html")


@pytest.mark.parametrize(
    "source",
    [
        '{% if order.is_placed %}{{ url("x", "placed") }}{% endif %}',
        '{% if message.step == "approved" %}{% endif %}',
    ],
)
def test_finder_lets_pass_in_templates(source):
    assert states.found_in_template(source, "x.html") == []


def test_every_model_with_states_has_a_table_of_moves():
    """A certificate's state follows from its dates and a day: nobody moves it."""
    without = {
        model.__name__
        for model in apps.get_models()
        if model.__dict__.keys() & {"State", "Status", "JobState"} and not hasattr(model, "MOVES")
    }
    assert without == {"Certificate"}


@pytest.mark.parametrize("model", states.models_with_moves())
def test_table_knows_every_state_and_no_other(model):
    table = moves_of(model)
    known = dict(model._meta.get_field(field_of(model)).choices or [(one, one) for one in table])
    if field_of(model) == "status" and hasattr(model, "Status"):  # Oscar's column has no choices
        known = dict(model.Status.choices)
    assert set(table) == set(known)
    assert {goal for goals in table.values() for goal in goals} <= set(table)


@pytest.mark.parametrize("model", states.models_with_moves())
def test_conditions_of_the_schema_name_states_that_are(model):
    """`class Meta` sees no enumeration: what its conditions spell out is looked at here."""

    def values(condition):
        for one in condition.children:
            if isinstance(one, Q):
                yield from values(one)
            elif one[0].split("__")[0] == field_of(model):
                yield from one[1] if isinstance(one[1], (list, tuple)) else [one[1]]

    schema = [*model._meta.constraints, *model._meta.indexes]
    conditions = [getattr(part, "condition", None) for part in schema]
    assert {value for condition in conditions if condition for value in values(condition)} <= set(
        moves_of(model)
    )


def test_every_allowed_move_is_made_by_a_test_or_said_why_not():
    allowed = {
        f"{model.__name__} {state} {goal}"
        for model in states.models_with_moves()
        for state, goals in moves_of(model).items()
        for goal in goals
    }
    proven = [move for tests in moves.PROVEN.values() for made in tests.values() for move in made]
    assert sorted([*proven, *moves.UNMADE]) == sorted(allowed)


def test_tests_that_make_the_moves_are_there():
    for path, tests in moves.PROVEN.items():
        source = (states.ROOT / path).read_text(encoding="utf-8")
        for name in tests:
            function = name.partition("[")[0]
            assert f"def {function}(" in source, f"{path}::{name}"
