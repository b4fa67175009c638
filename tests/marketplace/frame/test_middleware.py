"""What a flood of requests gets."""

from marketplace.frame import middleware
from tests import factories


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
