"""Deadlines as their reader can keep them: the month in letters, and whose clock it is.

vi, delivered in Vietnam   17:30 28/11/2026
vi, delivered abroad       17:30 28/11/2026 (giờ Việt Nam, UTC+7)
en                         Nov 28, 2026, 5:30 p.m. (Vietnam time, UTC+7)
id                         28 Nov 2026, 17.30 (waktu Vietnam, UTC+7)

On the market's own screens, read on the day itself, `soon` says it as one speaks:
17:30 today, 09:00 tomorrow, 17:30 on 30/11.
"""

import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

AT_HOME = "vi"
MOMENTS = {"en": "M j, Y, P", "id": "j M Y, G.i"}
DAYS = {"en": "M j, Y", "id": "j M Y"}


def deadline(moment: datetime.datetime | None, abroad: bool = False) -> str:
    """Write until when something is to be done, to the minute."""
    if moment is None:
        return ""
    language = get_language() or AT_HOME
    form = MOMENTS.get(language, "SHORT_DATETIME_FORMAT")
    return with_zone(date_format(timezone.localtime(moment), form), abroad)


def deadline_day(moment: datetime.datetime | None, abroad: bool = False) -> str:
    """Write the day on which something is due."""
    if moment is None:
        return ""
    language = get_language() or AT_HOME
    form = DAYS.get(language, "SHORT_DATE_FORMAT")
    return with_zone(date_format(timezone.localtime(moment), form), abroad)


def soon(moment: datetime.datetime | None) -> str:
    """Write a moment near to now as one speaks: time first, then the day."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    values = {"time": f"{local:%H:%M}", "day": f"{local:%d/%m}"}
    days = (local.date() - timezone.localdate()).days
    if days == 0:
        return _("%(time)s today") % values
    if days == 1:
        return _("%(time)s tomorrow") % values
    if days == -1:
        return _("%(time)s yesterday") % values
    return _("%(time)s on %(day)s") % values


def lasting(time: datetime.timedelta | None) -> str:
    """Write how long something took, its two largest units: 45 min, 3 h 20 min, 2 d 4 h."""
    if time is None:
        return ""
    minutes = max(round(time.total_seconds() / 60), 1)
    hours, minutes = divmod(minutes, 60)
    days, hours_left = divmod(hours, 24)
    in_hours, in_minutes = _("%(hours)s h"), _("%(minutes)s min")
    units = [(_("%(days)s d"), days), (in_hours, hours_left if days else hours)]
    units += [] if days else [(in_minutes, minutes)]
    said = [text % {"days": n, "hours": n, "minutes": n} for text, n in units if n]
    return " ".join(said)


def ago(moment: datetime.datetime | None) -> str:
    """Write how long ago something was, in its largest unit. Django has no days for Vietnamese."""
    if moment is None:
        return ""
    minutes = int((timezone.now() - moment).total_seconds() // 60)
    if minutes < 1:
        return _("just now")
    hours, days = minutes // 60, minutes // (60 * 24)
    if days:
        return ngettext("%(count)s day ago", "%(count)s days ago", days) % {"count": days}
    if hours:
        return ngettext("%(count)s hour ago", "%(count)s hours ago", hours) % {"count": hours}
    return ngettext("%(count)s minute ago", "%(count)s minutes ago", minutes) % {"count": minutes}


def with_zone(text: str, abroad: bool) -> str:
    if not abroad and get_language() in (AT_HOME, None):
        return text
    return _("%(moment)s (Vietnam time, UTC+7)") % {"moment": text}
