"""A producer reads what is said of its products and answers for everybody to read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.reviews.models import Review
from tests import factories
from tests.marketplace.reviews.said import reviewed

pytestmark = pytest.mark.django_db
LIST = "/vi/sell/reviews/"


def said(product, score: int = 5, text: str = "Đẹp lắm.", name: str = "lan"):
    user = factories.make_user(f"{name}@example.vn", first_name="Lan")
    return reviewed(product, score, text, user=user)


@pytest.fixture
def shop(client, owner):
    client.force_login(owner)
    return client


def test_answer_stands_under_the_review_wherever_it_is_read(shop, product):
    review = said(product)
    assert f"{LIST}{review.pk}/" in shop.get(LIST).content.decode()
    answer = shop.post(f"{LIST}{review.pk}/", {"text": "Cảm ơn <bạn>.\nHẹn gặp lại."})
    assert answer["Location"] == LIST
    lists = reverse("reviews:of-product", args=[product.slug, product.pk])
    for path in (product.get_absolute_url(), lists, f"{LIST}?show=answered"):
        page = shop.get(path).content.decode()
        assert "Cảm ơn &lt;bạn&gt;." in page, path
    assert (
        f"{product.producer.name} trả lời" in shop.get(product.get_absolute_url()).content.decode()
    )
    assert list(shop.get(LIST).context["page"]) == []


def test_answer_is_changed_and_taken_away(shop, product, owner):
    review = said(product)
    for text in ("Một", "Hai"):
        shop.post(f"{LIST}{review.pk}/", {"text": text})
    row = Review.objects.get()
    assert (row.answer, row.answered_by) == ("Hai", owner)
    assert "Hai" in shop.get(f"{LIST}{review.pk}/").content.decode()
    shop.post(f"{LIST}{review.pk}/", {"text": " "})
    assert not Review.objects.exclude(answer="").exists()
    for text in ("x" * 1001, "Gọi 0912345678 nhé"):
        assert shop.post(f"{LIST}{review.pk}/", {"text": text}).status_code == 422


def test_reviews_of_others_and_hidden_ones_are_not_found(shop, client, product, stranger):
    foreign = said(factories.make_product(), name="mai")
    hidden = said(product, name="cuc")
    type(hidden).objects.filter(pk=hidden.pk).update(state="waiting")
    for review in (foreign, hidden):
        assert shop.post(f"{LIST}{review.pk}/", {"text": "Hay"}).status_code == 404
    client.force_login(stranger)
    assert client.get(LIST).status_code == 403
    client.force_login(factories.make_member(product.producer, "packer@example.com", role="packer"))
    assert client.get(LIST).status_code == 403
    assert not Review.objects.exclude(answer="").exists()


def test_reviews_are_found_by_part_and_words(shop, producer):
    vase, bowl = (
        factories.make_product(producer, search_text="binh voi"),
        factories.make_product(producer),
    )
    poor, good = said(vase, 2, "Vỡ góc", "mai"), said(bowl, 5, "Rất đẹp", "cuc")

    def found(query: str) -> list:
        return list(shop.get(LIST + query).context["page"])

    assert found("") == found("?show=nonsense") == [good, poor]
    assert found("?show=poor") == found("?q=vỡ") == found("?q=bình vôi") == [poor]
    assert found("?show=answered") == []
    assert "Chưa có đánh giá nào ở đây." in shop.get(f"{LIST}?q=zz").content.decode()


def test_many_reviews_cost_no_more_queries_than_few(shop, product):
    def spent() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(shop.get(LIST).content) < 60_000
        return len(queries)

    said(product)
    spent()
    few = spent()
    for n in range(25):
        said(product, name=f"nguoi-{n}")
    assert spent() == few <= 15
    assert len(shop.get(f"{LIST}?page=2").context["page"]) == 6


@pytest.mark.parametrize("role", ["packer", "accountant"])
def test_who_does_not_sell_answers_nothing(client, product, role):
    review = said(product)
    client.force_login(factories.make_member(product.producer, "mate@example.vn", role=role))
    for path in (LIST, f"{LIST}{review.pk}/"):
        assert client.get(path).status_code == 403
    assert client.post(f"{LIST}{review.pk}/", {"text": "Cảm ơn"}).status_code == 403
    assert not Review.objects.exclude(answer="").exists()


def test_a_maker_reports_a_review_which_stays_until_the_market_read_it(shop, product, owner):
    review = said(product, 1, "Mua chỗ khác rẻ hơn")
    page = f"{LIST}{review.pk}/report/"
    assert page in shop.get(LIST).content.decode()
    assert "Ít sao thôi thì không phải lý do" in shop.get(page).content.decode()
    assert shop.post(page, {"note": "Sai"}).status_code == 422
    assert shop.post(page, {"reason": "spam"})["Location"] == LIST
    report = review.reports.get()
    assert (report.by, report.by_maker, report.state) == (owner, True, "open")
    assert Review.objects.get().is_public
    foreign = said(factories.make_product(), name="mai")
    assert shop.post(f"{LIST}{foreign.pk}/report/", {"reason": "spam"}).status_code == 404
