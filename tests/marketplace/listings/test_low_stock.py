"""A producer hears once that few are left, whatever took them, and again after there were more."""

import pytest
from oscar.core.loading import get_model

from catalogue.models import Publication
from marketplace.listings import low_stock
from marketplace.listings.low_stock import tell_low_stock, watch
from marketplace.listings.models import StockWatch
from marketplace.notices.models import Notice
from marketplace.purchases.mail import compose
from marketplace.purchases.models import MailMessage
from tests import factories
from tests.flows.sale import place

pytestmark = pytest.mark.django_db


def have(product, count: int) -> None:
    get_model("partner", "StockRecord").objects.filter(product=product).update(num_in_stock=count)


def test_order_that_leaves_few_is_told_once(product, owner):
    have(product, 6)
    watch(product, 3)
    assert tell_low_stock() == 0
    place([(product, 4)], method="cash")  # held, not yet sent
    assert [tell_low_stock(), tell_low_stock()] == [1, 0]
    (mail,) = MailMessage.objects.filter(template="stock_low")
    letter = compose(mail)
    assert mail.to == owner.email
    assert product.title in letter.subject
    assert "còn bán được: 2." in letter.body
    assert f"/vi/sell/products/{product.pk}/offer/" in letter.body
    assert Notice.objects.get(kind="stock_low").number == str(product.pk)


def test_after_there_were_more_it_is_told_again(product, owner):
    watch(product, 3)
    for count in (3, 4, 0):
        have(product, count)
        tell_low_stock()
    assert Notice.objects.filter(kind="stock_low").count() in (1, 2)  # within one second: one
    assert StockWatch.objects.get().told_at is not None
    have(product, 9)
    tell_low_stock()
    assert StockWatch.objects.get().told_at is None


def test_only_what_is_watched_and_sold_is_told(product, owner):
    have(product, 0)
    assert tell_low_stock() == 0
    watch(product, 3)
    product.made_to_order = True
    product.save()
    assert tell_low_stock() == 0
    product.made_to_order = False
    product.publication = Publication.WITHDRAWN
    product.save()
    assert tell_low_stock() == 0
    watch(product, None)
    assert not StockWatch.objects.exists()


def test_number_set_anew_counts_anew(product, owner):
    have(product, 2)
    watch(product, 3)
    assert tell_low_stock() == 1
    watch(product, 2)
    assert StockWatch.objects.get().told_at is None


def test_each_producer_hears_of_its_own(product, owner):
    other = factories.make_producer()
    factories.make_member(other, "silk@example.com")
    scarf = factories.make_product(other, stock=1)
    have(product, 1)
    for each in (product, scarf):
        watch(each, 1)
    assert tell_low_stock() == 2
    told = {
        mail.to: mail.context["title"] for mail in MailMessage.objects.filter(template="stock_low")
    }
    assert told == {owner.email: product.title, "silk@example.com": scarf.title}


def test_exactly_as_many_as_watched_is_told_once(product, owner):
    have(product, 3)
    watch(product, 3)
    assert [tell_low_stock(), tell_low_stock()] == [1, 0]


@pytest.mark.parametrize(("there", "fewest", "left"), [(0, 0, 0), (-2, 3, 0), (2, 3, 2)])
def test_no_less_than_none_are_left(product, owner, there, fewest, left):
    stock = get_model("partner", "StockRecord").objects.filter(product=product)
    stock.update(num_in_stock=max(there, 0), num_allocated=max(-there, 0))
    watch(product, fewest)
    assert tell_low_stock() == 1
    assert MailMessage.objects.get(template="stock_low").context["left"] == left


def test_a_round_tells_of_so_many_and_the_next_of_the_rest(product, owner, monkeypatch):
    monkeypatch.setattr(low_stock, "MOST_TOLD", 1)
    for each in (product, factories.make_product(product.producer)):
        have(each, 1)
        watch(each, 1)
    assert [tell_low_stock() for _each in range(3)] == [1, 1, 0]
    assert set(Notice.objects.values_list("number", flat=True)) == {
        str(row.product_id) for row in StockWatch.objects.exclude(told_at=None)
    }


def test_what_has_no_shelf_has_none_left_and_what_nobody_held_has_all(product, owner):
    shelves = get_model("partner", "StockRecord").objects
    shelves.filter(product=product).delete()
    watch(product, 0)
    assert tell_low_stock() == 1
    maker = product.producer.partner
    shelves.create(product=product, partner=maker, partner_sku="x", num_in_stock=1)
    assert (tell_low_stock(), StockWatch.objects.get().told_at) == (0, None)
    watch(product, 1)
    assert tell_low_stock() == 1
