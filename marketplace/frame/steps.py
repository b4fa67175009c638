"""Steps that an address names: each is a function of a table that says what it did.

    STEPS = {"accept": accept, "refuse": refuse}

    def claim_step(request, number, step):
        take_step(request, STEPS[step], found)

A step gives the sentence that the person reads, or raises NotTaken with the sentence that says
why nothing was changed.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

Step = Callable[..., str]


class NotTaken(Exception):
    """A step was not taken; its text says why, in the reader's language."""


class Known(Exception):
    """A step had been taken before; its text says so."""


def take_step(request: HttpRequest, step: Step, *on: Any) -> None:
    """Take a step on something and tell the person what came of it."""
    try:
        messages.success(request, step(request, *on))
    except Known as before:
        messages.info(request, str(before))
    except NotTaken as why:
        messages.error(request, str(why))
