"""An order moves by its services: Oscar's dashboard shows where it is and changes nothing."""

import pytest
from django.urls import reverse
from oscar.apps.order.exceptions import InvalidLineStatus, InvalidOrderStatus

from marketplace.order.states import Status
from tests.flows.sale import paid, place

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", [status for status in Status if status != Status.PENDING])
def test_nobody_sets_a_status_by_hand(product, status):
    order = place([(product, 1)]).orders.get()
    with pytest.raises(InvalidOrderStatus):
        order.set_status(status)
    with pytest.raises(InvalidLineStatus):
        order.lines.get().set_status(status)
    order.refresh_from_db()
    assert order.is_pending


@pytest.mark.parametrize(
    ("page", "data"),
    [
        ("order-detail", {"order_action": "change_order_status"}),
        ("order-list", {"action": "change_order_statuses"}),
    ],
)
def test_dashboard_marks_no_unpaid_order_as_placed(client, product, staff, page, data):
    staff.is_superuser = True
    staff.save()
    client.force_login(staff)
    order = place([(product, 1)]).orders.get()
    arguments = [order.number] if page == "order-detail" else []
    client.post(
        reverse(f"dashboard:{page}", args=arguments),
        data | {"new_status": "placed", "selected_order": order.pk},
    )
    order.refresh_from_db()
    assert (order.status, order.purchase.state) == ("pending", "pending")


def test_dashboard_still_filters_by_every_status(client, product, staff):
    staff.is_superuser = True
    staff.save()
    client.force_login(staff)
    order = paid([(product, 1)]).orders.get()
    response = client.get(reverse("dashboard:order-list"), {"status": "placed"})
    assert response.context["order_statuses"] == list(Status.values)
    assert [found.pk for found in response.context["orders"]] == [order.pk]
