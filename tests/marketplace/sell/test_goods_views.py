"""The lists of products and proposals: all are reached, at a constant cost."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.frame.folding import fold
from marketplace.listings.models import Revision
from tests import factories

pytestmark = pytest.mark.django_db
LIST, PROPOSALS = "/vi/sell/products/", "/vi/sell/products/proposals/"


@pytest.fixture
def shop(client, owner):
    client.force_login(owner)
    return client


def make(producer, title: str, **facts):
    return factories.make_product(producer, title=title, search_text=fold(title), **facts)


def titles(response) -> list[str]:
    return [row.offer.product.title for row in response.context["rows"]]


def test_every_product_is_reached_page_by_page(shop, producer):
    made = {make(producer, f"Ấm {n:02}").title for n in range(20)}
    first, second = shop.get(LIST), shop.get(f"{LIST}?page=2")
    assert (len(titles(first)), set(titles(first) + titles(second))) == (15, made)
    assert 'rel="next"' in first.content.decode()
    assert titles(shop.get(f"{LIST}?q=am 07")) == ["Ấm 07"]
    assert "Không có sản phẩm nào khớp “zz”." in shop.get(f"{LIST}?q=zz").content.decode()


def test_search_keeps_the_part_and_the_pager_both(shop, producer):
    for n in range(17):
        make(producer, f"Ấm {n:02}", stock=0)
    page = BeautifulSoup(shop.get(f"{LIST}?show=out&q=am").content, "html.parser")
    assert page.select_one("a[rel=next]")["href"] == "?q=am&show=out&page=2"
    assert page.select_one("input[name=show]")["value"] == "out"


def test_list_costs_the_same_for_few_and_for_many(shop, producer):
    def spent() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queries:
            content = shop.get(LIST).content
        return len(queries), len(content)

    factories.make_product(producer)
    spent()
    few, _size = spent()
    for n in range(40):
        factories.make_product(producer, title=f"Bình gốm men lam vẽ tay tích xưa số {n}")
    many, size = spent()
    assert many == few <= 15
    assert size < 60_000


def test_proposals_beyond_the_first_have_a_list_of_their_own(shop, producer, owner):
    for n in range(25):
        Revision.objects.create(
            producer=producer,
            created_by=owner,
            content={"title_vi": f"Chén {n:02}"},
            state="returned" if n == 3 else "draft",
        )
    page = shop.get(LIST).content.decode()
    assert "Xem cả 25 đề xuất" in page
    first = shop.get(PROPOSALS)
    assert len(first.context["page"]) == 20
    assert len(shop.get(f"{PROPOSALS}?page=2").context["page"]) == 5
    found = shop.get(f"{PROPOSALS}?show=returned").context["page"]
    assert [row.title for row in found] == ["Chén 03"]
    assert [row.title for row in shop.get(f"{PROPOSALS}?q=chén 07").context["page"]] == ["Chén 07"]
    assert shop.get(f"{PROPOSALS}?show=published&q=x").context["page"].paginator.count == 0


def test_proposals_of_others_are_not_listed(shop, client, stranger, owner):
    other = factories.make_producer()
    Revision.objects.create(producer=other, created_by=owner, content={"title_vi": "Kín"})
    assert "Kín" not in shop.get(PROPOSALS).content.decode()
    client.force_login(stranger)
    assert client.get(PROPOSALS).status_code == 403
