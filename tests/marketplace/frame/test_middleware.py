"""What a flood gets; cookies stay on the site; what others depend on is not deleted, and told."""

import pytest
from django.contrib.messages import get_messages
from django.utils import translation

from marketplace.frame import middleware
from tests import factories

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize(
    ("path", "accept", "is_problem"),
    [
        ("/epcis/events", "", True),
        ("/epcis/events", "text/html", True),
        ("/origin/status/P/NOPE", "*/*", True),
        ("/P/NOPE", "text/html,application/xhtml+xml,*/*", False),
        ("/P/NOPE", "application/linkset+json", True),
        ("/01/08930001234567", "application/json, */*", True),
        ("/P/NOPE", "", False),
    ],
)
def test_a_machine_that_floods_reads_a_problem(client, db, monkeypatch, path, accept, is_problem):
    rates = [(n, m, p, 0) for n, m, p, _most in middleware.RATES_PER_MINUTE]
    monkeypatch.setattr(middleware, "RATES_PER_MINUTE", rates)
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60
    kind = answer["Content-Type"]
    assert kind == "application/problem+json" if is_problem else kind.startswith("text/html")
    if is_problem:
        told = answer.json()
        assert (told["type"], told["title"]) == ("about:blank", "Too Many Requests")
        assert told["status"] == 429
        assert answer["Access-Control-Allow-Origin"] == "*"


def test_a_key_that_captures_too_fast_reads_a_problem(client, db, monkeypatch):
    rates = [(n, m, p, 0) for n, m, p, _most in middleware.RATES_PER_MINUTE]
    monkeypatch.setattr(middleware, "RATES_PER_MINUTE", rates)
    answer = client.post("/epcis/capture", b"{}", content_type="application/json")
    assert answer.status_code == 429
    assert answer["Content-Type"] == "application/problem+json"
    assert "Retry-After" in answer


def test_every_cookie_says_where_it_goes(client, product):
    answer = client.post(f"/vi/basket/add/{product.pk}/", {"quantity": "1"})
    cookies = {name: cookie["samesite"] for name, cookie in answer.cookies.items()}
    assert cookies["oscar_open_basket"] == "Lax"
    assert set(cookies.values()) == {"Lax"}


def test_what_others_depend_on_is_not_deleted_and_told(client, staff):
    village = factories.make_village()
    producer = factories.make_producer(village=village)
    product = factories.make_product(producer)
    factories.make_certificate(product)
    client.force_login(staff)
    for path in (
        f"/cms/snippets/places/village/delete/{village.pk}/",
        f"/en/dashboard/catalogue/products/{product.pk}/delete/",
        f"/en/dashboard/partners/{producer.partner_id}/delete/",
    ):
        with translation.override("en"):
            answer = client.post(path, headers={"Accept-Language": "en"})
            assert (answer.status_code, answer["Location"]) == (302, path)
            told = [str(each) for each in get_messages(answer.wsgi_request)]
        assert told[-1] == "This cannot be deleted: other rows depend on it."
    village.refresh_from_db()
    product.refresh_from_db()


def test_an_address_that_only_takes_forms_says_so_in_a_page(client, buyer):
    client.force_login(buyer)
    answer = client.get("/vi/basket/voucher/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST, OPTIONS")
    assert "Địa chỉ này chỉ dùng được bằng nút bấm" in answer.content.decode()
    assert 'id="main"' in answer.content.decode()
    assert client.head("/vi/basket/voucher/").content == b""
    assert client.post("/.well-known/security.txt").content == b""  # a machine's address


def test_what_cannot_be_read_is_told_in_a_page(client):
    answer = client.get("/vi/", headers={"Host": "not_a-host!"})
    assert answer.status_code == 400
    assert "Chúng tôi không đọc được yêu cầu này" in answer.content.decode()
