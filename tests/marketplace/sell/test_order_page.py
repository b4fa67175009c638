"""What the services refuse of an order is said in words."""

import pytest

from marketplace.frame.steps import NotTaken
from marketplace.purchases.services import MoreThanLeft, MoveRefused
from marketplace.sell.order_page import MOVED_ON, REFUSALS, refused_in_words


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (MoveRefused("recalled"), REFUSALS["recalled"]),
        (MoveRefused("too little"), REFUSALS["too little"]),
        (MoveRefused("shipped"), MOVED_ON),
        (MoreThanLeft(), MOVED_ON),
    ],
)
def test_a_refusal_becomes_a_sentence(refusal, sentence):
    with pytest.raises(NotTaken, match=str(sentence)), refused_in_words():
        raise refusal


def test_other_errors_are_not_hidden():
    with pytest.raises(ValueError, match="x"), refused_in_words():
        raise ValueError("x")
