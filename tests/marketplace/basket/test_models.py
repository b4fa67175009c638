"""What goes into a basket is of one stock record; of variants none is taken for who did not choose."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def scarf():
    return factories.make_variants(factories.make_product(price=100_000), "Ngà", "Đỏ")


def test_record_that_was_chosen_goes_in_at_its_price(scarf):
    basket, red = factories.make_basket(), factories.variant_of(scarf, "Đỏ").record
    basket.add_record(scarf, red, 2)
    line = basket.lines.get()
    assert (line.stockrecord, line.quantity, int(line.price_incl_tax)) == (red, 2, 150_000)


def test_product_with_variants_goes_in_by_none_of_them(scarf):
    basket = factories.make_basket()
    with pytest.raises(ValueError, match="price"):
        basket.add_product(scarf)
    assert not basket.lines.exists()


def test_choice_of_one_product_is_not_taken_for_the_next(scarf):
    basket, plain = factories.make_basket(), factories.make_product(price=70_000)
    basket.add_record(scarf, factories.variant_of(scarf, "Đỏ").record, 1)
    basket.add_product(plain)
    assert basket.lines.get(product=plain).stockrecord == plain.stockrecords.get()
