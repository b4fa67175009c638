"""When makers are away, and how buyers are told.

away 12 to 20 February, told from 14 days before        "Away from 12 to 20 February."
on 15 February                                          "Away until 20 February: orders are
                                                        prepared from 21 February on."
"""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _

SOON = datetime.timedelta(days=14)


class Absence(NamedTuple):
    """Days on which a maker prepares nothing, the first and the last included; a word to buyers."""

    first: datetime.date
    last: datetime.date
    note: str

    @property
    def back_on(self) -> datetime.date:
        return self.last + datetime.timedelta(days=1)

    def told(self, today: datetime.date) -> str:
        """Say it to buyers; empty where it is over or far off."""
        if not self.first - SOON <= today <= self.last:
            return ""
        days = {
            "first": date_format(self.first, "MONTH_DAY_FORMAT"),
            "last": date_format(self.last, "MONTH_DAY_FORMAT"),
            "back": date_format(self.back_on, "MONTH_DAY_FORMAT"),
        }
        if today < self.first:
            return _("Away from %(first)s to %(last)s.") % days
        return _("Away until %(last)s: orders are prepared from %(back)s on.") % days


def told_absence(absences: Iterable[Absence], today: datetime.date) -> tuple[str, str]:
    """Give what buyers read today of a maker's absences, and its own word; empty for none."""
    for each in sorted(absences):
        if text := each.told(today):
            return text, each.note
    return "", ""
