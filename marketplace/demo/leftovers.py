"""What of the demo market may not be in a real one: accounts whose password everybody can read."""

from typing import Any

from django.core.checks import CheckMessage
from django.db import DatabaseError

from marketplace.accounts.models import User
from marketplace.demo.people import PEOPLE
from marketplace.operations.preflight.lacks import refuse


def check_leftovers(
    app_configs: Any = None, databases: Any = None, **kwargs: Any
) -> list[CheckMessage]:
    if not databases:
        return []
    try:
        count = User.objects.filter(email__in=PEOPLE.values(), is_active=True).count()
    except DatabaseError:  # said by the checks of the database
        return []
    if not count:
        return []
    return [
        refuse(
            "demo_accounts",
            f"{count} accounts of the demo market are here; their password is public.",
            "Begin with an empty database: the demo market's goods and orders are not real either.",
        )
    ]
