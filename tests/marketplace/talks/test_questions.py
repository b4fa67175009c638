"""Questions wait for the producer, show with its answer, and go by the table of moves."""

import pytest
from django.utils import timezone

from catalogue.models import Publication
from catalogue.search.models import Waiting
from marketplace.notices.models import Notice
from marketplace.purchases.models import MailMessage
from marketplace.talks import questions
from marketplace.talks.models import Question
from marketplace.talks.questions import answer_question, answered_of, ask_question
from marketplace.talks.refusals import (
    IsClosed,
    IsHidden,
    NotForSale,
    OwnContact,
    OwnGoods,
    TooManyOpen,
)
from tests import factories

pytestmark = pytest.mark.django_db


def asked(product, buyer, text: str = "Rửa máy được không?") -> Question:
    return ask_question(product=product, by=buyer, text=text)


def test_a_question_is_read_by_all_once_it_is_answered(product, buyer, owner):
    question = asked(product, buyer)
    assert list(answered_of(product)) == []
    answer_question(question=question, by=owner, text="Được ạ.")
    (shown,) = answered_of(product)
    assert (shown.text, shown.answer, shown.answered_by) == (
        "Rửa máy được không?",
        "Được ạ.",
        owner,
    )
    assert Waiting.objects.filter(kind="product", object_pk=product.pk).exists()


def test_an_answer_is_changed_and_taken_away(product, buyer, owner):
    question = asked(product, buyer)
    answer_question(question=question, by=owner, text="Một")
    first = Question.objects.get().answered_at
    answer_question(question=question, by=owner, text="Hai")
    kept = Question.objects.get()
    assert (kept.answer, kept.answered_at) == ("Hai", first)
    answer_question(question=question, by=owner, text=" ")
    kept = Question.objects.get()
    assert (kept.state, kept.answer, kept.answered_at) == (Question.State.OPEN, "", None)
    assert MailMessage.objects.filter(template="question_answered").count() == 1


def test_the_same_question_is_asked_once(product, buyer, owner):
    assert asked(product, buyer) == asked(product, buyer, "Rửa  máy\u200b được không? ")
    assert Question.objects.count() == 1
    assert MailMessage.objects.filter(template="question_new").count() == 1


def test_who_asks_too_much_waits(product, buyer, owner, monkeypatch):
    monkeypatch.setattr(questions, "MOST_OPEN", 2)
    first = asked(product, buyer, "Một?")
    asked(product, buyer, "Hai?")
    with pytest.raises(TooManyOpen) as why:
        asked(product, buyer, "Ba?")
    assert str(why.value) == ("2 câu hỏi của bạn đang chờ trả lời. Xin đợi các câu đó trước.")
    answer_question(question=first, by=owner, text="Vâng.")
    asked(product, buyer, "Ba?")


@pytest.mark.parametrize(
    "change",
    [
        {"publication": Publication.WITHDRAWN},
        {"publication": Publication.DRAFT},
        {"is_public": False},
    ],
)
def test_what_is_not_sold_is_not_asked_about(product, buyer, change):
    type(product).objects.filter(pk=product.pk).update(**change)
    product.refresh_from_db()
    with pytest.raises(NotForSale) as why:
        asked(product, buyer)
    assert str(why.value) == "Sản phẩm này hiện không bán ở đây, nên không ai trả lời."


@pytest.mark.parametrize("state", ["suspended", "closed", "registering"])
def test_who_does_not_sell_is_not_asked(product, producer, buyer, state):
    type(producer).objects.filter(pk=producer.pk).update(state=state)
    product.refresh_from_db()
    with pytest.raises(NotForSale):
        asked(product, buyer)


def test_members_do_not_ask_themselves(product, owner):
    with pytest.raises(OwnGoods) as why:
        asked(product, owner)
    assert str(why.value) == ("Bạn làm việc cho nhà sản xuất này; đây là chỗ người mua hỏi.")


def test_an_answer_keeps_to_the_same_rules(product, buyer, owner):
    question = asked(product, buyer)
    with pytest.raises(OwnContact):
        answer_question(question=question, by=owner, text="Gọi 0912 345 678")
    Question.objects.update(state=Question.State.HIDDEN)
    with pytest.raises(IsHidden) as why:
        answer_question(question=question, by=owner, text="Được ạ.")
    assert str(why.value) == "Chợ đã ẩn nội dung này; không trả lời được nữa."
    assert not MailMessage.objects.filter(template="question_answered").exists()


def test_who_is_suspended_still_answers_and_who_is_closed_does_not(product, producer, buyer, owner):
    first, second = asked(product, buyer, "Một?"), asked(product, buyer, "Hai?")
    type(producer).objects.update(state="suspended")
    answer_question(question=first, by=owner, text="Vâng.")
    type(producer).objects.update(state="closed")
    with pytest.raises(IsClosed) as why:
        answer_question(question=second, by=owner, text="Vâng.")
    assert str(why.value) == ("Nhà sản xuất này đã đóng cửa: không còn ai đọc ở đây.")


def test_a_code_of_the_product_may_be_named(producer, buyer):
    vase = factories.make_product(producer, gtin="08930001000018")
    assert "08930001000018" in asked(vase, buyer, "Mã 08930001000018 đúng không?").text


def test_news_of_a_question_is_settled_with_the_answer(product, buyer, owner):
    question = asked(product, buyer)
    notice = Notice.objects.get(kind="question_new")
    assert (notice.number, notice.seen_at) == (str(question.pk), None)
    answer_question(question=question, by=owner, text="Được ạ.")
    assert Notice.objects.get(kind="question_new").seen_at <= timezone.now()
