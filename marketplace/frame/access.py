"""Who a view is for, said at the view: each kind of person has one decorator, which marks it.

The marks are there to be read: a walk over all addresses (tests/source/test_access.py) finds
a view of ours that nobody has decided on.
"""

from collections.abc import Callable

from django.http.response import HttpResponseBase

View = Callable[..., HttpResponseBase]


def audience_of(view: View) -> str:
    """Name who may open a view: "anyone", "buyer", "member", "finance" ...; "" where unsaid."""
    return getattr(view, "audience", "")


def for_audience(name: str) -> Callable[[View], View]:
    """Mark a view as meant for `name`; a decorator that guards a view marks it by this."""

    def mark(view: View) -> View:
        view.audience = name  # type: ignore[attr-defined]
        return view

    return mark
