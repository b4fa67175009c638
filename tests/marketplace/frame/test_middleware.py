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
