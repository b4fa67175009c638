"""A guest's code: ten minutes, five tries, three mails an hour; what moves money asks for it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from marketplace.checkout.access import CODE_HOLDS, SHOWN
from marketplace.purchases import codes
from marketplace.purchases.codes import TooManyCodes, is_code, send_code
from marketplace.purchases.models import MailMessage, Purchase
from tests import factories
from tests.flows.sale import paid

pytestmark = pytest.mark.django_db


@pytest.fixture
def purchase():
    """A guest's, paid."""
    found = paid([(factories.make_product(), 1)])
    Purchase.objects.filter(pk=found.pk).update(user=None, language="en")
    return Purchase.objects.get(pk=found.pk)


def last_code() -> str:
    return MailMessage.objects.filter(template="purchase_code").last().context["code"]


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_code_opens_once(purchase):
    assert not is_code(purchase, "")
    send_code(purchase, "en")
    assert not is_code(purchase, other_than(last_code()))
    assert is_code(purchase, f" {last_code()} ")
    assert not is_code(purchase, last_code())


def test_five_tries(purchase):
    send_code(purchase, "en")
    for _ in range(codes.MOST_TRIES):
        assert not is_code(purchase, other_than(last_code()))
    assert not is_code(purchase, last_code())


@pytest.mark.parametrize(("second", "holds"), [(-1, True), (1, False)])
def test_ten_minutes(purchase, second, holds):
    send_code(purchase, "en")
    MailMessage.objects.filter(template="purchase_code").update(
        created_at=timezone.now() - codes.LIFE - timedelta(seconds=second)
    )
    assert is_code(purchase, last_code()) is holds


def test_three_mails_an_hour_and_only_the_last_one_holds(purchase):
    sent = []
    for _ in range(codes.MOST_SENT):
        send_code(purchase, "en")
        sent.append(last_code())
    with pytest.raises(TooManyCodes):
        send_code(purchase, "en")
    if sent[0] != sent[-1]:
        assert not is_code(purchase, sent[0])
    assert is_code(purchase, sent[-1])


def test_another_purchase_s_code_is_none(purchase):
    other = paid([(factories.make_product(), 1)])
    send_code(other, "en")
    assert not is_code(purchase, last_code())


def test_a_guest_cancels_after_the_code(client, purchase):
    """With the link alone one sees the purchase and moves nothing."""
    order = purchase.orders.get()
    path = f"/en/purchases/{purchase.token}/orders/{order.number}/cancel/"
    gate = f"/en/purchases/{purchase.token}/code/"
    assert client.get(f"/en/checkout/{purchase.token}/").status_code == 200
    for send in (client.get, client.post):
        answer = send(path)
        assert (answer.status_code, answer.url.partition("?")[0]) == (302, gate)
    assert not order.reversals.exists()
    client.post(gate, {"send": "1", "next": path})
    wrong = client.post(gate, {"code": other_than(last_code()), "next": path})
    assert wrong.context["form"].errors == {
        "code": ["This is not the code, or it is over. Ask for a new one."]
    }
    assert client.post(gate, {"code": last_code(), "next": path}).url == path
    assert client.get(path).status_code == 200
    assert Client().get(path).status_code == 302  # another browser with the same link
    session = client.session
    session[SHOWN] = {key: at - CODE_HOLDS for key, at in session[SHOWN].items()}
    session.save()
    assert client.get(path).status_code == 302


def test_a_code_leads_nowhere_else(client, purchase):
    gate = f"/en/purchases/{purchase.token}/code/"
    client.post(gate, {"send": "1"})
    answer = client.post(gate, {"code": last_code(), "next": "https://evil.example/"})
    assert answer.url == purchase.get_absolute_url()


def test_a_registered_buyer_s_money_moves_signed_in_only(client, purchase, buyer, stranger, staff):
    Purchase.objects.filter(pk=purchase.pk).update(user=buyer)
    order = purchase.orders.get()
    path = f"/en/purchases/{purchase.token}/orders/{order.number}/cancel/"
    assert client.get(path).url.startswith("/en/account/login/?next=/en/purchases/")
    assert client.get(f"/en/purchases/{purchase.token}/code/").status_code == 404
    answers = []
    for person in (stranger, staff, buyer):
        client.force_login(person)
        answers.append(client.get(path).status_code)
    assert answers == [404, 404, 200]


@pytest.mark.parametrize(("late", "code"), [(-60, 200), (60, 410)])
def test_a_link_shows_for_ninety_days(client, purchase, buyer, late, code):
    at = timezone.now() - timedelta(days=90, seconds=late)
    Purchase.objects.filter(pk=purchase.pk).update(placed_at=at, user=buyer)
    path = f"/en/checkout/{purchase.token}/"
    assert client.get(path).status_code == code
    client.force_login(buyer)
    assert client.get(path).status_code == 200
