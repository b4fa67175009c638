"""Take what is somebody's out of texts that leave the market's own pages: logs, error reports."""

import re
from typing import Any

# Secret or personal, and what stands in its place.
PATTERNS = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "<mail>"),
    # Purchases are found by a token in the path, and passwords are set anew by a key.
    (re.compile(r"(?<=/)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I), "<token>"),
    (re.compile(r"(?<=/key/)[^/\s\"']+"), "<key>"),
    (re.compile(r"(?<![\w.])(?:\+84|0)(?:[ .-]?\d){9}(?!\w)"), "<phone>"),
    (re.compile(r"\b(?:sk|rk|whsec)_[A-Za-z0-9_]{8,}"), "<secret>"),
)
SECRET_NAME = re.compile(r"pass|secret|token|cookie|authorization|csrf|session|dsn|api.?key", re.I)


def scrub(text: str) -> str:
    """Replace what names a person or opens something.

    >>> scrub("no mail for lan@example.vn, call 0912 345 678")
    'no mail for <mail>, call <phone>'
    """
    for pattern, instead in PATTERNS:
        text = pattern.sub(instead, text)
    return text


def scrub_all(value: Any) -> Any:
    """Scrub every text within dictionaries and lists; drop what a secret name holds."""
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, dict):
        return {
            name: "<secret>" if SECRET_NAME.search(str(name)) else scrub_all(each)
            for name, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [scrub_all(each) for each in value]
    return value
