"""What to take from the shelves for all orders that wait to be packed."""

import pytest
from oscar.core.loading import get_model

from marketplace.aftersale.takeback import cancel_order
from marketplace.purchases.pick_list import picks_of
from marketplace.purchases.services import confirm_order
from tests import factories
from tests.flows.sale import paid, ship

pytestmark = pytest.mark.django_db


@pytest.fixture
def bowl(product):
    return factories.make_product(product.producer)


def confirmed(wanted, owner):
    order = paid(wanted).orders.get()
    confirm_order(order=order, by=owner)
    return order


def told(asked: str = "") -> list[tuple]:
    picks = picks_of(get_model("order", "Order").objects.all(), asked)
    return [(pick.title, pick.units, pick.orders) for pick in picks]


def test_goods_are_summed_by_product_with_the_orders_that_need_them(product, bowl, owner):
    first = confirmed([(product, 2), (bowl, 1)], owner)
    second = confirmed([(product, 3)], owner)
    ship(first, owner, quantities=[(first.lines.get(product=product), 1)])
    waiting = paid([(product, 1)]).orders.get()  # to be confirmed: not yet to be packed
    gone = confirmed([(product, 1)], owner)
    ship(gone, owner)
    vases = (product.title, 4, [(first.number, 1), (second.number, 3)])
    bowls = (bowl.title, 1, [(first.number, 1)])
    assert sorted(told()) == sorted([vases, bowls])
    assert waiting.number not in repr(told())
    bowls_line = first.lines.get(product=bowl)
    cancel_order(
        order=first, key="c", side="producer", reason="sold_out", by=owner,
        quantities=[(bowls_line.pk, 1)],
    )  # fmt: skip
    assert told() == [vases]


def test_variants_are_taken_one_by_one(product, owner):
    factories.make_variants(product, "S", "M")
    confirmed([(product, 2)], owner)
    assert told() == [(f"{product.title}, S", 2, [(told()[0][2][0][0], 2)])]
    pick = picks_of(get_model("order", "Order").objects.all())[0]
    assert pick.code == factories.variant_of(product, "S").record.partner_sku


def test_a_search_needs_no_marks_and_knows_codes(product, bowl, owner):
    type(product).objects.filter(pk=product.pk).update(title_vi="Lọ hoa Đặng", title="Lọ hoa Đặng")
    confirmed([(product, 2), (bowl, 1)], owner)
    assert [units for _title, units, _orders in told("lo hoa dang")] == [2]
    assert [units for _title, units, _orders in told(bowl.code.lower())] == [1]
    assert told("nothing like it") == []


def test_goods_stand_as_the_vietnamese_alphabet_goes(product, owner):
    names = ["Cốm", "Dừa", "Đá", "Đỏ", "Ấm"]
    goods = [factories.make_product(product.producer, stock=9) for _name in names]
    for each, name in zip(goods, names, strict=True):
        type(each).objects.filter(pk=each.pk).update(title_vi=name, title=name)
    confirmed([(each, 1) for each in goods], owner)
    assert [title for title, *_rest in told()] == ["Ấm", "Cốm", "Dừa", "Đá", "Đỏ"]


def test_what_is_no_longer_in_the_catalogue_is_still_told(product, owner):
    order = confirmed([(product, 2)], owner)
    order.lines.update(product=None)
    assert told() == [(order.lines.get().title, 2, [(order.number, 2)])]


def test_two_queries_are_enough(product, bowl, owner, django_assert_num_queries):
    for _each in range(2):
        confirmed([(product, 1), (bowl, 1)], owner)
    with django_assert_num_queries(2):
        assert len(told()) == 2
