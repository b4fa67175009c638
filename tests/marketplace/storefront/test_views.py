"""Who makes: the list of those who sell, and one of them."""

import pytest

from catalogue.models import Product
from catalogue.search.services import catch_up
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def makers(db):
    made = [
        factories.make_producer(name) for name in ("Gốm Ánh Hồng", "Lụa Vạn Phúc", "Đúc Ngũ Xã")
    ]
    for maker in made:
        factories.make_product(maker)
    catch_up()
    return made


def names(response) -> list[str]:
    return [producer.name for producer in response.context["page"].object_list]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lua", ["Lụa Vạn Phúc"]),
        ("  ĐÚC   ngũ ", ["Đúc Ngũ Xã"]),
        ("duc", ["Đúc Ngũ Xã"]),
        ("100%_", []),
        ("\x00", None),
        ("\u00ad", None),  # nothing is left of it
        ("", None),
    ],
)
def test_a_producer_is_found_by_part_of_its_name(client, makers, text, found):
    response = client.get("/vi/producers/", {"q": text})
    every = sorted(maker.name for maker in makers)
    assert sorted(names(response)) == (every if found is None else found)


def test_nobody_of_that_name_leads_on(client, makers):
    page = client.get("/en/producers/", {"q": "zzz"}).content.decode()
    assert "No producer has this in its name" in page
    assert 'href="/en/products/?q=zzz"' in page and 'href="/en/producers/"' in page


def test_pages_keep_the_text(client, makers, monkeypatch):
    monkeypatch.setattr("marketplace.storefront.views.PER_PAGE", 1)
    response = client.get("/en/producers/", {"q": "n", "page": 2})
    assert 'href="?q=n&amp;page=1"' in response.content.decode()
    assert len(names(response)) == 1
    assert names(client.get("/en/producers/?page=999")) == names(
        client.get("/en/producers/?page=3")
    )


def test_a_producer_shows_the_way_to_all_its_products(client, makers):
    page = client.get(f"/en/producers/{makers[0].slug}/").content.decode()
    assert f'href="/en/products/?producer={makers[0].slug}"' in page
    assert client.get("/en/producers/nobody/").status_code == 404


def test_a_producer_without_a_picture_shows_its_first_work(client, makers):
    Product.objects.filter(producer=makers[0]).update(cover="images/demo/lo.webp")
    Product.objects.filter(producer=makers[1]).update(cover="")
    listed = client.get("/en/producers/").content.decode()
    assert listed.count('class="maker-picture"') == 1
    assert "lo.w640.webp" in client.get(f"/en/producers/{makers[0].slug}/").content.decode()
    assert "scene--alone" in client.get(f"/en/producers/{makers[1].slug}/").content.decode()
