"""Letters are written in the reader's language, and each step has one."""

import pytest

from marketplace.joining.mail import readers_of_application
from marketplace.joining.models import Change
from marketplace.purchases.mail import compose
from marketplace.purchases.models import MailMessage
from tests import factories
from tests.marketplace.joining.applicants import make_application, make_sent

pytestmark = pytest.mark.django_db
STEPS = [
    Change.Kind.SENT,
    Change.Kind.ASKED,
    Change.Kind.VERIFIED,
    Change.Kind.REFUSED,
    Change.Kind.SUSPENDED,
    Change.Kind.LIFTED,
    Change.Kind.CLOSED,
    Change.Kind.PAGE_OUT,
    Change.Kind.PAGE_BACK,
    "ends",
]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("language", ["vi", "en", "id"])
def test_every_step_has_its_letter(step, language):
    context = {
        "step": step,
        "producer": "Gốm Cô Lan",
        "words": "Ảnh mờ",
        "asked": ["Giấy phép: Ảnh mờ"],
        "paper": "Giấy phép",
        "day": "01/02/2027",
        "link": "https://cho.example/x",
    }
    message = MailMessage(
        pk=1, key="x", to="lan@example.vn", template="joining", context=context, language=language
    )
    letter = compose(message)
    assert "Gốm Cô Lan" in letter.subject
    assert "https://cho.example/x" in letter.body


def test_the_applicant_reads_else_the_address_that_staff_wrote():
    person = factories.make_user("lan@example.vn", language="id")
    made = make_application(person)
    assert readers_of_application(made) == {"lan@example.vn": "id"}
    made.applicant = None
    made.email = "xa@example.vn"
    assert readers_of_application(made) == {"xa@example.vn": "vi"}
    sent = make_sent(factories.make_user("mai@example.vn", language="en"), email="")
    assert readers_of_application(sent) == {"mai@example.vn": "en"}
