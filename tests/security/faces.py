"""Who may open what, said a second time and apart from the views: by where an address stands."""

import re

from tests.security.addresses import Address
from tests.security.cast import MODERATORS, ROLES

EVERYBODY = set(ROLES)
SIGNED_IN = EVERYBODY - {"stranger"}
MEMBERS = {"owner", "helper", "other owner"}
OWNERS = {"owner", "other owner"}
OF_HOUSE_A = {"owner", "helper"}
# A purchase's link opens it for whoever has it, but not for who is signed in as another.
HOLDERS = {"buyer", "stranger", "finance"} | MODERATORS
HELD = re.compile(r"/purchases/|/checkout/[0-9a-f-]{36}/")
# The first line that fits says who may open an address; the second set is for one that names a
# thing of house A.
FACES: list[tuple[str, set[str], set[str]]] = [
    (r"/files/shared/", EVERYBODY, EVERYBODY),  # what goes with links that people share
    (r"/files/", set(), {"owner"}),  # an address that is signed for one reader
    (r"/health/", {"superuser"}, {"superuser"}),
    (r"/sell/review/", MODERATORS, MODERATORS),
    (r"/(?:sell/(?:$|join/|joining/(?:$|begin/))|promoters/join/)", SIGNED_IN, SIGNED_IN),
    (r"/sell/news/", MEMBERS, {"helper"}),  # each member has its own; the one named is a packer's
    (r"/sell/work-for/", MEMBERS, OF_HOUSE_A),
    # What a packer does: orders on their way, lots with their steps, labels put on packs.
    (
        r"/sell/(?:packing/|confirming/|orders/[^/]+/(?:$|confirm/|ship/|deliver/|parcels/|carrier/|papers|card|messages/))",
        MEMBERS,
        OF_HOUSE_A,
    ),
    # Who packs checks guests in, too; prices, days and an end are for who sells.
    (r"/sell/visits/(?:$|days/|tickets/|sessions/\d+/$)", MEMBERS, OF_HOUSE_A),
    (r"/sell/messages/", MEMBERS, OF_HOUSE_A),  # the one named is about an order
    (r"/sell/lots/runs/\d+/(?:activate|sold)/", MEMBERS, OF_HOUSE_A),
    (
        r"/sell/lots/(?:maker|keys|runs|evidence|labels|scans|\d+/(?:labels/$|recall))",
        OWNERS,
        {"owner"},
    ),
    (r"/sell/lots/", MEMBERS, OF_HOUSE_A),
    (r"/sell/", OWNERS, {"owner"}),
    (r"/finance/", {"finance"}, {"finance"}),
    (r"/programme/dossiers/", {"clerk"}, {"clerk"}),  # a post at the commune of both houses
    (r"/programme/", {"officer", "superuser"}, {"officer", "superuser"}),
    (HELD.pattern, HOLDERS, HOLDERS),
    (r"/quotes/(?!makers/)", {"buyer", "stranger"}, {"buyer", "stranger"}),  # the asker's link
    (r"/reviews/", {"buyer", "stranger"}, {"buyer", "stranger"}),  # the link of a buyer's mail
    (r"/products/[^/]+/reviews/\d+/pictures/", set(), {"buyer"}),
    (r"/account/messages/\d+/", SIGNED_IN, {"buyer"}),
    (r"/account/addresses/", SIGNED_IN, {"buyer"}),
    (
        r"/account/(?:$|claim/|data/|cards/|saved/|messages/|quotes/|reviews/|orders/|emails/|notifications/|alerts/)",
        SIGNED_IN,
        SIGNED_IN,
    ),
    (r"/basket/lines/", {"buyer"}, {"buyer"}),
    (r"/epcis/capture", set(), set()),  # a key's, and none of the cast has one in a header
    # Forms to sign in or out by, words and icons of the offices.
    (
        r"/(?:admin|cms|dashboard)/(?:login|logout|password_reset|password_change/(?:$|done)|sprite|.*jsi18n)",
        EVERYBODY,
        EVERYBODY,
    ),
    (r"/cms/(?:enquiries|village-papers)/", {"promoter", "superuser"}, {"promoter", "superuser"}),
    (r"/cms/village-people/", {"superuser"}, {"superuser"}),
    (r"/cms/", MODERATORS | {"promoter"}, MODERATORS | {"promoter"}),
    # Django's admin lets every is_staff in and shows what its permissions allow: marks and writes
    # tell of more than that.
    (r"/admin/", MODERATORS | {"finance", "staff"}, MODERATORS | {"finance", "staff"}),
    (r"/dashboard/", MODERATORS, MODERATORS),
]
OFFICES = re.compile(r"/(?:admin|cms|dashboard)/")
# Who asks the libraries' offices: enough to have each of their doors tried from each side.
AT_OFFICES = (
    "stranger",
    "buyer",
    "other owner",
    "promoter",
    "moderator",
    "finance",
    "staff",
    "superuser",
)


def roles_for(address: Address) -> tuple[str, ...]:
    return AT_OFFICES if OFFICES.match(address.bare) else ROLES


def may_open(address: Address, role: str) -> bool:
    """Tell whether a role may open an address, by the first face that it stands in."""
    for pattern, whoever, of_a in FACES:
        if re.match(pattern, address.bare):
            return role in (of_a if address.has_object else whoever)
    return True


def may_write(address: Address, role: str) -> bool:
    """Tell whether a role may change rows by an address; in the offices few of its staff may."""
    if re.match(r"/(?:admin|dashboard)/", address.bare):
        return role == "superuser"
    if re.match(r"/cms/(?!village-people/)", address.bare):
        return role in {"moderator", "promoter", "superuser"}
    return may_open(address, role)
