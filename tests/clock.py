"""Moments that a table of cases names, and that a test reads when it runs.

A case that says `lambda: today() + days(1)` means tomorrow, also in a run that lasts past midnight.
"""

from typing import Any


def read(case: Any) -> Any:
    """Return a case with what its functions answer now in their place."""
    if callable(case):
        return case()
    if isinstance(case, dict):
        return {name: read(value) for name, value in case.items()}
    return case
