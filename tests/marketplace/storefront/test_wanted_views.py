"""The page that asks to be told when a product is back, as guest and with an account."""

import pytest
from oscar.core.loading import get_model

from catalogue.products.services import sync_stock
from marketplace.listings.models import Wanted
from marketplace.listings.wanted import ask, token_of, waits

pytestmark = pytest.mark.django_db


@pytest.fixture
def gone(product):
    get_model("partner", "StockRecord").objects.filter(product=product).update(num_in_stock=0)
    sync_stock([product.pk])
    product.refresh_from_db()
    return product


def test_page_of_what_is_sold_out_leads_there_and_no_other(client, gone, producer):
    page = client.get(gone.get_absolute_url()).content.decode()
    assert f'href="/vi/wanted/{gone.pk}/"' in page
    get_model("partner", "StockRecord").objects.filter(product=gone).update(num_in_stock=2)
    sync_stock([gone.pk])
    assert "/vi/wanted/" not in client.get(gone.get_absolute_url()).content.decode()
    assert client.get(f"/vi/wanted/{gone.pk}/")["Location"] == gone.get_absolute_url()


def test_guest_gives_an_address_and_reads_the_same_whoever_asked_before(client, gone):
    path = f"/vi/wanted/{gone.pk}/"
    for _twice in range(2):
        answer = client.post(path, {"email": "lan@example.com"}, follow=True)
        assert [str(each) for each in answer.context["messages"]] == [
            "Hãy mở liên kết trong thư chúng tôi vừa gửi cho bạn."
        ]
    assert Wanted.objects.count() == 1
    refused = client.post(path, {"email": "lan"})
    assert refused.status_code == 422 and "lan" in refused.content.decode()


def test_account_is_asked_for_no_address_and_may_stop(client, gone, buyer):
    client.force_login(buyer)
    path = f"/vi/wanted/{gone.pk}/"
    page = client.get(path).content.decode()
    assert buyer.email in page and 'name="email"' not in page
    client.post(path, {"email": "other@example.com"})
    assert Wanted.objects.get().email == buyer.email
    assert 'name="stop"' in client.get(path).content.decode()
    client.post(path, {"stop": "1"})
    assert not waits(gone, buyer)


def test_link_of_the_mail_asks_for_one_button(client, gone):
    ask(product=gone, email="lan@example.com", language="vi")
    wanted = Wanted.objects.get()
    path = f"/vi/wanted/confirm/{token_of(wanted)}/"
    assert client.get(path).status_code == 200
    wanted.refresh_from_db()
    assert wanted.is_asked  # a scanner of mails that opens links proves nothing
    assert client.post(path)["Location"] == gone.get_absolute_url()
    wanted.refresh_from_db()
    assert wanted.is_waiting
    assert client.get(path[:-2] + "x/").status_code == 404


def test_same_link_ends_the_wish(client, gone):
    ask(product=gone, email="lan@example.com", language="vi")
    wanted = Wanted.objects.get()
    path = f"/vi/wanted/confirm/{token_of(wanted)}/"
    client.post(path, {"stop": "1"})  # there is nothing to stop yet
    wanted.refresh_from_db()
    assert wanted.is_asked
    client.post(path)
    page = client.get(path).content.decode()
    assert "lan@example.com" in page and 'name="stop"' in page
    for _twice in range(2):
        assert client.post(path, {"stop": "1"})["Location"] == gone.get_absolute_url()
    wanted.refresh_from_db()
    assert wanted.state == Wanted.State.STOPPED
    page = client.get(path).content.decode()
    assert 'name="stop"' not in page and "btn--main btn--wide" not in page


def test_product_that_is_not_there_is_not_found(client, gone):
    assert client.get("/vi/wanted/999999/").status_code == 404
    type(gone).objects.update(is_public=False)
    assert client.get(f"/vi/wanted/{gone.pk}/").status_code == 404
