"""What was bought as a guest is offered to the account whose address is proven, to no other."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from marketplace.purchases.models import Purchase
from marketplace.purchases.placement import Buyer
from tests import factories
from tests.marketplace.checkout.test_views import said
from tests.marketplace.purchases.test_placement import place

pytestmark = pytest.mark.django_db
SUMMARY = "/vi/account/"


def test_guests_purchases_are_offered_and_taken_in_once_the_address_is_proven(client, buyer):
    purchase = place(factories.make_product(price=100_000), buyer=Buyer(email=buyer.email))
    address = EmailAddress.objects.create(user=buyer, email=buyer.email, verified=False)
    client.force_login(buyer)
    claim = reverse("customer:purchases-claim")
    offer = "Có 1 đơn đặt khi chưa đăng nhập"
    assert offer not in client.get(SUMMARY).content.decode()
    assert said(client.post(claim, follow=True)) == ["Không còn đơn nào để đưa vào."]
    address.verified = True
    address.save()
    assert offer in client.get(SUMMARY).content.decode()
    answer = client.post(claim, follow=True)
    assert said(answer) == ["Đã đưa 1 đơn vào tài khoản của bạn."]
    assert [each.pk for each in answer.context["page"]] == [purchase.pk]
    assert offer not in answer.content.decode()
    assert said(client.post(claim, follow=True)) == ["Không còn đơn nào để đưa vào."]


def test_guest_reads_how_the_purchase_comes_into_an_account(client, buyer):
    purchase = place(factories.make_product(price=100_000), buyer=Buyer(email="lan@example.vn"))
    way = "Khi lan@example.vn được xác nhận"
    assert way in client.get(purchase.get_absolute_url()).content.decode()
    Purchase.objects.update(user=buyer)
    client.force_login(buyer)
    assert way not in client.get(purchase.get_absolute_url()).content.decode()


def test_strangers_claim_nothing(client, db):
    claim = reverse("customer:purchases-claim")
    assert client.post(claim).url.startswith(reverse("account_login"))
    assert client.get(claim).status_code == 405
