"""Mail after a sale: to whom, in which language, once a step."""

import pytest

from marketplace.accounts.models import User
from marketplace.aftersale.mail import mail_both, mail_producer
from marketplace.purchases.models import MailMessage, Purchase
from tests import factories
from tests.marketplace.aftersale.claims import asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(product, owner):
    claim = asked(product, owner)
    MailMessage.objects.all().delete()
    return claim


def test_both_sides_read_of_a_step_each_in_its_language(claim, owner):
    User.objects.filter(pk=owner.pk).update(language="id")
    Purchase.objects.update(language="en")
    claim.order.purchase.refresh_from_db()
    mail_both(claim, "refunded", amount=5_000)
    to_buyer, to_producer = MailMessage.objects.order_by("pk")
    assert (to_buyer.to, to_buyer.template, to_buyer.language) == (
        "khach@example.vn",
        "return_step",
        "en",
    )
    assert (to_producer.to, to_producer.template, to_producer.language) == (
        owner.email,
        "producer_return",
        "id",
    )
    assert to_buyer.key == f"return-refunded-{claim.number}-1"
    assert to_producer.key == f"producer-return-refunded-{claim.number}-1-{owner.email}"
    for mail in (to_buyer, to_producer):
        assert mail.context == {
            "amount": 5_000,
            "purchase": claim.order.purchase.number,
            "order_number": claim.order.number,
            "return": claim.number,
            "step": "refunded",
        }


def test_step_is_mailed_once_until_somebody_says_more(claim):
    for _twice in range(2):
        mail_both(claim, "disputed")
    assert MailMessage.objects.count() == 2
    claim.messages.create(side="buyer", step="said", text="…")
    mail_both(claim, "disputed")
    assert MailMessage.objects.count() == 4


def test_producer_reads_of_an_order_once_a_key(claim, owner):
    for _twice in range(2):
        mail_producer(
            order=claim.order, kind="order_back", template="producer_refused", key="refused-1"
        )
    mail = MailMessage.objects.get()
    assert (mail.key, mail.to, mail.template) == (
        f"producer-refused-1-{owner.email}",
        owner.email,
        "producer_refused",
    )
    assert mail.context == {
        "purchase": claim.order.purchase.number,
        "order_number": claim.order.number,
    }
    assert mail.language == owner.language


def test_producer_whom_nobody_reads_for_gets_none(claim, owner):
    factories.Membership.objects.all().delete()
    mail_producer(order=claim.order, kind="order_back", template="producer_refused", key="k")
    mail_both(claim, "asked")
    assert [mail.template for mail in MailMessage.objects.all()] == ["return_step"]
