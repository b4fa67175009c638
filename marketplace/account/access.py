"""The door of a buyer's own account."""

from django.contrib.auth.decorators import login_required

from marketplace.frame.access import View, for_audience


def buyers_only(view: View) -> View:
    """Let in who is signed in; every row is then found through that person."""
    return for_audience("buyer")(login_required(view))
