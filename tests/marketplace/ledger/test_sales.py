"""A sale shared out as the worked example says."""

import pytest

from tests.marketplace.ledger.sold import owed, sell

pytestmark = pytest.mark.django_db


def test_sale_shares_as_the_worked_example_says(producer):
    sell(producer)
    assert owed() == {
        "buyer:261125-AAAAAA": -472_000,
        f"producer:{producer.pk}": 486_670,
        "platform:discounts": -50_000,
        "platform:commission": 25_000,
        "tax:commission_vat": 2_500,
        "tax:withheld_vat": 5_220,
        "tax:withheld_income": 2_610,
    }
