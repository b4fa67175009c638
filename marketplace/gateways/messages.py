"""What is kept of a gateway's message: any shape, in what a database takes of texts and numbers."""

import hashlib
import json
import math
from typing import Any

LONGEST_ID = 120


def read_json(body: bytes) -> Any:
    """Read a body as JSON that can be stored again.

    `{"a": "x\\u0000", "b": 1e400}` is read as `{"a": "x", "b": "inf"}`: PostgreSQL keeps no NUL and
    JSON has no infinity. Raises ValueError.
    """
    try:
        return storable(json.loads(body))
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def storable(value: Any) -> Any:
    """Replace what no JSON column keeps: NUL, half of a surrogate pair, NaN and infinity."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {storable(name): storable(each) for name, each in value.items()}
    if isinstance(value, list):
        return [storable(each) for each in value]
    return value


def id_of(event: dict, body: bytes) -> str:
    """Give an event's own id; one without, or with one that is no id, is known by its body."""
    told = event.get("id")
    if isinstance(told, str) and 0 < len(told) <= LONGEST_ID:
        return told
    return f"sha256:{hashlib.sha256(body).hexdigest()}"
