"""Two places in which Oscar 4.2 speaks the language of who asked first, or English to all.

Its widgets translate where they are made, at the start of a process; a column of its table of
people has no heading of its own. Both can go once Oscar says them as it says the rest.
"""

from django.utils.translation import gettext_lazy as _
from oscar.forms import widgets


def speak_later() -> None:
    """Let widgets translate where they are shown; before any form of Oscar's is imported."""
    widgets._ = _


def name_columns() -> None:
    """Give the table of people its heading; after all models are there."""
    from oscar.apps.dashboard.users.tables import UserTable  # needs the app registry

    UserTable.base_columns["name"].verbose_name = _("Name")
