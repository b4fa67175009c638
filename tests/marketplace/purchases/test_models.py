"""What rows of a purchase say of themselves: facts of their states, sums, constraints."""

import pytest
from django.db import IntegrityError, transaction

from marketplace.purchases.models import MailMessage, Parcel, Purchase, Reversal
from tests import factories
from tests.flows.sale import paid, place, ship

PURCHASE = {
    "is_pending": {"pending"},
    "is_payable": {"pending"},
    "is_placed": {"placed"},
    "is_paid": {"paid"},
    "is_expired": {"expired"},
    "is_cancelled": {"cancelled"},
    "is_unpaid": {"pending", "placed"},
    "stands": {"placed", "paid"},
    "has_ended": {"expired", "cancelled"},
}
PARCEL = {
    "is_shipped": {"shipped"},
    "is_delivered": {"delivered"},
    "has_failed": {"failed"},
}


@pytest.mark.parametrize("state", Purchase.State.values)
def test_purchase_tells_facts_of_its_state(state):
    for fact, states in PURCHASE.items():
        assert getattr(Purchase(state=state), fact) is (state in states), fact


@pytest.mark.parametrize("state", Parcel.State.values)
def test_parcel_tells_facts_of_its_state(state):
    for fact, states in PARCEL.items():
        assert getattr(Parcel(state=state), fact) is (state in states), fact


def test_purchase_is_named_and_leads_to_its_page():
    purchase = Purchase(number="261128-ABC")
    assert str(purchase) == "261128-ABC"
    assert purchase.get_absolute_url() == f"/vi/checkout/{purchase.token}/"
    assert Purchase().token != Purchase().token


def test_rows_begin_as_they_should():
    purchase = Purchase()
    assert (purchase.state, purchase.language, purchase.discount_total) == ("pending", "vi", 0)
    assert Parcel().state == "shipped"
    assert (MailMessage().attempts, MailMessage().language, MailMessage().context) == (0, "vi", {})


@pytest.mark.django_db
def test_reversal_sums_its_lines_and_the_delivery(product):
    order = paid([(product, 3)]).orders.get()
    reversal = Reversal.objects.create(
        order=order, key="k", cause="returned", side="staff", reason="other", delivery=7
    )
    assert (str(reversal), reversal.goods, reversal.total) == ("k", 0, 7)
    reversal.lines.create(line=order.lines.get(), quantity=1, amount=5)
    assert (reversal.goods, reversal.total) == (5, 12)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"total": 271_999},
        {"goods_total": 250_001},
        {"delivery_total": 0},
        {"discount_total": -1, "total": 272_001},
        {"discount_total": 250_001, "total": 21_999},
    ],
)
def test_purchase_is_the_sum_of_its_parts(product, wrong):
    purchase = place([(product, 1)])
    with pytest.raises(IntegrityError), transaction.atomic():
        Purchase.objects.filter(pk=purchase.pk).update(**wrong)
    Purchase.objects.filter(pk=purchase.pk).update(discount_total=250_000, total=22_000)


@pytest.mark.django_db
def test_lines_of_parcels_and_reversals_are_not_empty(product, owner):
    order = paid([(product, 3)]).orders.get()
    parcel = ship(order, owner)
    reversal = Reversal.objects.create(
        order=order, key="k", cause="returned", side="staff", reason="other"
    )
    row = reversal.lines.create(line=order.lines.get(), quantity=1, amount=0)
    for rows, wrong in (
        (parcel.lines, {"quantity": 0}),
        (reversal.lines, {"quantity": 0}),
        (reversal.lines, {"amount": -1}),
        (Reversal.objects, {"delivery": -1}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        reversal.lines.create(line=row.line, quantity=1, amount=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        parcel.lines.create(line=row.line, quantity=1)


@pytest.mark.django_db
def test_newest_purchase_comes_first(product):
    first, second = place([(product, 1)]), place([(product, 1)])
    assert list(Purchase.objects.all()) == [second, first]
    assert factories.make_user().purchases.count() == 0
