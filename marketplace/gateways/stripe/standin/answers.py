"""Shapes that all parts of the stand-in share: ids, refusals, what outsiders may see."""

import secrets


class Refusal(Exception):
    """An answer in Stripe's error shape."""

    def __init__(self, status: int, kind: str, message: str, **more: object) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"type": kind, "message": message, **more}}


def new_id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(12)}"


def missing(kind: str, thing_id: str) -> Refusal:
    return Refusal(
        404,
        "invalid_request_error",
        f"No such {kind}: '{thing_id}'",
        code="resource_missing",
        param="id",
    )


def public(thing: dict) -> dict:
    """Leave out what only the stand-in knows."""
    return {key: value for key, value in thing.items() if not key.startswith("_")}
