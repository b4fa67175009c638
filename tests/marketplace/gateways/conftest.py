"""A gateway that answers what a test lays down, and remembers what was asked."""

from types import SimpleNamespace

import pytest

from marketplace.gateways.models import Payment
from tests import factories
from tests.flows.sale import paid, place

USERS = ("cards", "refunds", "services", "stripe.payouts")


class ScriptedGateway:
    """Each call by its name: an error to raise, a function to ask, or the answer itself."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict]] = []
        self.answers: dict = {}

    def __getattr__(self, name: str):
        def call(*given, **named):
            self.asked.append((name, {"given": given, **named}))
            answer = self.answers[name]
            if isinstance(answer, Exception):
                raise answer
            return answer(*given, **named) if callable(answer) else answer

        return call

    def names(self) -> list[str]:
        return [name for name, _about in self.asked]


@pytest.fixture
def gateway(monkeypatch) -> ScriptedGateway:
    scripted = ScriptedGateway()
    for module in USERS:
        monkeypatch.setattr(f"marketplace.gateways.{module}.stripe_gateway", lambda: scripted)
    return scripted


@pytest.fixture
def vase(db):
    return factories.make_product(price=250_000, stock=9, weight_g=100)


@pytest.fixture
def purchase(vase):
    """A purchase that one bank transfer paid."""
    return paid([(vase, 1)])


@pytest.fixture
def by_card(vase):
    """A purchase whose card payment has succeeded, for refunds: its books are not written."""
    purchase = place([(vase, 1)], "stripe")
    Payment.objects.create(
        purchase=purchase,
        gateway="stripe",
        reference="pi_1",
        amount=purchase.total,
        state=Payment.State.SUCCEEDED,
    )
    return purchase


def answer(identity: str, status: str, mark: str = "", **more) -> SimpleNamespace:
    """Write a refund as Stripe tells of it."""
    return SimpleNamespace(
        id=identity,
        status=status,
        metadata=SimpleNamespace(refund=mark),
        **({"failure_reason": "", "payment_intent": "pi_1"} | more),
    )
