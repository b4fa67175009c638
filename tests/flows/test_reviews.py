"""Buyers' reviews: Oscar's views in the shop's own pages."""

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


def test_a_review_is_written_and_read(client, buyer, product, may_write):
    client.force_login(buyer)
    form = client.get(address_of(product) + "add/").content.decode()
    assert "Leave a product review" in form
    said = {"title": "Good", "score": 5, "body": "Came whole."}
    assert client.post(address_of(product) + "add/", said).status_code == 302
    page = client.get(address_of(product)).content.decode()
    assert "Good" in page and "5 of 5" in page and "This review has no votes." in page


def test_what_is_missing_is_said_at_the_field(client, buyer, product, may_write):
    client.force_login(buyer)
    page = client.post(address_of(product) + "add/", {"title": "Good"}).content.decode()
    assert page.count('<div class="field field--bad">') == 2


def test_a_reader_votes_once_and_the_count_is_told(client, buyer, product, review):
    client.force_login(buyer)
    page = client.get(address_of(product) + f"{review.pk}/").content.decode()
    assert "Very &lt;fine&gt;" in page and "Is this review helpful?" in page
    client.post(address_of(product) + f"{review.pk}/vote/", {"delta": 1})
    page = client.get(address_of(product) + f"{review.pk}/").content.decode()
    assert "1 of 1 reader found this useful" in page
    assert "Is this review helpful?" not in page


def test_a_product_without_reviews_says_so(client, product):
    page = client.get(address_of(product)).content.decode()
    assert "This product does not have any reviews yet." in page


def test_reviews_are_paged_and_keep_their_order(client, product):
    for at in range(21):
        get_model("reviews", "ProductReview").objects.create(
            product=product,
            user=factories.make_user(),
            title=f"T{at}",
            body="B",
            score=3,
            status=1,
        )
    page = client.get(address_of(product) + "?sort_by=recency").content.decode()
    assert '<a href="?sort_by=recency&amp;page=2" rel="next">' in page
