"""A producer's own shelf: hidden for now, shown as it was, withdrawn with what waited."""

import pytest
from django.utils import translation

from catalogue.models import Product, Publication
from catalogue.search.models import Waiting
from marketplace.listings.services import propose, publish_revision
from marketplace.listings.shelves import MayNotSell, movable, move_products
from marketplace.producers.models import Producer
from tests import factories
from tests.flows.sale import place

pytestmark = pytest.mark.django_db
AT = Publication


@pytest.fixture
def goods(producer) -> list[Product]:
    return [factories.make_product(producer, title=f"Lọ {n}") for n in range(2)]


def moved(producer, owner, step: str, *products) -> tuple[int, int]:
    pks = [each.pk for each in products]
    result = move_products(producer=producer, pks=pks, step=step, by=owner)
    return result.many, len(result.left)


def stands(*products) -> list[int]:
    return [Product.objects.get(pk=each.pk).publication for each in products]


def test_hidden_products_leave_the_shop_and_come_back_as_they_were(producer, owner, goods):
    Waiting.objects.all().delete()
    assert moved(producer, owner, "hide", *goods) == (2, 0)
    assert stands(*goods) == [AT.HIDDEN] * 2 and not Product.objects.published().exists()
    assert Waiting.objects.filter(kind="product").count() == 2  # the index follows
    assert moved(producer, owner, "hide", *goods) == (0, 2)
    assert moved(producer, owner, "show", goods[0]) == (1, 0)
    assert stands(*goods) == [AT.PUBLISHED, AT.HIDDEN]


def test_hidden_product_is_not_bought_and_its_order_stays(client, producer, owner, goods):
    purchase = place([(goods[0], 1)], method="cash")
    moved(producer, owner, "hide", goods[0])
    assert client.post(f"/vi/basket/add/{goods[0].pk}/", {"quantity": 1}).status_code == 404
    page = client.get(goods[0].get_absolute_url())
    assert page.status_code == 200 and "đang tạm ngừng bán" in page.content.decode()
    assert purchase.orders.get().lines.count() == 1


def test_texts_that_editors_agree_to_leave_a_product_hidden(producer, owner, staff, goods):
    proposal = propose(
        producer=producer, product=goods[0], content={"title_vi": "Lọ mới"}, by=owner
    )
    moved(producer, owner, "hide", goods[0])
    publish_revision(revision=proposal, by=staff)
    goods[0].refresh_from_db()
    assert (goods[0].title_vi, goods[0].publication) == ("Lọ mới", AT.HIDDEN)


def test_withdrawn_products_take_their_proposals_back_and_return_by_the_editors_alone(
    producer, owner, goods
):
    proposal = propose(
        producer=producer, product=goods[0], content={"title_vi": "Lọ mới"}, by=owner
    )
    moved(producer, owner, "hide", goods[1])
    assert moved(producer, owner, "withdraw", *goods) == (2, 0)
    proposal.refresh_from_db()
    assert proposal.is_returned and stands(*goods) == [AT.WITHDRAWN] * 2
    assert moved(producer, owner, "show", *goods) == (0, 2)
    assert stands(*goods) == [AT.WITHDRAWN] * 2


def test_others_products_are_not_moved_and_drafts_stay(producer, owner, goods):
    foreign = factories.make_product()
    draft = factories.make_product(producer, publication=AT.DRAFT)
    assert moved(producer, owner, "hide", foreign, draft, goods[0]) == (1, 1)
    assert stands(foreign, draft) == [AT.PUBLISHED, AT.DRAFT]
    assert movable([draft], "withdraw") == ([], [draft])


def test_who_may_not_sell_shows_nothing(producer, owner, goods):
    moved(producer, owner, "hide", *goods)
    Producer.objects.update(state=Producer.State.SUSPENDED)
    with pytest.raises(MayNotSell) as refusal:
        moved(producer, owner, "show", *goods)
    with translation.override("en"):
        assert str(refusal.value) == (
            "Your producer may not sell at the moment: nothing can be shown."
        )
