"""Close the secrets of second factors, so that who reads the database can show none.

What is closed begins with the name of its key: "1:<base64>". A retired key opens on.
"""

from allauth.mfa.models import Authenticator
from django.db import transaction

from marketplace.keys import ring, sealing
from marketplace.keys.models import Key

PURPOSE = Key.Purpose.FACTORS
CONTEXT = "factors"
FIELDS = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}
CODES = "migrated_codes"  # of another library's, as allauth takes them over


def close(text: str) -> str:
    key = ring.newest(PURPOSE)
    return f"{key.name}:{sealing.close(text.encode(), key.secret, CONTEXT)}"


def open_closed(text: str) -> str:
    """Open what was closed. Raises sealing.DoesNotOpen."""
    name, _, closed = text.partition(":")
    key = ring.find(PURPOSE, name)
    if key is None:
        raise sealing.DoesNotOpen
    return sealing.open_closed(closed, key.secret, CONTEXT).decode()


@transaction.atomic
def close_anew() -> int:
    """Close all secrets under the newest key; return how many rows there are."""
    rows = Authenticator.objects.select_for_update().filter(type__in=FIELDS).order_by("pk")
    count = 0
    for row in rows:
        for name in (FIELDS[row.type], CODES):
            if isinstance(kept := row.data.get(name), str):
                row.data[name] = close(open_closed(kept))
            elif kept:
                row.data[name] = [close(open_closed(code)) for code in kept]
        row.save(update_fields=["data"])
        count += 1
    return count
