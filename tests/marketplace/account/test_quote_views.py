"""A person's own quotes, and nobody else's."""

import pytest

from tests import factories
from tests.marketplace.quotes.quoted import asked, offered

pytestmark = pytest.mark.django_db
LIST = "/vi/account/quotes/"


def test_own_quotes_are_listed_found_and_lead_to_their_pages(client, producer, owner, buyer):
    mine = offered(asked(producer, user=buyer), owner)
    others = asked(producer, user=factories.make_user("khac@example.vn"))
    client.force_login(buyer)
    page = client.get(LIST)
    text = page.content.decode()
    assert (mine.number in text, others.number in text) == (True, False)
    ((_quote, path),) = page.context["own"]
    assert client.get(path).status_code == 200
    shown = [
        len(client.get(f"{LIST}?{asked_}").context["own"])
        for asked_ in ("show=given", "show=waiting", f"q={mine.number}", "q=khong")
    ]
    assert shown == [1, 0, 1, 0]


def test_who_is_not_signed_in_is_asked_to(client):
    answer = client.get(LIST)
    assert (answer.status_code, "/account/login/" in answer.url) == (302, True)


def test_rows_cost_no_query_each(client, producer, buyer, django_assert_max_num_queries):
    vase = factories.make_product(producer, stock=100)
    asked(producer, (vase, 20), user=buyer)
    client.force_login(buyer)
    client.get(LIST)
    with django_assert_max_num_queries(30) as one:
        client.get(LIST)
    for number in range(3):
        asked(producer, (vase, 40 + number), user=buyer)
    with django_assert_max_num_queries(len(one)):
        client.get(LIST)
