"""What producers and staff read when a new one cannot leave, come back or be refunded."""

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import translation

from catalogue.origin.lots.services import open_lot, recall_lot, release_lot
from marketplace.aftersale.exchange_steps import (
    came_back,
    exchange,
    exchange_form,
    number_in,
    refused_in_words,
)
from marketplace.aftersale.models import Return
from marketplace.aftersale.returns import withdraw_return
from marketplace.frame.steps import NotTaken
from marketplace.gateways.refunds import OverRefund
from marketplace.purchases.services import MoveRefused
from tests.flows.sale import stock
from tests.marketplace.aftersale.claims import approved, asked, exchanged, received

pytestmark = pytest.mark.django_db
MOVED_ON = "This return has moved on meanwhile; nothing was changed."


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def posted(user, **fields):
    request = RequestFactory().post("/", fields)
    request.user = user
    return request


def said(step, claim: Return, user, **fields) -> str:
    """What a person reads of a step: that it was taken, or why not."""
    try:
        with refused_in_words():
            return step(posted(user, **fields), claim, "producer")
    except NotTaken as why:
        return str(why)


def fresh(claim: Return) -> Return:
    return Return.objects.get(pk=claim.pk)


def lot_of(product, owner, number: str, quantity: int = 20):
    lot = open_lot(product=product, quantity=quantity, by=owner, number=number)
    return release_lot(lot=lot, by=owner)


def test_a_new_one_is_sent_once(product, owner):
    claim = received(product, owner, wish="exchange")
    for _twice in range(2):
        assert said(exchange, fresh(claim), owner) == "Exchanged. The buyer has been told."
        assert (fresh(claim).state, stock(product)) == ("exchanged", (8, 0))
    withdraw_return(claim=asked(product, owner), by=None)
    assert said(exchange, Return.objects.latest("pk"), owner) == MOVED_ON


def test_without_one_in_stock_the_producer_is_told_to_refund(product, owner):
    claim = received(product, owner, wish="exchange")
    product.stockrecords.update(num_in_stock=0)
    assert (
        said(exchange, claim, owner) == "There is none left to exchange it for; please refund it."
    )
    assert fresh(claim).state == "received"


def test_a_lot_that_is_not_to_be_chosen_is_said(product, owner):
    claim = received(product, owner, wish="exchange")
    lot_of(product, owner, "A-1")
    line = claim.lines.get().line_id
    answer = said(exchange, claim, owner, **{f"lot_{line}": "999999"})
    assert answer == "That lot cannot be sent any more. Choose another."
    assert fresh(claim).state == "received"


def test_recalled_goods_do_not_leave(product, owner):
    lot = lot_of(product, owner, "A-1")
    claim = received(product, owner, wish="exchange")
    recall_lot(lot=lot, reason="Chì", by=owner)
    assert said(exchange, claim, owner) == "These goods are recalled: they must not leave."


def test_what_came_back_is_noted_with_how_many_are_fit(product, owner):
    claim = exchanged(product, owner, quantity=2)
    line = claim.lines.get().line_id
    for fit in ("", "3", "x"):
        answer = said(came_back, claim, owner, number="1", **{f"fit_{line}": fit})
        assert answer == "Please say how many are fit to sell.", fit
    before, _held = stock(product)
    for _twice in range(2):
        assert said(came_back, fresh(claim), owner, number="1", **{f"fit_{line}": "2"}) == (
            "Noted. What is fit to sell is in stock again; now send it again or refund it."
        )
        assert (fresh(claim).state, stock(product)) == ("came_back", (before + 2, 0))


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (MoveRefused("too little"), "Less than that is left of this lot. Choose another."),
        (
            MoveRefused("returned again"),
            "The buyer has asked to return these items anew: see that return.",
        ),
        (MoveRefused("refunded"), MOVED_ON),
        (
            OverRefund("above what is left"),
            "This cannot be refunded here; the market has been told.",
        ),
    ],
)
def test_refusals_of_services_become_sentences(refusal, sentence):
    with pytest.raises(NotTaken) as told, refused_in_words():
        raise refusal
    assert str(told.value) == sentence


def test_a_form_to_send_is_there_while_something_is_to_be_sent(product, owner):
    assert exchange_form(approved(product, owner, wish="exchange")) is None
    claim = received(product, owner, wish="exchange")
    assert exchange_form(claim) is not None
    assert exchange_form(claim, QueryDict("")).is_bound


@pytest.mark.parametrize(
    ("text", "number"),
    [("1", 1), ("9999", 9999), ("10000", None), ("", None), ("-1", None), ("x", None)],
)
def test_a_form_says_which_parcel_it_was_about(owner, text, number):
    assert number_in(posted(owner, number=text)) == number
    assert number_in(posted(owner)) is None
