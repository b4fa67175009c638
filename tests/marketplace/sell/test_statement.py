"""A statement's page: sums by kind make up the month, movements are found and paged."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from marketplace.ledger.queries import statement
from marketplace.sell.statement import chosen, row_of, sums_by_kind, used_columns
from tests import factories

pytestmark = pytest.mark.django_db


def page_of_this_month() -> str:
    return f"/vi/sell/statements/{timezone.localdate():%Y-%m}/"


@pytest.fixture
def month(producer):
    """Three sales of this month, one of them with a refund."""
    for price in (100_000, 200_000, 300_000):
        factories.make_sale(producer, price=price, days_ago=0)
    return statement(producer, timezone.localdate())


def test_sums_by_kind_make_up_the_month(month):
    columns = used_columns(month)
    kinds = sums_by_kind(month, columns)
    assert sum(each.amount for each in kinds) == month.closing - month.opening
    assert sum(each.total for each in kinds) == len(month.movements)
    together = {label: sum(dict(each.sums)[label] for each in kinds) for label in columns.values()}
    assert together == {label: month.totals[name] for name, label in columns.items()}
    assert all(together.values())  # what no movement has is no column


def test_movements_are_chosen_by_kind_and_by_order(month):
    first = month.movements[0].posted
    assert chosen(month, "", "") == month.movements
    assert {m.posted.kind for m in chosen(month, first.kind, "")} == {first.kind}
    found = chosen(month, "", f" {first.order_number.lower()} ")
    assert {m.posted.order_number for m in found} == {first.order_number}
    assert chosen(month, "adjustment", first.order_number) == []


def test_row_without_an_order_has_no_link():
    movement = SimpleNamespace(posted=SimpleNamespace(order_number=None), columns={"goods": 5})
    assert row_of(movement, {"goods": "Hàng"}) == (movement, "", [("Hàng", 5)])


def test_long_month_is_paged_small_and_leads_to_its_orders(client, producer, owner):
    for _each in range(40):
        factories.make_sale(producer, days_ago=0)
    client.force_login(owner)
    url = page_of_this_month()
    page = client.get(url)
    content = page.content.decode()
    assert len(page.context["rows"]) == 30
    assert 'rel="next"' in content and len(page.content) < 60_000
    number = page.context["rows"][0].order
    assert f'href="/vi/sell/orders/{number}/"' in content
    found = client.get(f"{url}?q={number}")
    assert {row.order for row in found.context["rows"]} == {number}
    kind = page.context["kinds"][0].kind
    assert client.get(f"{url}?kind={kind}&page=2").context["page"].number == 2
    assert "Không có dòng nào như vậy." in client.get(f"{url}?q=zz").content.decode()
    assert client.get(f"{url}?kind=nonsense").context["kind"] == ""


def test_all_payouts_are_reached(client, producer, owner):
    client.force_login(owner)
    assert client.get("/vi/sell/statements/?page=7").context["payouts"].number == 1
