"""An undoing is whole or not at all; proposals of another batch go back to it."""

import pytest
from django.utils import translation

from marketplace.listings.imports import undoing
from marketplace.listings.imports.services import ask_undo
from marketplace.listings.imports.undoing import Prevented
from marketplace.listings.models import ProposalBatch, Revision
from tests import factories
from tests.flows.sale import place, stock
from tests.marketplace.listings.imports.tables import NEW, applied, undone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    translation.activate("en")


def test_proposal_goes_back_to_the_batch_that_it_came_from(producer, owner):
    first = applied(producer, owner, NEW, NEW | {"title_vi": "Bát"})
    second = applied(producer, owner, NEW | {"price": "130k"})
    assert Revision.objects.filter(batch=second.batch).count() == 1
    undone(second)
    assert {each.batch for each in Revision.objects.all()} == {first.batch}
    assert {each.content["price"] for each in Revision.objects.all()} == {120_000}
    undone(first)
    assert not Revision.objects.exists() and not ProposalBatch.objects.exists()


def test_price_that_was_none_and_stock_that_is_held_prevent_it(producer, owner):
    vase = factories.make_product(producer, title="Lọ")
    vase.stockrecords.update(price=None)
    bowl = factories.make_product(producer, title="Bát", stock=1)
    made = applied(
        producer, owner, {"code": vase.code, "price": "90k"}, {"code": bowl.code, "stock": "9"}
    )
    place([(bowl, 3)], method="cash")
    ask_undo(table=made)
    with pytest.raises(Prevented) as refusal:
        undoing.undo_all(made.pk)
    assert [
        (number, problems[0][0], problems[0][1]["en"])
        for number, _title, problems in refusal.value.reasons
    ] == [
        (2, "price", "It had no price before the table."),
        (3, "stock", "Orders already hold 3 of them; ship or cancel them first."),
    ]
    assert undoing.undo(made.pk) is False and stock(bowl)[0] == 9
