"""Bars of placement, and what a flood of requests gets."""

import pytest
from django.test.utils import CaptureQueriesContext

from marketplace.frame import middleware
from marketplace.purchases.models import Purchase
from tests import factories
from tests.flows.test_buying import fill, review


@pytest.mark.parametrize("lines", [1, 3, 10])
def test_placement_needs_few_queries(client, db, lines):
    from django.db import connection

    makers = [factories.make_producer() for _ in range(min(lines, 3))]
    fill(client, [factories.make_product(makers[n % len(makers)]) for n in range(lines)])
    form = review(client) | {"payment_method": "cash"}
    import marketplace.checkout.views as views

    spent = []
    place = views.place_purchase

    def counted(**kwargs):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            placed = place(**kwargs)
        spent.append([q["sql"] for q in queries.captured_queries])
        return placed

    views.place_purchase = counted
    try:
        client.post("/en/checkout/review/", form)
    finally:
        views.place_purchase = place
    assert Purchase.objects.count() == 1
    statements = [q for q in spent[0] if "SAVEPOINT" not in q]
    assert len(statements) <= 12 + 4 * lines, statements


def test_a_flood_is_answered_in_words(client, db, monkeypatch):
    rates = [(n, m, p, 3) for n, m, p, _most in middleware.RATES_PER_MINUTE]
    monkeypatch.setattr(middleware, "RATES_PER_MINUTE", rates)
    product = factories.make_product()
    answers = [client.post(f"/en/basket/add/{product.pk}/", {"quantity": 1}) for _ in range(5)]
    assert [a.status_code for a in answers][:3] == [302, 302, 302]
    assert answers[-1].status_code == 429
    assert "wait a minute" in answers[-1].content.decode()
    assert int(answers[-1].headers["Retry-After"]) <= 60
    assert client.get("/en/basket/").status_code == 200
    from_elsewhere = client.post(
        f"/en/basket/add/{product.pk}/", {"quantity": 1}, REMOTE_ADDR="192.0.2.7"
    )
    assert from_elsewhere.status_code == 302
    pretended = client.post(
        f"/en/basket/add/{product.pk}/", {"quantity": 1}, headers={"X-Forwarded-For": "192.0.2.8"}
    )
    assert pretended.status_code == 429
