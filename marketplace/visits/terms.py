"""What goes back to a guest who cancels, by the terms of a visit.

Terms "until 72 hours before 100 %, until 24 hours before 50 %", a session on Saturday 09:00:

    Wednesday 09:00   72 h 0 min before   100 %
    Wednesday 09:01   71 h 59 min         50 %
    Friday 09:00      24 h                50 %
    Friday 09:01                          nothing
"""

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.visits.models import RefundStep


def percent_back(
    steps: Iterable[RefundStep], *, starts_at: datetime.datetime, now: datetime.datetime
) -> int:
    """Percent of the price that goes back to who cancels now; of several steps the best."""
    left = starts_at - now
    return max(
        (step.percent for step in steps if left >= datetime.timedelta(hours=step.hours_before)),
        default=0,
    )


def steps_said(steps: Iterable[RefundStep]) -> list[str]:
    """Write the terms of cancellation as sentences, the earliest first, the end last."""
    said = []
    for step in sorted(steps, key=lambda step: -step.hours_before):
        text = ngettext(
            "Cancelled up to %(hours)d hour before the start: %(percent)d%% back.",
            "Cancelled up to %(hours)d hours before the start: %(percent)d%% back.",
            step.hours_before,
        )
        said.append(text % {"hours": step.hours_before, "percent": step.percent})
    said.append(_("After that nothing goes back. If the host cancels, you get everything back."))
    return said
