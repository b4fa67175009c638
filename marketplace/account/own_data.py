"""What the market keeps of a person, for that person: read on a page, taken along as JSON.

    own_data(user)[1]   Part("addresses", "Address book", [{"name": "Nguyễn Lan", …}])
    as_json(parts)      {"addresses": [{"name": "Nguyễn Lan", …}], …}

Each row is found through its person, so nothing of others is in it; a test looks whether a
table that points to people is told or left out for a reason. Sums are dong. What was bought
stands in own_purchases.py, what was written in own_words.py.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from marketplace.account import own_purchases, own_words
from marketplace.account.own_quotes import quotes
from marketplace.account.own_rows import Part, lines_of_address
from marketplace.accounts.models import User
from marketplace.producers.models import Membership
from marketplace.purchases.claims import proven_addresses
from marketplace.visits.models import WaitingGuest
from marketplace.visits.words import LANGUAGES


def own_data(user: User) -> list[Part]:
    """Collect all that is kept of a person, in a number of queries that rows do not change."""
    return [
        profile(user),
        addresses(user),
        *own_purchases.bought(user),
        *own_purchases.after_sales(user),
        own_words.reviews(user),
        own_words.questions(user),
        own_words.complaints(user),
        own_words.messages(user),
        own_words.reports(user),
        own_words.enquiries(user),
        quotes(user),
        kept_for_later(user),
        waited_for(user),
        own_purchases.basket(user),
        own_purchases.vouchers(user),
        emails(user),
        factors(user),
        sessions(user),
        work(user),
        applications(user),
    ]


def profile(user: User) -> Part:
    stripe = getattr(user, "stripe_customer", None)
    return Part(
        "profile",
        _("Profile"),
        [
            {
                "email": user.email,
                "name": user.get_full_name(),
                "phone": user.phone,
                "language": LANGUAGES[user.language],
                "joined_at": user.date_joined,
                "last_signed_in_at": user.last_login,
                "stripe_customer": stripe.customer_id if stripe else "",
            }
        ],
    )


def addresses(user: User) -> Part:
    return Part(
        "addresses",
        _("Address book"),
        [
            {
                "name": each.name,
                "phone": str(each.phone_number or ""),
                "address": lines_of_address(each),
                "is_used_first": each.is_default_for_shipping,
                "since": each.date_created,
            }
            for each in user.addresses.order_by("pk")
        ],
    )


def kept_for_later(user: User) -> Part:
    lines = get_model("wishlists", "Line").objects.filter(wishlist__owner=user)
    return Part(
        "kept_for_later",
        _("Kept for later"),
        [
            {"product": each.product.title if each.product else each.title}
            for each in lines.select_related("product").order_by("pk")
        ],
    )


def waited_for(user: User) -> Part:
    return Part(
        "waited_for",
        _("Wishes to be told"),
        [
            {
                "product": each.product.title,
                "asked_at": each.asked_at,
                "state": each.get_state_display(),
            }
            for each in user.wanted.select_related("product").order_by("pk")
        ]
        + [
            {
                "product": each.session.visit.product.title,
                "asked_at": each.at,
                "quantity": each.guests,
            }
            for each in WaitingGuest.objects.alias(address=Lower("email"))
            .filter(address__in=proven_addresses(user))
            .select_related("session__visit__product")
            .order_by("pk")
        ],
    )


def emails(user: User) -> Part:
    return Part(
        "email_addresses",
        _("E-mail"),
        [
            {"email": each.email, "is_confirmed": each.verified, "is_used_first": each.primary}
            for each in EmailAddress.objects.filter(user=user).order_by("pk")
        ],
    )


def factors(user: User) -> Part:
    """Which second factors there are, without their secrets, and what was done about lost ones."""
    return Part(
        "second_factors",
        _("Second factor"),
        [
            {
                "kind": each.get_type_display(),
                "since": each.created_at,
                "last_used_at": each.last_used_at,
            }
            for each in Authenticator.objects.filter(user=user).order_by("pk")
        ]
        + [
            {"lost_at": each.asked_at, "recognised_by": each.reason, "taken_off_at": each.done_at}
            for each in user.factor_resets.order_by("pk")
        ],
    )


def sessions(user: User) -> Part:
    return Part(
        "sessions",
        _("Devices"),
        [
            {
                "device": each.user_agent,
                "ip": each.ip,
                "since": each.created_at,
                "last_seen_at": each.last_seen_at,
            }
            for each in UserSession.objects.filter(user=user).order_by("pk")
        ],
    )


def work(user: User) -> Part:
    memberships = user.memberships.select_related("producer").order_by("pk")
    posts = user.village_posts.select_related("village").order_by("pk")
    return Part(
        "work",
        _("Work"),
        [{"producer": each.producer.name, "role": each.get_role_display()} for each in memberships]
        + [{"village": each.village.name, "role": each.get_role_display()} for each in posts]
        + [{"role": group.name} for group in user.groups.order_by("name")],
    )


def applications(user: User) -> Part:
    """What the person told of producers, and the papers of each, without what is kept closed.

    Of a producer that it owns no more only that it registered it: the rest is the owners' now.
    """
    mine = Q(producer=None) | Q(pk__in=owned_applications(user))
    rows = user.applications.select_related("commune").prefetch_related("papers__requirement")
    others = user.applications.exclude(mine).order_by("pk")
    return Part(
        "applications",
        _("Registrations as a producer"),
        [
            {
                "name": each.name,
                "kind": each.get_kind_display(),
                "state": each.standing,
                "your_words": each.representative,
                "phone": each.phone,
                "email": each.email,
                "address": [each.address, each.commune.name if each.commune else ""],
                "tax_code": each.tax_code,
                "since": each.made_at,
                "papers": [
                    f"{paper.requirement} {paper.number}".strip() for paper in each.papers.all()
                ],
            }
            for each in rows.filter(mine).select_related("producer").order_by("pk")
        ]
        + [{"name": each.name, "since": each.made_at} for each in others],
    )


def owned_applications(user: User) -> QuerySet:
    owned = user.memberships.filter(role=Membership.Role.OWNER)
    return user.applications.filter(producer__in=owned.values("producer")).values("pk")
