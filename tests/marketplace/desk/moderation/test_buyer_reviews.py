"""Moderators find reviews by state and words, read them with their reports, and decide."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.purchases.models import MailMessage
from marketplace.reviews.models import Review
from marketplace.reviews.moderating import report_review
from tests import factories
from tests.marketplace.reviews.said import bought, picture, reviewed, write

pytestmark = pytest.mark.django_db
LIST = "/vi/sell/review/buyer-reviews/"


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def waiting(product, owner, buyer) -> Review:
    line = bought(product, owner, buyer)
    return write(line, 1, "Gọi 0912345678 <b>", as_it_is=True, pictures=[picture()])


def found(desk, query: str) -> list[Review]:
    return list(desk.get(LIST + query).context["page"])


def test_a_waiting_review_is_read_with_what_the_rule_found_and_published(desk, waiting, product):
    page = desk.get(LIST).content.decode()
    assert f"{LIST}{waiting.pk}/" in page and "“0912345678”" in page
    one = desk.get(f"{LIST}{waiting.pk}/").content.decode()
    assert "buyer@example.com" in one and "0912345678 &lt;b&gt;" in one
    row = waiting.pictures.get()
    shown = desk.get(f"{LIST}{waiting.pk}/pictures/{row.pk}/", follow=True)
    assert shown["Content-Type"] == "image/jpeg"
    done = desk.post(f"{LIST}{waiting.pk}/", {"decision": "publish"})
    assert done["Location"] == LIST
    product.refresh_from_db()
    assert (Review.objects.get().state, product.review_count) == ("public", 1)
    again = desk.post(f"{LIST}{waiting.pk}/", {"decision": "publish"}, follow=True)
    assert "Đã có người quyết định việc này." in again.content.decode()


def test_a_refusal_needs_a_reason_that_its_author_reads(desk, client, waiting, buyer):
    path = f"{LIST}{waiting.pk}/"
    assert desk.post(path, {"decision": "refuse"}).status_code == 422
    desk.post(path, {"decision": "refuse", "words": "Có số điện thoại"})
    assert Review.objects.get().words == "Có số điện thoại"
    assert MailMessage.objects.filter(template="review_refused", to=buyer.email).exists()
    assert "Có số điện thoại" in desk.get(path).content.decode()
    client.force_login(buyer)
    assert "Có số điện thoại" in client.get("/vi/account/reviews/").content.decode()


def test_what_was_reported_is_decided_with_its_reports(desk, product, stranger):
    review = reviewed(product, 2, "Xấu.")
    assert 'type="radio"' not in desk.get(f"{LIST}{review.pk}/").content.decode()
    assert 'type="radio"' in desk.get(f"{LIST}{review.pk}/?decide=on").content.decode()
    report_review(review=review, by=stranger, reason="rude", note="Thô <quá>", by_maker=True)
    page = desk.get(f"{LIST}{review.pk}/").content.decode()
    assert "Thô &lt;quá&gt;" in page and "stranger@example.com" in page and 'type="radio"' in page
    assert found(desk, "?show=reported") == [review]
    desk.post(f"{LIST}{review.pk}/", {"decision": "publish"})
    assert found(desk, "?show=reported") == []
    assert found(desk, "?show=public") == [review]


def test_reviews_are_found_by_words_product_maker_and_author(desk, waiting, producer):
    other = factories.make_product(search_text="am tra")
    guest = bought(other, factories.make_member(other.producer), email="mai@example.vn")
    second = write(guest, 2, "Zalo nhé", as_it_is=True)
    assert found(desk, "") == found(desk, "?show=nonsense") == [waiting, second]
    for asked in ("zalo", "ấm trà", "mai@", other.producer.name, guest.order.number):
        assert found(desk, f"?q={asked}") == [second], asked
    assert found(desk, "?q=buyer@example.com") == [waiting]
    assert found(desk, "?show=refused") == []


def test_only_moderators_read_here(client, waiting, owner, buyer, stranger):
    row = waiting.pictures.get()
    paths = (LIST, f"{LIST}{waiting.pk}/", f"{LIST}{waiting.pk}/pictures/{row.pk}/")
    for person in (owner, buyer, stranger):
        client.force_login(person)
        for path in paths:
            assert client.get(path)["Location"].startswith("/vi/account/login/")
        assert client.post(paths[1], {"decision": "publish"}).status_code == 302
    assert Review.objects.get().is_waiting


def test_what_is_of_another_review_or_gone_is_not_found(desk, waiting, product):
    other = reviewed(product)
    row = waiting.pictures.get()
    for path in (f"{LIST}{other.pk}/pictures/{row.pk}/", f"{LIST}0/"):
        assert desk.get(path).status_code == 404
    Review.objects.filter(pk=other.pk).update(user=None)
    assert "–" in desk.get(f"{LIST}{other.pk}/").content.decode()


def test_many_rows_cost_no_more_queries_than_few(desk, product, stranger):
    def spent() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(f"{LIST}?show=reported")
        return len(queries)

    def one() -> None:
        report_review(review=reviewed(product), by=factories.make_user(), reason="spam")

    one()
    spent()
    few = spent()
    for _ in range(3):
        one()
    assert spent() == few
