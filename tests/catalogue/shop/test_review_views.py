"""A product's reviews: read by all, written by who received it, in the shop's own pages."""

import pytest
from oscar.core.loading import get_model

from catalogue.models import Product
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(product, stranger):
    return get_model("reviews", "ProductReview").objects.create(
        product=product, user=stranger, title="Very <fine>", body="As promised.", score=4, status=1
    )


@pytest.fixture
def may_write(monkeypatch):
    """Who received the product; tests of orders hold who did."""
    monkeypatch.setattr(Product, "is_review_permitted", lambda product, user: True)


def address_of(product) -> str:
    return product.get_absolute_url().replace("/vi/", "/en/") + "reviews/"


def test_a_review_is_written_and_read_also_by_who_has_a_wish_list(
    client, buyer, product, may_write
):
    get_model("wishlists", "WishList").objects.create(owner=buyer)
    client.force_login(buyer)
    form = client.get(address_of(product) + "add/").content.decode()
    assert "How good is it?" in form and form.count('type="radio"') == 5
    said = {"title": "", "score": 5, "body": "Came whole."}
    assert client.post(address_of(product) + "add/", said).status_code == 302
    page = client.get(address_of(product)).content.decode()
    assert "Came whole." in page and "5 of 5" in page and "This review has no votes." in page


@pytest.mark.parametrize("score", ["", "0", "6", "-1", "1.5", "²", "٣", "1e400", "nan", "\x00"])
def test_a_score_is_one_to_five(client, buyer, product, may_write, score):
    client.force_login(buyer)
    page = client.post(address_of(product) + "add/", {"score": score, "body": "Được"})
    assert page.status_code == 422
    assert "field--bad" in page.content.decode() and "Được" in page.content.decode()
    assert not product.reviews.exists()


def test_what_is_missing_is_said_at_the_field_in_the_reader_s_language(
    client, buyer, product, may_write
):
    client.force_login(buyer)
    page = client.post(product.get_absolute_url() + "reviews/add/", {"body": " "}).content.decode()
    assert page.count("field--bad") == 2
    assert "Xin chọn từ một đến năm sao." in page and "Đánh giá của bạn" in page
    assert "Sản phẩm</label>" not in page


def test_who_may_not_write_is_told_why_on_the_product_s_page(client, buyer, product):
    client.force_login(buyer)
    answer = client.get(product.get_absolute_url() + "reviews/add/", follow=True)
    assert answer.redirect_chain == [(product.get_absolute_url(), 302)]
    assert "Chỉ người mua đã nhận sản phẩm này" in answer.content.decode()
    sent = client.post(
        product.get_absolute_url() + "reviews/add/", {"score": 5, "body": "B"}, follow=True
    )
    assert "Chỉ người mua đã nhận sản phẩm này" in sent.content.decode()


def test_a_stranger_is_asked_to_sign_in(client, product, review):
    for path in ("add/", f"{review.pk}/vote/"):
        answer = client.post(address_of(product) + path)
        assert answer.url.startswith("/en/account/login/?next=")


def test_a_reader_votes_once_and_the_count_is_told(client, buyer, product, review):
    client.force_login(buyer)
    page = client.get(address_of(product) + f"{review.pk}/").content.decode()
    assert "Very &lt;fine&gt;" in page and "Is this review helpful?" in page
    voting = address_of(product) + f"{review.pk}/vote/"
    assert client.post(voting, {"delta": 1}).status_code == 302
    page = client.post(voting, {"delta": 1}, follow=True).content.decode()
    assert "1 of 1 reader found this useful" in page
    assert "Is this review helpful?" not in page
    assert "You have already voted on this review." in page
    assert client.get(voting).status_code == 302  # who had to sign in first


def test_what_is_not_shown_of_this_product_is_not_found(client, product, review):
    other = factories.make_product()
    assert client.get(address_of(other) + f"{review.pk}/").status_code == 404
    get_model("reviews", "ProductReview").objects.filter(pk=review.pk).update(status=2)
    assert client.get(address_of(product) + f"{review.pk}/").status_code == 404


def test_a_product_without_reviews_says_so(client, product):
    page = client.get(address_of(product)).content.decode()
    assert "This product does not have any reviews yet." in page


def test_reviews_are_paged_and_keep_their_order(client, product, django_assert_num_queries):
    rows = get_model("reviews", "ProductReview").objects
    for at in range(21):
        rows.create(
            product=product, user=factories.make_user(), title=f"T{at}", body="B", score=3, status=1
        )
    page = client.get(address_of(product) + "?sort_by=recency").content.decode()
    assert '<a href="?sort_by=recency&amp;page=2" rel="next">' in page
    assert client.get(address_of(product) + "?sort_by=x&page=999999999999").status_code == 200
