"""A buyer's address book and things kept for later, and that they are nobody else's."""

import pytest
from oscar.core.loading import get_model

from tests import factories

HOME = {
    "name": "Nguyễn Lan",
    "phone": "0912345678",
    "country": "VN",
    "province": "01",
    "commune": "Hoàn Kiếm",
    "street": "12 Hàng Bông",
}


@pytest.fixture
def signed_in(client, buyer):
    client.force_login(buyer)
    return client


def test_address_is_kept_once_changed_and_removed(signed_in, buyer):
    assert signed_in.post("/en/account/addresses/add/", HOME).status_code == 302
    again = signed_in.post("/en/account/addresses/add/", HOME)
    assert again.status_code == 422
    assert "already" in again.content.decode()
    abroad = {
        "name": "Lan",
        "phone": "+81312345678",
        "country": "JP",
        "line1": "1-1 Chiyoda",
        "city": "Tokyo",
        "postcode": "100-0001",
    }
    assert signed_in.post("/en/account/addresses/add/", abroad).status_code == 302
    first, second = buyer.addresses.order_by("pk")
    assert (first.is_default_for_shipping, second.is_default_for_shipping) == (True, False)
    signed_in.post(f"/en/account/addresses/{second.pk}/prefer/")
    assert buyer.addresses.get(is_default_for_shipping=True) == second
    form = signed_in.get(f"/en/account/addresses/{first.pk}/").content.decode()
    assert "12 Hàng Bông" in form
    signed_in.post(f"/en/account/addresses/{first.pk}/", HOME | {"street": "14 Hàng Bông"})
    first.refresh_from_db()
    assert first.line1 == "14 Hàng Bông"
    signed_in.post(f"/en/account/addresses/{first.pk}/remove/")
    assert buyer.addresses.get() == second
    assert "Tokyo" in signed_in.get("/en/account/addresses/").content.decode()


def test_unknown_commune_is_refused_next_to_the_field(signed_in, buyer):
    answer = signed_in.post("/en/account/addresses/add/", HOME | {"commune": "Atlantis"})
    assert answer.status_code == 422
    assert "commune" in answer.context["form"].errors
    assert not buyer.addresses.exists()


def test_others_address_is_not_found(signed_in, stranger):
    country = get_model("address", "Country").objects.get(pk="VN")
    theirs = stranger.addresses.create(first_name="X", line1="1", country=country)
    for path in ("", "remove/", "prefer/"):
        assert signed_in.post(f"/en/account/addresses/{theirs.pk}/{path}", HOME).status_code == 404
    assert stranger.addresses.exists()


def test_kept_for_later_shows_the_shops_card_once(signed_in, buyer):
    product = factories.make_product(factories.make_producer())
    for _ in range(2):
        answer = signed_in.post(
            f"/en/account/saved/{product.pk}/", {"next": "https://evil.example/"}
        )
        assert answer.url == product.get_absolute_url()
    page = signed_in.get("/en/account/saved/")
    assert [card.pk for card in page.context["cards"]] == [product.pk]
    signed_in.post(f"/en/account/saved/{product.pk}/", {"remove": "1"})
    assert signed_in.get("/en/account/saved/").context["cards"] == []


def test_who_is_not_signed_in_keeps_nothing_and_comes_back_to_the_product(client, signed_in):
    product = factories.make_product(factories.make_producer())
    path = f"/en/account/saved/{product.pk}/"
    client.logout()
    assert client.post(path, {"next": "."}).url == f"/en/account/login/?next={path}"
    client.force_login(factories.make_user("new@example.vn"))
    assert client.get(path).url == product.get_absolute_url()
    assert client.get("/en/account/saved/").context["cards"] == []


def test_a_heart_of_another_site_is_refused(signed_in):
    product = factories.make_product(factories.make_producer())
    path = f"/en/account/saved/{product.pk}/"
    assert signed_in.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    answer = signed_in.post(
        path, headers={"Sec-Fetch-Site": "same-origin", "Accept": "application/json"}
    )
    assert [said["level"] for said in answer.json()["said"]] == ["success"]


@pytest.mark.parametrize("path", ["", "addresses/", "saved/", "orders/", "alerts/"])
def test_stranger_is_asked_to_sign_in(client, db, path):
    answer = client.get(f"/en/account/{path}", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/en/account/login/")


def test_oscars_own_doors_lead_to_ours(signed_in):
    for path in ("orders/", "emails/", "alerts/", "notifications/inbox/"):
        assert signed_in.get(f"/en/account/{path}").url == "/en/account/"
