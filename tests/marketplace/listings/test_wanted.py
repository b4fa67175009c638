"""Who waits for a product is told once it can be bought; nobody by the wish of another."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from catalogue.models import Publication
from catalogue.products.services import sync_stock
from marketplace.listings import wanted as wishes
from marketplace.listings.models import Wanted
from marketplace.listings.wanted import (
    MOST_OPEN,
    OVER_KEPT,
    UNPROVEN_KEPT,
    ask,
    can_come_back,
    confirm,
    stop,
    tell_back,
    waits,
    wanted_of,
)
from marketplace.purchases.mail import compose
from marketplace.purchases.models import MailMessage
from tests import factories

pytestmark = pytest.mark.django_db


def have(product, count: int) -> None:
    get_model("partner", "StockRecord").objects.filter(product=product).update(num_in_stock=count)
    sync_stock([product.pk])
    product.refresh_from_db()


@pytest.fixture
def gone(product):
    have(product, 0)
    return product


def mails(template: str) -> list[MailMessage]:
    return list(MailMessage.objects.filter(template=template).order_by("pk"))


def test_account_is_told_once_when_it_is_back(gone, buyer):
    for _twice in range(2):
        ask(product=gone, email=buyer.email, language="en", user=buyer)
    assert Wanted.objects.count() == 1 and waits(gone, buyer)
    assert tell_back() == 0
    have(gone, 1)
    assert [tell_back(), tell_back()] == [1, 0]
    (mail,) = mails("wanted_back")
    assert (mail.to, mail.language) == (buyer.email, buyer.language)
    assert gone.get_absolute_url() in compose(mail).body
    assert not waits(gone, buyer)


def test_guest_is_told_only_after_proving_the_address(gone):
    ask(product=gone, email=" Lan@Example.com ", language="id")
    (mail,) = mails("wanted_confirm")
    assert (mail.to, mail.language) == ("lan@example.com", "id")
    have(gone, 3)
    assert tell_back() == 0
    wanted = Wanted.objects.get()
    (token,) = re.findall(r"/id/wanted/confirm/([^/\s]+)/", compose(mail).body)
    assert wanted_of(token) == wanted
    assert confirm(wanted) and confirm(wanted)
    assert tell_back() == 1
    assert not confirm(wanted)  # told: over


@pytest.mark.parametrize("token", ["", "x", "1:abc:def"])
def test_link_that_is_not_ours_finds_nothing(token):
    assert wanted_of(token) is None


def test_one_address_waits_for_so_many_and_no_more(producer):
    goods = [factories.make_product(producer, stock=0) for _each in range(MOST_OPEN + 1)]
    for each in goods:
        ask(product=each, email="lan@example.com", language="vi")
    assert Wanted.objects.count() == MOST_OPEN == len(mails("wanted_confirm"))


def test_wish_that_nobody_proved_is_forgotten(gone):
    ask(product=gone, email="lan@example.com", language="vi")
    Wanted.objects.update(asked_at=timezone.now() - UNPROVEN_KEPT - timedelta(hours=1))
    tell_back()
    assert not Wanted.objects.exists()


def test_who_stops_hears_nothing_and_may_ask_again(gone, buyer):
    ask(product=gone, email=buyer.email, language="vi", user=buyer)
    stop(gone, buyer)
    have(gone, 1)
    assert tell_back() == 0
    have(gone, 0)
    ask(product=gone, email=buyer.email, language="vi", user=buyer)
    assert waits(gone, buyer)


@pytest.mark.parametrize("change", ["publication", "unverified", "hidden"])
def test_what_cannot_be_bought_is_not_back(gone, producer, buyer, change):
    ask(product=gone, email=buyer.email, language="vi", user=buyer)
    have(gone, 5)
    if change == "unverified":
        type(producer).objects.update(state=type(producer).State.SUSPENDED)
    else:
        values = {
            "publication": {"publication": Publication.WITHDRAWN},
            "hidden": {"is_public": False},
        }
        type(gone).objects.filter(pk=gone.pk).update(**values[change])
    assert tell_back() == 0


def test_only_what_is_sold_out_can_come_back(product, producer):
    assert not can_come_back(product)
    have(product, 0)
    assert can_come_back(product)
    product.publication = Publication.WITHDRAWN
    assert not can_come_back(product)


def test_account_waits_although_somebody_asked_in_its_name(gone, buyer):
    ask(product=gone, email=buyer.email, language="en")
    ask(product=gone, email=buyer.email, language="en", user=buyer)
    assert Wanted.objects.count() == 1 and waits(gone, buyer)
    have(gone, 1)
    assert tell_back() == 1


def test_wishes_in_the_name_of_an_account_do_not_count_for_it(gone, producer, buyer):
    goods = [factories.make_product(producer, stock=0) for _each in range(MOST_OPEN)]
    for each in goods:
        ask(product=each, email=buyer.email, language="vi")
    ask(product=gone, email=buyer.email, language="vi", user=buyer)
    assert waits(gone, buyer)


def test_account_with_another_address_waits_once(gone, buyer):
    ask(product=gone, email=buyer.email, language="vi", user=buyer)
    ask(product=gone, email="new@example.com", language="vi", user=buyer)
    assert Wanted.objects.count() == 1


def test_account_that_is_closed_is_not_written_to(gone, buyer):
    ask(product=gone, email=buyer.email, language="vi", user=buyer)
    type(buyer).objects.filter(pk=buyer.pk).update(is_active=False)
    have(gone, 1)
    assert tell_back() == 0


def test_address_of_who_was_told_is_kept_for_a_month(gone, buyer):
    ask(product=gone, email=buyer.email, language="vi", user=buyer)
    have(gone, 1)
    tell_back()
    Wanted.objects.update(told_at=timezone.now() - OVER_KEPT + timedelta(hours=1))
    tell_back()
    assert Wanted.objects.count() == 1
    Wanted.objects.update(told_at=timezone.now() - OVER_KEPT - timedelta(hours=1))
    tell_back()
    assert not Wanted.objects.exists()


@pytest.mark.parametrize(
    ("state", "moment", "days", "is_kept"),
    [
        ("asked", "asked_at", 6, True),
        ("asked", "asked_at", 8, False),
        ("waiting", "asked_at", 900, True),
        ("stopped", "asked_at", 29, True),
        ("stopped", "asked_at", 31, False),
        ("stopped", "told_at", 31, True),
        ("told", "told_at", 29, True),
        ("told", "told_at", 31, False),
        ("told", "asked_at", 31, True),
    ],
)
def test_a_wish_is_kept_as_long_as_it_serves(gone, buyer, state, moment, days, is_kept):
    ask(product=gone, email=buyer.email, language="vi", user=buyer)
    now = timezone.now()
    Wanted.objects.update(state=state, told_at=now)
    Wanted.objects.update(**{moment: now - timedelta(days=days)})
    assert tell_back() == 0
    assert Wanted.objects.exists() is is_kept


def test_a_round_tells_so_many_the_first_who_asked(gone, monkeypatch):
    monkeypatch.setattr(wishes, "MOST_TOLD", 1)
    for name in ("lan", "minh"):
        ask(product=gone, email=f"{name}@example.com", language="vi")
    for wanted in Wanted.objects.all():
        confirm(wanted)
    have(gone, 1)
    assert [tell_back() for _each in range(3)] == [1, 1, 0]
    assert [mail.to for mail in mails("wanted_back")] == ["lan@example.com", "minh@example.com"]


@pytest.mark.parametrize("change", ["unverified", "nobody's"])
def test_what_its_producer_may_not_sell_does_not_come_back(gone, change):
    gone.producer.state = type(gone.producer).State.SUSPENDED
    if change == "nobody's":
        gone.producer = None
    assert can_come_back(gone) is False


def test_account_writes_no_mail_for_proof_and_takes_its_wish_over_once(gone, buyer):
    ask(product=gone, email=buyer.email, language="en", user=buyer)
    assert mails("wanted_confirm") == []
    first = Wanted.objects.get()
    ask(product=gone, email=buyer.email, language="en")  # by who knows the address alone
    assert mails("wanted_confirm") == []
    assert Wanted.objects.get() == first and waits(gone, buyer)


def test_asked_twice_at_once_is_asked_once(gone, monkeypatch):
    create = Wanted.objects.create

    def twice(**facts):
        create(**facts)
        return create(**facts)

    monkeypatch.setattr(Wanted.objects, "create", twice)
    ask(product=gone, email="lan@example.com", language="vi")  # the other one writes
    assert mails("wanted_confirm") == []
