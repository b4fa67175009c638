"""Enquiries are proven, handed on, answered and closed; addresses are shown to nobody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.enquiries import services
from marketplace.enquiries.models import Enquiry, Said
from marketplace.enquiries.refusals import IsOver, NobodyReads, NotProven, TooManyEnquiries
from marketplace.enquiries.services import (
    KEPT,
    MOST_IN_A_ROW,
    MOST_OPEN,
    UNPROVEN_KEPT,
    answer,
    ask,
    close,
    enquiry_of,
    forget_enquiries,
    prove,
    write_back,
)
from marketplace.enquiries.tokens import token_of
from marketplace.purchases.models import MailMessage
from marketplace.talks.refusals import NothingSaid, OwnContact, TooManyInARow
from tests import factories
from tests.marketplace.enquiries.conftest import ASKED

pytestmark = pytest.mark.django_db


def letters() -> list[tuple[str, str]]:
    return list(MailMessage.objects.order_by("pk").values_list("template", "to"))


def words(enquiry) -> list[tuple[str, str]]:
    return list(enquiry.messages.values_list("side", "text"))


def test_a_guest_proves_the_address_before_anybody_reads_it(village, host):
    made = ask(village=village, **ASKED | {"email": " Hoa@Example.com"})
    assert (made.email, made.state) == ("hoa@example.com", "unproven")
    assert letters() == [("enquiry_proof", "hoa@example.com")]
    for _twice in range(2):
        prove(made)
    assert letters()[1:] == [("enquiry_new", host.email)]
    made.refresh_from_db()
    assert made.is_open


def test_who_is_signed_in_has_proven_it(village, host, stranger):
    made = ask(village=village, user=stranger, **ASKED)
    assert (made.email, made.asked_by, made.is_open) == (stranger.email, stranger, True)
    assert letters() == [("enquiry_new", host.email)]


def test_words_go_to_and_fro_and_the_state_follows(enquiry, host, stranger):
    answer(enquiry=enquiry, by=host, text="Mời lớp đến sáng thứ Bảy.")
    enquiry.refresh_from_db()
    assert enquiry.is_answered
    answer(enquiry=enquiry, by=host, text="Mang theo tạp dề.")
    write_back(enquiry=enquiry, text="Cảm ơn làng.")
    enquiry.refresh_from_db()
    assert enquiry.is_open
    answer(enquiry=enquiry, by=host, text="Hẹn gặp.")
    close(enquiry=enquiry, by=host)
    close(enquiry=enquiry, by=stranger)
    enquiry.refresh_from_db()
    assert (enquiry.is_closed, enquiry.closed_by) == (True, host)
    assert words(enquiry) == [
        ("buyer", ASKED["text"]),
        ("producer", "Mời lớp đến sáng thứ Bảy."),
        ("producer", "Mang theo tạp dề."),
        ("buyer", "Cảm ơn làng."),
        ("producer", "Hẹn gặp."),
    ]
    assert [name for name, _to in letters()] == [
        "enquiry_new",
        "enquiry_answer",
        "enquiry_answer",
        "enquiry_new",
        "enquiry_answer",
    ]
    for step in (
        lambda: answer(enquiry=enquiry, by=host, text="Nữa."),
        lambda: write_back(enquiry=enquiry, text="Nữa."),
    ):
        with pytest.raises(IsOver, match=r"Lời hỏi này đã đóng. Xin viết lời hỏi mới"):
            step()


def test_what_waits_is_closed_without_an_answer(enquiry, host):
    close(enquiry=enquiry, by=host)
    enquiry.refresh_from_db()
    assert enquiry.is_closed


def test_neither_side_reads_where_the_other_lives(enquiry, host):
    for text in ("Gọi 0912 345 678", "viết cho toi@example.com"):
        with pytest.raises(OwnContact):
            answer(enquiry=enquiry, by=host, text=text)
        with pytest.raises(OwnContact):
            write_back(enquiry=enquiry, text=text)
    answer(enquiry=enquiry, by=host, text="Mời đến.")
    for message in MailMessage.objects.all():
        told = str(message.context)
        assert host.email not in told and enquiry.email not in told


def test_what_is_not_proven_is_neither_answered_nor_closed(village, host):
    made = ask(village=village, **ASKED)
    for step in (
        lambda: answer(enquiry=made, by=host, text="Chào."),
        lambda: write_back(enquiry=made, text="Chào."),
        lambda: close(enquiry=made, by=host),
    ):
        with pytest.raises(NotProven, match="Xin mở liên kết trong thư trước đã"):
            step()


def test_empty_words_are_none(village, stranger):
    with pytest.raises(NothingSaid):
        ask(village=village, user=stranger, **ASKED | {"text": "  "})


def test_a_maker_is_asked_while_it_sells(producer, owner, stranger):
    made = ask(producer=producer, user=stranger, **ASKED)
    assert (made.about, made.is_open) == (producer.name, True)
    assert owner.email in {to for name, to in letters() if name == "enquiry_new"}
    closed = factories.make_producer(verified_at=None)
    with pytest.raises(
        NobodyReads, match="Cơ sở này hiện không bán ở đây, nên sẽ không có ai trả lời"
    ):
        ask(producer=closed, user=stranger, **ASKED)


def test_the_same_again_is_one(village, stranger):
    first = ask(village=village, user=stranger, **ASKED)
    assert ask(village=village, user=stranger, **ASKED) == first
    assert ask(village=factories.make_village(), user=stranger, **ASKED) != first
    assert Enquiry.objects.count() == 2


def test_one_address_asks_five_at_once(village, stranger):
    for number in range(MOST_OPEN):
        ask(village=village, user=stranger, **ASKED | {"text": f"Lần {number}"})
    with pytest.raises(
        TooManyEnquiries, match=r"lời hỏi của bạn đang chờ trả lời. Xin chờ những lời hỏi đó trước"
    ):
        ask(village=village, user=stranger, **ASKED)
    for number in range(MOST_OPEN):
        assert ask(village=village, **ASKED | {"text": f"Lần {number}"})
    assert ask(village=village, **ASKED) is None  # a guest's address is told nothing


def test_one_side_writes_five_in_a_row(enquiry, host):
    for number in range(MOST_IN_A_ROW - 1):
        write_back(enquiry=enquiry, text=f"Lần {number}")
    with pytest.raises(TooManyInARow):
        write_back(enquiry=enquiry, text="Nữa")
    answer(enquiry=enquiry, by=host, text="Vâng.")
    write_back(enquiry=enquiry, text="Nữa")


def test_a_link_leads_to_one_enquiry(enquiry):
    token = token_of(enquiry)
    assert enquiry_of(token) == enquiry
    assert [enquiry_of(given) for given in (token[:-1], "x", "")] == [None, None, None]
    enquiry.delete()
    assert enquiry_of(token) is None


@pytest.mark.parametrize(("column", "kept"), [("made_at", UNPROVEN_KEPT), ("last_at", KEPT)])
def test_old_ones_are_forgotten(village, stranger, column, kept):
    made = ask(village=village, user=None if column == "made_at" else stranger, **ASKED)
    for ago, gone in ((kept - timedelta(minutes=1), 0), (kept + timedelta(minutes=1), 1)):
        Enquiry.objects.filter(pk=made.pk).update(**{column: timezone.now() - ago})
        assert forget_enquiries() == gone
    assert not Said.objects.exists()


def test_one_round_forgets_so_many(village, monkeypatch):
    monkeypatch.setattr(services, "MOST_FORGOTTEN", 1)
    for number in range(2):
        ask(village=village, **ASKED | {"text": f"Lần {number}"})
    Enquiry.objects.update(made_at=timezone.now() - UNPROVEN_KEPT - timedelta(days=1))
    assert [forget_enquiries(), forget_enquiries(), forget_enquiries()] == [1, 1, 0]
