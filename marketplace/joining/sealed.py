"""Numbers of people and their accounts, closed so that who reads the database reads none.

What is closed begins with the name of its key, "1:<base64>", and says for which application and
column it is: moved to another row it does not open. A retired key opens on.
"""

import json

from django.db import transaction

from marketplace.joining.models import Application
from marketplace.keys import ring, sealing
from marketplace.keys.models import Key

PURPOSE = Key.Purpose.PEOPLE
CITIZEN, BANK = "citizen_sealed", "bank_sealed"


def close(text: str, application: Application, column: str) -> str:
    key = ring.newest(PURPOSE)
    place = f"{column}|{application.pk}"
    return f"{key.name}:{sealing.close(text.encode(), key.secret, place)}"


def open_closed(application: Application, column: str) -> str:
    """Open a column; "" where nothing is kept. Raises sealing.DoesNotOpen."""
    name, _, closed = getattr(application, column).partition(":")
    if not closed:
        return ""
    key = ring.find(PURPOSE, name)
    if key is None:
        raise sealing.DoesNotOpen
    place = f"{column}|{application.pk}"
    return sealing.open_closed(closed, key.secret, place).decode()


def account_in(application: Application) -> dict[str, str]:
    """The account that was named: bank_bin, bank_name, number, holder; {} where none was."""
    text = open_closed(application, BANK)
    return json.loads(text) if text else {}


@transaction.atomic
def close_anew() -> int:
    """Close all columns under the newest key; return how many applications there are."""
    rows = Application.objects.select_for_update().order_by("pk")
    count = 0
    for row in rows.exclude(citizen_sealed="", bank_sealed=""):
        for column in (CITIZEN, BANK):
            if text := open_closed(row, column):
                setattr(row, column, close(text, row, column))
        row.save(update_fields=[CITIZEN, BANK])
        count += 1
    return count
