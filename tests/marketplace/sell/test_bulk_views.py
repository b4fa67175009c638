"""Prices and stock of a page of products: all that was typed is saved, or nothing."""

from uuid import uuid4

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode

from marketplace.listings.models import OfferChange
from marketplace.sell.bulk_views import NotAll, RowForm, save
from marketplace.sell.offered import offered
from tests import factories
from tests.flows.sale import place, stock

pytestmark = pytest.mark.django_db
BULK = "/en/sell/products/bulk/"


@pytest.fixture
def goods(producer, owner, client):
    client.force_login(owner)
    return [factories.make_product(producer, title=f"Vase {n}") for n in range(3)]


def answers(*rows, **more) -> dict:
    """Fill in (product, price, stock) as who sees 250 000 and 10; None leaves a field."""
    data: dict = {"row": [product.pk for product, _price, _stock in rows]}
    for product, price, count in rows:
        name = f"p{product.pk}-"
        data |= {
            f"{name}key": str(uuid4()),
            f"{name}seen_price": "250000",
            f"{name}seen_stock": "10",
            f"{name}price": "250.000" if price is None else price,
            f"{name}stock": "10" if count is None else count,
        }
    return data | more


def now(product) -> tuple:
    product.refresh_from_db()
    return product.price, stock(product)[0]


def test_what_was_typed_anew_is_saved_and_the_rest_left(client, goods):
    first, second, third = goods
    data = answers((first, "200k", None), (second, None, "12"), (third, None, None))
    response = client.post(BULK, data, follow=True)
    assert [str(each) for each in response.context["messages"]] == ["2 changes are saved."]
    assert [now(each) for each in goods] == [(200_000, 10), (250_000, 12), (250_000, 10)]
    assert OfferChange.objects.count() == 2
    client.post(BULK, data)  # sent twice
    assert OfferChange.objects.count() == 2


def test_one_refused_row_leaves_all_as_they_were(client, goods):
    first, second, third = goods
    for bad in ((second, "12", None), (second, "x", None), (second, None, "-1")):
        response = client.post(BULK, answers((first, "200.000", "7"), bad, (third, None, "5")))
        assert response.status_code == 422
    assert {now(each) for each in goods} == {(250_000, 10)}
    page = response.content.decode()
    assert 'value="200.000"' in page and "field__error" in page
    assert not OfferChange.objects.exists()


def test_price_far_from_the_last_is_asked_about(client, goods):
    first, second, _third = goods
    data = answers((first, "25.000", None), (second, None, "9"))
    response = client.post(BULK, data)
    assert response.status_code == 422
    assert "Is it right?" in response.content.decode()
    assert f'name="p{first.pk}-sure"' in response.content.decode()
    assert now(second) == (250_000, 10)
    assert client.post(BULK, data | {f"p{first.pk}-sure": "on"}).status_code == 302
    assert (now(first), now(second)) == ((25_000, 10), (250_000, 9))


def test_count_of_who_saw_another_number_is_refused_and_may_be_sent_again(client, goods):
    first = goods[0]
    place([(first, 1)], method="cash")
    held = client.post(BULK, answers((first, None, "0")))
    assert held.status_code == 422 and "already hold" in held.content.decode()
    first.stockrecords.update(num_in_stock=7)
    data = answers((first, None, "12"))
    moved = client.post(BULK, data)
    assert "meanwhile there are 7" in moved.content.decode()
    assert f'name="p{first.pk}-seen_stock" value="7"' in moved.content.decode()
    client.post(BULK, data | {f"p{first.pk}-seen_stock": "7"})
    assert now(first)[1] == 12


def test_products_of_others_are_none_of_a_person_s(client, goods, stranger):
    foreign = factories.make_product()
    client.post(BULK, answers((foreign, "200.000", "1")))
    assert now(foreign) == (250_000, 10)
    for person in (stranger, factories.make_member(goods[0].producer, "p@example.com", "packer")):
        client.force_login(person)
        assert client.post(BULK, answers((goods[0], "200.000", None))).status_code == 403
    assert now(goods[0]) == (250_000, 10)


def test_made_to_order_has_a_price_alone(client, goods, producer):
    bowl = factories.make_product(producer, title="Zz bowl", made_to_order=True, stock=0)
    assert f'name="p{bowl.pk}-stock"' not in client.get(BULK).content.decode()
    client.post(BULK, answers((bowl, "300.000", "99")))
    assert now(bowl) == (300_000, 0)


def test_page_costs_the_same_for_few_and_many(client, goods, producer):
    def spent() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(BULK).content) < 60_000
        return len(queries)

    spent()
    few = spent()
    for n in range(30):
        factories.make_product(producer, title=f"Bình gốm men lam vẽ tay tích xưa {n}")
    assert spent() == few <= 15
    assert len(client.get(f"{BULK}?page=2").context["rows"]) == 15


def test_refused_row_is_told_to_who_saves(goods, owner):
    data = QueryDict(urlencode(answers((goods[0], "25.000", None)), doseq=True))
    row = RowForm(data, offer=offered(goods[0]))
    assert row.is_valid()
    with pytest.raises(NotAll):
        save([row], owner)
    assert row.asks and now(goods[0]) == (250_000, 10)
