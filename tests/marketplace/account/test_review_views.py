"""A person sees what it said of products, what became of it, and what waits to be reviewed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marketplace.reviews.models import Review
from tests import factories
from tests.marketplace.reviews.said import bought, reviewed, write

pytestmark = pytest.mark.django_db
PAGE = "/vi/account/reviews/"


def test_own_reviews_stand_with_their_states_and_those_of_others_do_not(
    client, product, owner, buyer, stranger
):
    assert client.get(PAGE)["Location"].startswith("/vi/account/login/")
    write(bought(product, owner, buyer), 4, "Gói <kỹ>.")
    reviewed(product, 1, "Của người khác.", user=stranger)
    client.force_login(buyer)
    page = client.get(PAGE).content.decode()
    assert "Gói &lt;kỹ&gt;." in page and "Của người khác." not in page
    assert "Mọi người đọc được" in page and "reviews/add/" in page
    Review.objects.filter(user=buyer).update(state="refused", words="Thô lỗ")
    page = client.get(PAGE).content.decode()
    assert "Không hiện" in page and "Thô lỗ" in page
    Review.objects.update(at=timezone.now() - timedelta(days=31))
    assert "reviews/add/" not in client.get(PAGE).content.decode()


def test_what_arrived_waits_until_it_is_reviewed(client, product, owner, buyer):
    client.force_login(buyer)
    assert "Bạn chưa đánh giá gì" in client.get(PAGE).content.decode()
    assert "Không có gì đang đợi" in client.get(f"{PAGE}?show=to-write").content.decode()
    line = bought(product, owner, buyer)
    gone = bought(factories.make_product(product.producer), owner, buyer).product
    type(gone).objects.filter(pk=gone.pk).update(is_public=False)
    assert list(client.get(f"{PAGE}?show=to-write").context["page"]) == [product]
    assert client.get(PAGE).context["counts"] == (0, 1)
    write(line)
    assert client.get(PAGE).context["counts"] == (1, 0)


def test_who_sells_it_is_asked_for_no_review(client, product, owner):
    bought(product, owner, owner)
    client.force_login(owner)
    assert client.get(f"{PAGE}?show=to-write").context["counts"] == (0, 0)


@pytest.mark.parametrize("query", ["", "?show=to-write"])
def test_many_rows_cost_no_more_queries_than_few(client, producer, owner, buyer, query):
    def one() -> None:
        line = bought(factories.make_product(producer), owner, buyer)
        if not query:
            write(line)

    def spent() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE + query)
        return len(queries)

    client.force_login(buyer)
    one()
    spent()
    few = spent()
    for _ in range(2):
        one()
    assert spent() == few
