"""A step tells the person what came of it: done, done before, or why nothing was changed."""

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage

from marketplace.frame.steps import Known, NotTaken, take_step


def told(rf, step, *on) -> list[tuple[str, str]]:
    request = rf.post("/")
    request.session = {}
    request._messages = FallbackStorage(request)
    take_step(request, step, *on)
    return [(message.level_tag, str(message)) for message in request._messages]


def accept(request, order: str) -> str:
    if order == "gone":
        raise NotTaken("This order has moved on meanwhile.")
    if order == "twice":
        raise Known("This was noted before.")
    if order == "broken":
        raise KeyError(order)
    return f"{request.method} {order}: accepted."


@pytest.mark.parametrize(
    ("order", "message"),
    [
        ("O-1", ("success", "POST O-1: accepted.")),
        ("twice", ("info", "This was noted before.")),
        ("gone", ("error", "This order has moved on meanwhile.")),
    ],
)
def test_a_step_is_told_in_its_kind(rf, order, message):
    assert told(rf, accept, order) == [message]


def test_a_mistake_of_ours_is_no_refusal(rf):
    with pytest.raises(KeyError):
        told(rf, accept, "broken")
