"""A village with people, and enquiries to it and to a maker."""

import pytest

from cms.promoters.models import Role
from cms.promoters.services import appoint
from marketplace.enquiries.models import Enquiry
from marketplace.enquiries.services import ask
from tests import factories

ASKED = {
    "kind": "school",
    "name": "Cô Hoa",
    "email": "hoa@example.com",
    "text": "Lớp tôi ba mươi em muốn học nặn gốm.",
    "language": "vi",
}


@pytest.fixture
def village():
    return factories.make_village("Bát Tràng")


@pytest.fixture
def host(village):
    user = factories.make_user("du-lich@example.com")
    appoint(village=village, user=user, role=Role.PROMOTER)
    return user


@pytest.fixture
def enquiry(village, host, stranger) -> Enquiry:
    """An enquiry of somebody signed in, so it waits at once."""
    made = ask(village=village, user=stranger, **ASKED)
    assert made is not None
    return made
