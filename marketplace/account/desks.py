"""The desks where somebody works for a producer, the programme or the market."""

from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.accounts.officers import is_officer
from marketplace.accounts.roles import May, person_may
from marketplace.ledger.access import is_finance
from marketplace.operations.access import may_mend
from marketplace.programme.offices.queries import offices_of


def desks_of(user: User) -> list[tuple[str, str]]:
    """Name the desks where somebody works, each with its address; signing in leads to the first.

    Empty for who only buys.
    """
    may_review = person_may(user, May.REVIEW)
    desks = [
        (_("Sell"), "sell:index", user.memberships.exists()),
        (_("Certificates register"), "programme:index", is_officer(user)),
        (_("OCOP dossiers"), "programme:dossiers", offices_of(user).exists()),
        (_("Finance desk"), "finance:index", is_finance(user)),
        (_("Write for a village"), "wagtailadmin_home", user.has_perm("wagtailadmin.access_admin")),
        (_("Proposals waiting for review"), "moderation:queue", may_review),
        (_("Reports of abuse"), "moderation:reports", may_review),
        (_("Reviews of products"), "moderation:buyer-reviews", may_review),
        (_("Late orders"), "moderation:late-orders", may_review),
        (_("Times to confirm"), "moderation:confirm-rules", may_review),
        (_("GTINs and licences"), "moderation:gtins", may_review),
        (_("Lost second factors"), "moderation:lost-factors", may_review),
        (_("Dashboard"), "dashboard:index", may_review and user.is_staff),
        (_("Health of the market"), "health:index", may_mend(user)),
    ]
    return [(name, reverse(address)) for name, address, is_open in desks if is_open]
