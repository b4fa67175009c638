"""What stands on a card, in the order that was asked for, and for how long a recall is news."""

import datetime
from dataclasses import asdict

import pytest
from django.utils import timezone, translation

from catalogue.listing.cards import RECALL_IS_NEWS, cards_of, month_text, rating_text
from catalogue.models import Product, Publication
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_card_says_what_a_product_is():
    maker = factories.make_producer("Gốm Ánh Hồng", village=factories.make_village("Bát Tràng"))
    product = factories.make_product(maker, price=1_250_000)
    certificate = factories.make_certificate(product, stars=4)
    Product.objects.filter(pk=product.pk).update(rating=4.25, review_count=1)
    with translation.override("en"):
        (card,) = cards_of([product.pk])
    assert asdict(card) == {
        "pk": product.pk,
        "url": f"/en/products/{product.slug}_{product.pk}/",
        "title": product.title_en,
        "image_url": card.image_url,
        "image_srcset": card.image_srcset,
        "image_avif": "",
        "producer_name": "Gốm Ánh Hồng",
        "village_name": "Bát Tràng",
        "price_text": "₫1,250,000",
        "stars": 4,
        "valid_until_text": f"{certificate.expires_on:%m/%Y}",
        "rating_text": "4.2 of 5, 1 review",
        "rating_short": "4.2 (1)",
        "stock_state": "in",
        "has_recall": False,
        "keep_url": f"/en/account/saved/{product.pk}/",
        "add_url": f"/en/basket/add/{product.pk}/",
        "has_choice": False,
        "language": "",
    }


@pytest.mark.parametrize(("language", "suffix"), [("vi", "vi"), ("en", "en"), ("id", "ind")])
def test_a_title_is_in_the_readers_language_or_in_vietnamese(language, suffix):
    told, untold = factories.make_product(), factories.make_product()
    Product.objects.filter(pk=untold.pk).update(title_en="", title_ind=None)
    with translation.override(language):
        titles = [card.title for card in cards_of([told.pk, untold.pk])]
    assert titles == [getattr(told, f"title_{suffix}"), untold.title_vi]


def test_cards_come_in_the_order_asked_for_without_what_is_not_on_sale(django_assert_num_queries):
    shown = [factories.make_product() for _ in range(3)]
    draft = factories.make_product(publication=Publication.DRAFT)
    hidden, priceless = factories.make_product(), factories.make_product()
    Product.objects.filter(pk=hidden.pk).update(is_public=False)
    Product.objects.filter(pk=priceless.pk).update(price=None)
    asked = [shown[2], draft, shown[0], hidden, priceless, shown[1]]
    cards_of([])  # reads the shelf
    with django_assert_num_queries(2):  # whether the shelf is of now, and the rows
        found = cards_of([*(product.pk for product in asked), 0])
    assert [card.pk for card in found] == [shown[2].pk, shown[0].pk, shown[1].pk]


@pytest.mark.parametrize(("days", "stars"), [(-1, 0), (0, 5), (1, 5)])
def test_stars_stand_on_a_card_to_their_last_day(days, stars):
    product = factories.make_product()
    factories.make_certificate(product, stars=5)
    until = timezone.localdate() + datetime.timedelta(days=days)
    Product.objects.filter(pk=product.pk).update(ocop_valid_until=until)
    (card,) = cards_of([product.pk])
    assert (card.stars, bool(card.valid_until_text)) == (stars, bool(stars))


@pytest.mark.parametrize(("minutes", "is_news"), [(-1, True), (1, False)])
def test_a_recall_is_news_for_ninety_days(minutes, is_news):
    product = factories.make_product()
    at = timezone.now() - RECALL_IS_NEWS - datetime.timedelta(minutes=minutes)
    Product.objects.filter(pk=product.pk).update(recalled_at=at)
    assert [card.has_recall for card in cards_of([product.pk])] == [is_news]
    assert datetime.timedelta(days=90) == RECALL_IS_NEWS


@pytest.mark.parametrize(
    ("stock", "fields", "state"),
    [(0, {}, "out"), (1, {}, "in"), (0, {"availability": 2}, "made_to_order")],
)
def test_a_card_says_whether_it_can_be_had(stock, fields, state):
    product = factories.make_product(stock=stock)
    Product.objects.filter(pk=product.pk).update(**fields, code=product.code)
    assert [card.stock_state for card in cards_of([product.pk])] == [state]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "4.5 of 5, 2 reviews"),
        ("vi", "4,5/5, 2 đánh giá"),
        ("id", "4,5 dari 5, 2 ulasan"),
    ],
)
def test_reviews_are_told_in_the_readers_language(language, text):
    with translation.override(language):
        assert rating_text(4.46, 2) == text
        assert rating_text(None, 2) == rating_text(4.46, 0) == rating_text(0.0, 1) == ""


@pytest.mark.parametrize("language", ["vi", "en", "id"])
def test_a_month_has_two_digits(language):
    assert month_text(2026, 3, language) == "03/2026"
