"""A product's questions: read by all, asked by who is signed in, refused at the field."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.talks.models import Question, Report
from marketplace.talks.questions import answer_question, ask_question
from tests import factories

pytestmark = pytest.mark.django_db


def answered(product, owner, text: str, buyer=None) -> Question:
    question = ask_question(product=product, by=buyer or factories.make_user(), text=text)
    answer_question(question=question, by=owner, text=f"Đáp: {text}")
    return question


def test_question_is_asked_and_waits_for_its_answer(client, buyer, product, owner):
    path = f"/vi/questions/{product.pk}/ask/"
    assert client.get(path)["Location"].startswith("/vi/account/login/")
    client.force_login(buyer)
    assert "form_key" in client.get(path).content.decode()
    sent = client.post(path, {"text": "Rửa <máy> được không?"}, follow=True)
    assert sent.redirect_chain == [(product.get_absolute_url(), 302)]
    assert "Chúng tôi sẽ viết cho bạn khi có trả lời" in sent.content.decode()
    assert "Rửa" not in client.get(f"/vi/questions/{product.pk}/").content.decode()
    answer_question(question=Question.objects.get(), by=owner, text="Được ạ.")
    for page in (f"/vi/questions/{product.pk}/", product.get_absolute_url()):
        said = client.get(page).content.decode()
        assert "Rửa &lt;máy&gt; được không?" in said and "Được ạ." in said
        assert "Lan" in said and buyer.email not in said


def test_what_is_blocked_is_refused_at_the_field_and_what_was_typed_stays(client, buyer, product):
    client.force_login(buyer)
    answer = client.post(f"/vi/questions/{product.pk}/ask/", {"text": "Zalo của chị?"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "field--bad" in page
    assert "“Zalo” không gửi được" in page and "Zalo của chị?</textarea>" in page
    assert not Question.objects.exists()


def test_nobody_asks_where_nobody_answers(client, buyer, owner, product, producer):
    path = f"/vi/questions/{product.pk}/ask/"
    client.force_login(owner)
    sent = client.post(path, {"text": "Tự hỏi?"}, follow=True)
    assert "Bạn làm việc cho nhà sản xuất này" in sent.content.decode()
    type(producer).objects.update(state="suspended")
    client.force_login(buyer)
    assert "<textarea" not in client.get(path).content.decode()
    assert "/ask/" not in client.get(f"/vi/questions/{product.pk}/").content.decode()
    type(product).objects.update(is_public=False)
    for gone in (path, f"/vi/questions/{product.pk}/"):
        assert client.get(gone).status_code == 404


def test_many_questions_cost_no_more_queries_than_few(client, product, owner):
    def spent(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path, headers={"Cookie": "messages=x"})
        return len(queries)

    paths = (f"/vi/questions/{product.pk}/", product.get_absolute_url())
    none = [spent(path) for path in paths]
    for n in range(25):
        answered(product, owner, f"Câu {n}?")
    few, of_page = (spent(path) for path in paths)
    assert none[1] == of_page  # they come with the product
    assert few <= none[0] + 1
    shown = client.get(product.get_absolute_url()).content.decode()
    assert [n for n in range(25) if f"Đáp: Câu {n}?" in shown] == [22, 23, 24]
    assert "Đáp: Câu 4?" in client.get(f"{paths[0]}?page=2").content.decode()


def test_an_answer_shows_on_the_kept_page_at_once(client, product, owner, settings):
    settings.PAGE_CACHE = True
    path = product.get_absolute_url()
    assert "Đáp" not in client.get(path).content.decode()
    answered(product, owner, "Cao bao nhiêu?")
    assert "Đáp: Cao bao nhiêu?" in client.get(path).content.decode()


def test_a_reader_reports_an_answer(client, buyer, stranger, product, owner):
    question = answered(product, owner, "Thật không?", buyer)
    path = f"/vi/questions/report/{question.pk}/"
    assert path in client.get(f"/vi/questions/{product.pk}/").content.decode()
    assert client.get(path)["Location"].startswith("/vi/account/login/")
    client.force_login(stranger)
    assert "Đáp: Thật không?" in client.get(path).content.decode()
    sent = client.post(path, {"part": "answer", "reason": "false", "note": "Không đúng"})
    assert sent["Location"] == f"/vi/questions/{product.pk}/"
    report = Report.objects.get()
    assert (report.part, report.by, report.text) == ("answer", stranger, "Đáp: Thật không?")
    assert client.post(path, {"part": "message", "reason": "false"}).status_code == 422
    client.force_login(owner)
    refused = client.post(path, {"part": "answer", "reason": "false"})
    assert refused.status_code == 422 and "chính bên bạn" in refused.content.decode()
    waiting = ask_question(product=product, by=buyer, text="Chưa đáp?")
    assert client.get(f"/vi/questions/report/{waiting.pk}/").status_code == 404
