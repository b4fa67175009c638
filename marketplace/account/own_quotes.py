"""What a person asked makers to quote for, as `own_data` tells it."""

from django.utils.translation import gettext as _

from marketplace.account.own_rows import Part
from marketplace.accounts.models import User
from marketplace.quotes.queries import place_names, with_lines


def quotes(user: User) -> Part:
    """What the person asked makers to quote for, and what they offered."""
    rows, places = with_lines(user.quotes.order_by("pk")), place_names()
    return Part(
        "quotes",
        _("Quotes"),
        [
            {
                "number": each.number,
                "to": each.producer.name,
                "kind": each.get_kind_display(),
                "name": each.name,
                "phone": each.phone,
                "company": each.company,
                "company_address": each.company_address,
                "tax_code": each.tax_code,
                "address": places.get(each.going_to, ""),
                "words": list(
                    filter(None, (each.text, each.gift_sender, each.gift_message, each.words))
                ),
                "reason": each.reason,
                "lines": [f"{line.quantity} × {line.title}" for line in each.lines.all()],
                "total_dong": each.total if each.revision else None,
                "purchase": each.purchase.number if each.purchase else "",
                "state": each.get_state_display(),
                "since": each.made_at,
            }
            for each in rows
        ],
    )
