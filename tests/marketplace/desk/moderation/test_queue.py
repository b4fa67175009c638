"""The editors' queue: every proposal is found, in the part where it stands."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.listings.judging import take
from marketplace.listings.models import Revision
from marketplace.listings.services import propose, publish_revision, send_back, texts_of
from tests import factories

pytestmark = pytest.mark.django_db
QUEUE = "/vi/sell/review/"


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def proposals(producer, product, staff) -> dict[str, Revision]:
    """One for each part, by the part's name."""
    new = {"title_vi": "Chén ngọc mới", "ocop_set": 21, "price": 9000}

    def of(text: str, owner=None) -> Revision:
        goods = factories.make_product(owner or producer)
        content = texts_of(goods) | {"title_vi": text}
        return propose(producer=goods.producer, product=goods, content=content, by=None)

    made = {
        "new": propose(producer=producer, product=None, content=new, by=None),
        "changed": of("Lọ đổi tên", factories.make_producer("Lụa Vạn Phúc")),
        "returned": of("Bình mờ"),
        "published": of("Đĩa xong"),
    }
    send_back(revision=made["returned"], note="Ảnh mờ", by=staff)
    publish_revision(revision=made["published"], by=staff)
    return made


def found(desk, query: str) -> list[int]:
    return [row.pk for row in desk.get(QUEUE + query).context["page"]]


def test_each_proposal_stands_in_its_part(desk, proposals):
    for name, revision in proposals.items():
        assert found(desk, f"?show={name}") == [revision.pk]
    waiting = [proposals["new"].pk, proposals["changed"].pk]
    assert found(desk, "") == found(desk, "?show=nonsense") == waiting
    counts = {title: count for title, _path, _shown, count in desk.get(QUEUE).context["parts"]}
    assert list(counts.values()) == [2, 0, 1, 1, 1, 1]
    page = desk.get(f"{QUEUE}?show=returned").content.decode()
    assert "Ảnh mờ" in page and "staff@example.com" in page


@pytest.mark.parametrize(
    ("asked", "name"), [("ngọc", "new"), ("lụa vạn", "changed"), ("đổi tên", "changed")]
)
def test_proposals_are_found_by_product_and_by_producer(desk, proposals, asked, name):
    assert found(desk, f"?q={asked}") == [proposals[name].pk]


def test_nothing_found_says_so(desk, proposals):
    assert "Không có đề xuất nào khớp “zz”." in desk.get(f"{QUEUE}?q=zz").content.decode()


def test_hundreds_cost_the_same_queries_and_are_all_reached(desk, producer):
    def spent() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(desk.get(QUEUE).content) < 60_000
        return len(queries)

    def add(count: int) -> None:
        Revision.objects.bulk_create(
            Revision(producer=producer, state="submitted", content={"title_vi": f"Ấm số {n}"})
            for n in range(count)
        )

    add(1)
    spent()
    few = spent()
    add(120)
    assert spent() == few <= 15
    assert len(found(desk, "?page=3")) == 21


def test_what_an_editor_took_is_their_part_and_others_read_who_has_it(desk, proposals, staff):
    other = factories.make_user("editor-2@example.com", first_name="Ngọc")
    take(revision=proposals["new"], by=staff)
    take(revision=proposals["changed"], by=other)
    assert found(desk, "?show=mine") == [proposals["new"].pk]
    page = desk.get(QUEUE).content.decode()
    assert page.count("đang xem đề xuất này.") == 2 and "Ngọc đang xem đề xuất này." in page
