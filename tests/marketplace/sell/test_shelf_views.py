"""Ticked products are hidden, shown, withdrawn: asked about first, told afterwards, each once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.models import Product, Publication
from marketplace.producers.models import Producer
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/en/sell/products/"


@pytest.fixture
def goods(producer, owner, client):
    client.force_login(owner)
    return [factories.make_product(producer, title=f"Lọ {n}") for n in range(3)]


def messages_of(response) -> list[str]:
    return [str(each) for each in response.context["messages"]]


def test_list_leads_to_a_page_that_asks_and_then_it_is_done(client, goods):
    page = client.get(LIST).content.decode()
    assert f'name="row" value="{goods[0].pk}" form="ticked"' in page
    ticked = {"row": [goods[0].pk, goods[1].pk, 10**19, "x"]}
    asked = client.get(f"{LIST}hide/", ticked)
    assert [each.pk for each in asked.context["moves"]] == [goods[0].pk, goods[1].pk]
    assert "leave the shop at once" in asked.content.decode()
    assert not Product.objects.filter(publication=Publication.HIDDEN).exists()
    done = client.post(f"{LIST}hide/", ticked, follow=True)
    assert messages_of(done) == ["2 products are hidden."]
    assert [row.offer.is_hidden for row in client.get(f"{LIST}?show=hidden").context["rows"]] == [
        True,
        True,
    ]
    left = client.get(f"{LIST}show/", {"row": [goods[0].pk, goods[2].pk]})
    assert "These stay as they are: Crackle vase" in left.content.decode()
    done = client.post(f"{LIST}show/", {"row": [goods[0].pk, goods[2].pk]}, follow=True)
    assert messages_of(done) == [
        "1 product is in the shop again.",
        "What stood elsewhere was left as it is.",
    ]
    done = client.post(f"{LIST}withdraw/", {"row": goods[1].pk}, follow=True)
    assert messages_of(done) == ["1 product is no longer sold."]
    assert "Tick products in the list" in client.get(f"{LIST}show/").content.decode()


def test_suspended_producer_is_told_that_it_shows_nothing(client, goods):
    Product.objects.update(publication=Publication.HIDDEN)
    Producer.objects.update(state=Producer.State.SUSPENDED)
    done = client.post(f"{LIST}show/", {"row": goods[0].pk}, follow=True)
    assert messages_of(done) == ["Your producer may not sell at the moment: nothing can be shown."]


def test_sellers_hide_and_only_owners_withdraw(client, goods, producer, stranger):
    client.force_login(factories.make_member(producer, "s@example.com", role="seller"))
    assert client.post(f"{LIST}hide/", {"row": goods[0].pk}).status_code == 302
    assert client.post(f"{LIST}withdraw/", {"row": goods[1].pk}).status_code == 403
    foreign = factories.make_product()
    client.post(f"{LIST}hide/", {"row": foreign.pk})
    for person in (stranger, factories.make_member(producer, "p@example.com", role="packer")):
        client.force_login(person)
        for step in ("hide", "show", "withdraw"):
            assert client.post(f"{LIST}{step}/", {"row": goods[2].pk}).status_code == 403
    states = [Product.objects.get(pk=each.pk).publication for each in (*goods, foreign)]
    assert states == [Publication.HIDDEN, *[Publication.PUBLISHED] * 3]


def test_page_that_asks_costs_the_same_for_few_and_many(client, goods, producer):
    def spent(count: int) -> int:
        rows = list(producer.products.values_list("pk", flat=True)[:count])
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(f"{LIST}hide/", {"row": rows}).content) < 60_000
        return len(queries)

    spent(1)
    few = spent(1)
    for n in range(100):
        factories.make_product(producer, title=f"Bình gốm men lam vẽ tay tích xưa {n}")
    assert spent(200) == few <= 15
