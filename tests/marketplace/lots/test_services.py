"""A recall: said at once, mailed to each buyer once in their language, and counted."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from catalogue.origin.lots.services import open_lot, release_lot
from catalogue.origin.models import Lot, TraceEvent
from marketplace.lots.services import recall_and_tell, recall_report
from marketplace.purchases.mail import MAX_ATTEMPTS, send_waiting
from marketplace.purchases.models import MailMessage, ParcelLine, Purchase
from marketplace.purchases.services import confirm_order, ship_order
from tests.flows import sale

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def lot(product, owner):
    product.stockrecords.update(num_in_stock=90)
    return release_lot(lot=open_lot(product=product, quantity=50, by=owner), by=owner)


def url(lot: Lot, name: str = "recall") -> str:
    return reverse(f"lots:{name}", args=[lot.pk])


def shipped(product, owner, language: str = "vi", email: str = "", quantity: int = 1):
    """Sell and send one order; the lot is chosen by the market."""
    order = sale.paid([(product, quantity)]).orders.get()
    fields = {"language": language} | ({"email": email} if email else {})
    Purchase.objects.filter(pk=order.purchase_id).update(**fields)
    confirm_order(order=order, by=owner)
    ship_order(order=order, by=owner)
    order.refresh_from_db()
    return order


def recalled(client, lot, **fields):
    values = {"reason": "Men thôi chì.\nXin đừng dùng.", "is_sure": "on"} | fields
    return client.post(url(lot), {key: value for key, value in values.items() if value})


def mails() -> list[MailMessage]:
    return list(MailMessage.objects.filter(template="lot_recalled").order_by("pk"))


@pytest.mark.parametrize(
    ("language", "subject", "title"),
    [
        ("vi", "Thu hồi:", "title_vi"),
        ("en", "Recalled:", "title_en"),
        ("id", "Ditarik kembali:", "title_ind"),
    ],
)
def test_buyers_are_mailed_in_their_language(owner, lot, product, language, subject, title):
    order = shipped(product, owner, language)
    recall_and_tell(lot=lot, reason="Men thôi chì.", by=owner)
    send_waiting()
    letter = next(one for one in mail.outbox if one.subject.startswith(subject))
    assert (
        letter.subject == f"{subject} {getattr(product, title)}, {letter.subject.split(', ')[-1]}"
    )
    assert letter.to == [order.purchase.email]
    for words in (order.number, "Men thôi chì.", f"/P/{product.code}/L/{lot.number}"):
        assert words in letter.body
        assert words in letter.alternatives[0][0]


def test_subject_shows_a_title_as_it_is_written(owner, lot, product):
    type(product).objects.filter(pk=product.pk).update(title_vi="Ấm & chén")
    lot.refresh_from_db()
    shipped(product, owner)
    recall_and_tell(lot=lot, reason="Men thôi chì.", by=owner)
    send_waiting()
    assert any(one.subject.startswith("Thu hồi: Ấm & chén, ") for one in mail.outbox)


def test_recalling_again_mails_nobody_twice(client, owner, lot, product):
    shipped(product, owner)
    client.force_login(owner)
    for _ in range(3):
        recalled(client, lot)
    assert len(mails()) == 1
    assert TraceEvent.objects.filter(disposition="recalled").count() == 1


def test_two_parcels_of_one_order_are_one_mail(owner, lot, product):
    order = sale.paid([(product, 3)]).orders.get()
    confirm_order(order=order, by=owner)
    line = order.lines.get()
    for _ in range(3):
        ship_order(order=order, by=owner, quantities=[(line, 1)])
    assert recall_and_tell(lot=lot, reason="x", by=owner) == 1
    (buyer,) = recall_report(Lot.objects.get(pk=lot.pk)).buyers
    assert (len(mails()), buyer.quantity) == (1, 3)


def test_buyers_of_other_lots_are_left_in_peace(owner, lot, product):
    shipped(product, owner)
    other = release_lot(lot=open_lot(product=product, quantity=5, by=owner), by=owner)
    assert recall_and_tell(lot=other, reason="x", by=owner) == 0
    assert mails() == []


def test_parcels_without_a_lot_are_mailed_when_wanted(client, owner, lot, product):
    shipped(product, owner)
    ParcelLine.objects.update(lot=None)
    client.force_login(owner)
    recalled(client, lot, tell_unknown="on")
    assert len(mails()) == 1


def test_report_counts_who_was_reached(client, owner, lot, product):
    for number in range(3):
        shipped(product, owner, email=f"mua{number}@example.vn")
    client.force_login(owner)
    recalled(client, lot)
    first, second, _third = mails()
    MailMessage.objects.filter(pk=first.pk).update(sent_at=timezone.now())
    MailMessage.objects.filter(pk=second.pk).update(attempts=MAX_ATTEMPTS)
    answer = client.get(url(lot))
    report = answer.context["report"]
    assert (report.total, report.sent, report.waiting, report.not_reached) == (3, 1, 1, 1)
    page = answer.content.decode()
    assert "Mail refused: please telephone" in page


def test_report_costs_the_same_queries_for_one_buyer_and_for_four(
    client, owner, lot, product, django_assert_num_queries
):
    client.force_login(owner)
    shipped(product, owner)
    recalled(client, lot)
    client.get(url(lot))
    with django_assert_num_queries(QUERIES_OF_REPORT):
        client.get(url(lot))
    parcel_line = ParcelLine.objects.get()
    Lot.objects.filter(pk=lot.pk).update(state=Lot.State.RELEASED)
    for _ in range(3):
        shipped(product, owner)
    Lot.objects.filter(pk=lot.pk).update(state=Lot.State.RECALLED)
    assert ParcelLine.objects.filter(lot=parcel_line.lot).count() == 4
    with django_assert_num_queries(QUERIES_OF_REPORT):
        assert client.get(url(lot)).context["report"].total == 4


QUERIES_OF_REPORT = 7
