"""What is left of Oscar stands: no page and no form of it breaks, leaves our frame or its language.

The pages of shop, basket, checkout, account and of Oscar's dashboard, as stranger, buyer (with and
without a list of what is kept), producer and staff. Every form is sent as it stands, empty and with
hostile values. The dashboard has a frame of its own.
"""

import re
from collections.abc import Iterator

import pytest
from oscar.core.loading import get_model

from tests.security.addresses import Address, addresses
from tests.security.asking import ask, forms_of
from tests.security.cast import Cast
from tests.security.faces import may_open
from tests.security.pages import page_faults
from tests.security.test_fuzz import HOSTILE, body_of

pytestmark = pytest.mark.django_db

OSCAR = re.compile(r"/(?:products|basket|checkout|account|search)/")
DASHBOARD = re.compile(r"/dashboard/")
ROLES = ("stranger", "buyer", "other buyer", "owner", "superuser")
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def walked(cast) -> Cast:
    """The cast; one of the buyers keeps a list of products, the other has none."""
    assert get_model("wishlists", "WishList").objects.filter(owner=cast.a.buyer).exists()
    get_model("wishlists", "WishList").objects.filter(owner=cast.b.buyer).delete()
    return cast


def of_oscar(cast: Cast, where: re.Pattern) -> list[Address]:
    return [each for each in addresses(cast.a)[0] if where.match(each.bare)]


def seen(cast: Cast, address: Address, role: str, language: str, *, ours: bool) -> Iterator[tuple]:
    """Look at a page; give (language, action, fields) of its forms, and its faults."""
    path = f"/{language}{address.bare}"
    answer = ask(cast, role, "GET", path)
    yield (
        list(forms_of(path, answer)),
        list(page_faults(answer, language, f"{role}: GET {path}", has_our_frame=ours)),
    )


def sent(cast: Cast, forms: dict, *, ours: bool) -> Iterator[str]:
    """Send each form as it stands, empty, and with a hostile value in each of its fields."""
    hostile = [value for value in HOSTILE if isinstance(value, str) and value]
    for number, ((role, action), data) in enumerate(forms.items()):
        worse = {
            name: hostile[(number + at) % len(hostile)] for at, name in enumerate(sorted(data))
        }
        for name, body in (("as it is", data), ("empty", {}), ("hostile", worse)):
            given = body if name == "as it is" else body_of(body)
            more = {} if name == "as it is" else {"content_type": FORM}
            answer = ask(cast, role, "POST", action, given, **more)
            at = f"{role}: POST {action} {name} {sorted(body)[:9]}"
            yield from page_faults(answer, action[1:3], at, has_our_frame=ours)


def walk(
    cast: Cast, found: list[Address], roles: tuple[str, ...], draw, *, ours: bool, most: int
) -> list[str]:
    """Look at pages in one language each as everybody, in all as one; send all their forms."""
    forms: dict[tuple[str, str], dict] = {}
    faults: list[str] = []
    views = []
    for number, address in enumerate(found):
        may = [role for role in roles if may_open(address, role)] or ["stranger"]
        views += [(address, role, "vi") for role in may]
        views += [(address, may[number % len(may)], language) for language in ("en", "id")]
    for address, role, language in draw(draw.part(views), most):
        for theirs, wrong in seen(cast, address, role, language, ours=ours):
            faults += wrong
            for action, data in theirs:
                if set(data) != {"next"}:  # the script's own form names another address first
                    forms.setdefault((role, action), data)
    sending = draw(sorted(forms), most // 4)
    return faults + list(sent(cast, {key: forms[key] for key in sending}, ours=ours))


def test_pages_of_the_shop_stand_in_their_frame_and_language(walked, draw):
    faults = walk(walked, of_oscar(walked, OSCAR), ROLES, draw, ours=True, most=110)
    assert not faults, "\n".join(faults)


def test_pages_of_the_dashboard_stand_in_their_language(walked, draw):
    faults = walk(walked, of_oscar(walked, DASHBOARD), ("superuser",), draw, ours=False, most=100)
    assert not faults, "\n".join(faults)
