"""One lack: what is wrong and what mends it, as an error that refuses or a warning that says so."""

from django.core.checks import CheckMessage, Error, Warning

REFUSE, SAY = "refuse", "say"


def refuse(code: str, what: str, way_out: str) -> Error:
    """A lack that a market may not open with."""
    return Error(what, hint=way_out, id=f"market.{code}")


def say(code: str, what: str, way_out: str) -> Warning:
    """A lack that somebody should know of."""
    return Warning(what, hint=way_out, id=f"market.{code}")


def kind_of(message: CheckMessage) -> str:
    return REFUSE if message.is_serious() else SAY


def code_of(message: CheckMessage) -> str:
    """Name a lack: ours without the family, Django's with it."""
    return (message.id or "").removeprefix("market.")
