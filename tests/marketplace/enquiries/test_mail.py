"""Who reads of an enquiry: a village's people, else the shop's mailbox; a maker's by its wishes."""

import pytest

from cms.models import ShopContact
from marketplace.enquiries import mail
from marketplace.enquiries.mail import Host, villages_are_read_by
from marketplace.enquiries.services import answer, ask
from marketplace.notices.models import Notice
from marketplace.purchases.mail import compose
from marketplace.purchases.models import MailMessage
from tests.marketplace.enquiries.conftest import ASKED

pytestmark = pytest.mark.django_db


def told() -> dict[str, str]:
    rows = MailMessage.objects.filter(template="enquiry_new")
    return {row.to: row.context["link"] for row in rows}


def test_a_village_s_people_are_told_with_a_link_to_their_office(enquiry, host):
    (link,) = told().values()
    assert set(told()) == {host.email}
    assert link.endswith(f"/cms/enquiries/{enquiry.pk}/")


def test_a_village_without_people_is_read_at_the_shop(village, stranger):
    ask(village=village, user=stranger, **ASKED)
    assert told() == {}
    ShopContact.objects.create(email="chao@example.vn")
    ask(village=village, user=stranger, **ASKED | {"text": "Lần hai."})
    assert set(told()) == {"chao@example.vn"}


def test_a_maker_s_people_are_told_by_mail_and_in_the_portal(producer, owner, stranger):
    made = ask(producer=producer, user=stranger, **ASKED)
    notice = Notice.objects.get()
    assert (notice.kind, notice.number, notice.membership.user) == (
        "enquiry_new",
        str(made.pk),
        owner,
    )
    assert told()[owner.email].endswith(f"/vi/sell/enquiries/{made.pk}/")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", "Bát Tràng trả lời bạn"),
        ("en", "Bát Tràng answers your enquiry"),
        ("id", "Bát Tràng menjawab pertanyaan Anda"),
    ],
)
def test_the_answer_comes_in_the_asker_s_language(village, host, stranger, language, said):
    made = ask(village=village, user=stranger, **ASKED | {"language": language})
    answer(enquiry=made, by=host, text="Mời <đến>.")
    letter = compose(MailMessage.objects.get(template="enquiry_answer"))
    assert (letter.subject, letter.to) == (said, [stranger.email])
    assert f"/{language}/enquiries/" in letter.body
    assert "Mời <đến>." in letter.body


def test_whoever_keeps_a_village_s_people_says_who_reads(village, stranger, monkeypatch):
    monkeypatch.setattr(mail, "_hosts", [])
    villages_are_read_by(lambda village, enquiry: [Host("a@b.vn", "en", "https://x.vn/")])
    ask(village=village, user=stranger, **ASKED)
    assert told() == {"a@b.vn": "https://x.vn/"}
