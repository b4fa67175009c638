"""A producer finds what is asked of its products and answers for everybody to read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.talks.models import Question, Report
from marketplace.talks.questions import ask_question
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/vi/sell/questions/"


@pytest.fixture
def shop(client, owner):
    client.force_login(owner)
    return client


def ask(product, text: str = "Rửa máy được không?") -> Question:
    return ask_question(product=product, by=factories.make_user(first_name="Lan"), text=text)


def test_question_is_answered_and_leaves_what_waits(shop, product):
    question = ask(product)
    assert "1 câu hỏi chờ bạn trả lời" in shop.get("/vi/sell/").content.decode()
    assert f"{LIST}{question.pk}/" in shop.get(LIST).content.decode()
    sent = shop.post(f"{LIST}{question.pk}/", {"text": "Được ạ."})
    assert sent["Location"] == LIST
    assert list(shop.get(LIST).context["page"]) == []
    assert list(shop.get(f"{LIST}?show=answered").context["page"]) == [question]
    assert "Được ạ." in shop.get(f"{LIST}{question.pk}/").content.decode()
    assert "chờ bạn trả lời" not in shop.get("/vi/sell/").content.decode()


def test_refused_answer_stays_in_its_field(shop, product):
    question = ask(product)
    answer = shop.post(f"{LIST}{question.pk}/", {"text": "Chuyển khoản rẻ hơn."})
    assert answer.status_code == 422
    assert "Chuyển khoản rẻ hơn.</textarea>" in answer.content.decode()
    Question.objects.update(state=Question.State.HIDDEN)
    hidden = shop.post(f"{LIST}{question.pk}/", {"text": "Được ạ."}, follow=True)
    assert "Chợ đã ẩn" in hidden.content.decode()
    assert "<textarea" not in shop.get(f"{LIST}{question.pk}/").content.decode()


def test_questions_are_found_by_part_and_words(shop, producer):
    vase = factories.make_product(producer, search_text="binh voi")
    first, second = ask(vase, "Cao?"), ask(factories.make_product(producer), "Rộng?")

    def found(query: str) -> list:
        return list(shop.get(LIST + query).context["page"])

    assert found("") == found("?show=nonsense") == [first, second]
    assert found("?show=all") == [second, first]
    assert found("?q=bình vôi") == found("?q=cao") == [first]
    assert found("?show=answered") == found("?show=hidden") == []


def test_a_number_that_is_no_question_s_is_not_found(shop, owner):
    factories.make_producer("Nhà khác").memberships.create(user=owner, role="owner")
    assert shop.get(f"{LIST}{2**63}/").status_code == 404


def test_questions_of_others_are_not_found(shop):
    foreign = ask(factories.make_product())
    assert shop.post(f"{LIST}{foreign.pk}/", {"text": "Được"}).status_code == 404
    assert Question.objects.get().is_open


@pytest.mark.parametrize("role", ["packer", "accountant"])
def test_who_does_not_sell_answers_nothing(client, product, role):
    question = ask(product)
    client.force_login(factories.make_member(product.producer, "mate@example.vn", role=role))
    for path in (LIST, f"{LIST}{question.pk}/"):
        assert client.get(path).status_code == 403
    assert client.post(f"{LIST}{question.pk}/", {"text": "Được"}).status_code == 403
    assert "câu hỏi chờ" not in client.get("/vi/sell/").content.decode()


def test_many_questions_cost_no_more_queries_than_few(shop, product):
    def spent() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(shop.get(LIST).content) < 60_000
        return len(queries)

    ask(product)
    spent()
    few = spent()
    for n in range(25):
        ask(product, f"Câu {n}?")
    assert spent() == few <= 15
    assert len(shop.get(f"{LIST}?page=2").context["page"]) == 6


def test_producer_reports_a_question(shop, product, owner):
    question = ask(product, "Đồ dởm à?")
    path = f"{LIST}{question.pk}/report/"
    assert path in shop.get(LIST).content.decode()
    assert "Đồ dởm à?" in shop.get(path).content.decode()
    assert shop.post(path, {"reason": "rude"})["Location"] == LIST
    assert Report.objects.get().by == owner
    assert shop.post(f"{LIST}{ask(factories.make_product()).pk}/report/").status_code == 404
    Question.objects.filter(pk=question.pk).update(state=Question.State.HIDDEN)
    assert shop.post(path, {"reason": "rude"}).status_code == 422
