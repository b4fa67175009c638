"""How visits are said: languages, times on Hanoi's clock, how long, who comes."""

import datetime
from collections.abc import Iterable

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from marketplace.visits.models import Booking, Fare, Visit

HOUR, DAY = 60, 24 * 60  # minutes
LANGUAGES = {
    "vi": gettext_lazy("Vietnamese"),
    "en": gettext_lazy("English"),
    "id": gettext_lazy("Indonesian"),
    "fr": gettext_lazy("French"),
    "zh": gettext_lazy("Chinese"),
    "ja": gettext_lazy("Japanese"),
    "ko": gettext_lazy("Korean"),
}
WEEKDAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)
CLOCKS = {"id": "%H.%M"}  # all others: 09:00
DAYS = {"vi": "d/m/Y", "en": "j M Y", "id": "j M Y"}


def clock(moment: datetime.datetime) -> str:
    """Write the time of a moment on Hanoi's clock, whoever reads it and wherever."""
    local = timezone.localtime(moment, timezone.get_default_timezone())
    return local.strftime(CLOCKS.get(get_language() or "vi", "%H:%M"))


def day_of(moment: datetime.datetime) -> str:
    """Write the day of a moment in Hanoi, its weekday first: Saturday 5 Dec 2026."""
    local = timezone.localtime(moment, timezone.get_default_timezone())
    form = DAYS.get(get_language() or "vi", "d/m/Y")
    return f"{WEEKDAYS[local.weekday()]} {date_format(local.date(), form)}"


def when(moment: datetime.datetime) -> str:
    """Write when a session begins and whose clock that is."""
    values = {"day": day_of(moment), "time": clock(moment)}
    return _("%(day)s, %(time)s (Hanoi time)") % values


def how_long(minutes: int) -> str:
    """Write how long a visit takes: 45 minutes, 2 hours 30 minutes, 2 days."""
    if minutes >= DAY and not minutes % DAY:
        days = minutes // DAY
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    hours, rest = divmod(minutes, HOUR)
    said = []
    if hours:
        said.append(ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours})
    if rest or not hours:
        said.append(ngettext("%(count)d minute", "%(count)d minutes", rest) % {"count": rest})
    return " ".join(said)


def languages_of(visit: Visit) -> str:
    return ", ".join(str(LANGUAGES[code]) for code in visit.languages if code in LANGUAGES)


def guests_said(rows: Iterable[tuple[str, int]]) -> str:
    """Write (kind of guest, how many) as "2 × Adult, 1 × Child"; who does not come is left out."""
    return ", ".join(f"{count} × {Fare.Guest(guest).label}" for guest, count in rows if count)


def guests_of(booking: Booking) -> str:
    """Write who comes by a booking."""
    return guests_said((row.guest, row.quantity) for row in booking.guest_rows.all())


def party_said(visit: Visit) -> str:
    least, most = visit.party_least, visit.party_most
    if least == most:
        return ngettext("%(count)d guest", "%(count)d guests", most) % {"count": most}
    return _("%(least)d to %(most)d guests") % {"least": least, "most": most}
