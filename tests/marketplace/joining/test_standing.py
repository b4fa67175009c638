"""Suspended, lifted, closed: what becomes of goods, orders, money and people."""

from dataclasses import fields, replace

import pytest
from django.urls import reverse
from django.utils import timezone

from catalogue.models import Publication
from catalogue.origin.labels.services import activate_labels, mint_labels
from catalogue.origin.lots.services import open_lot, release_lot
from catalogue.search.services import catch_up
from marketplace.aftersale.models import Return, ReturnRule
from marketplace.joining.services import JoiningRefused, save_part
from marketplace.joining.standing import (
    Consequences,
    application_of,
    close_producer,
    consequences_of,
    lift,
    suspend,
)
from marketplace.ledger.queries import balance_of
from marketplace.purchases.models import MailMessage
from marketplace.purchases.placement import OutOfStock
from marketplace.purchases.services import confirm_order
from tests import factories
from tests.flows.sale import arrived, paid, place
from tests.marketplace.joining.applicants import (
    make_application,
    make_moderator,
    make_sent,
    make_verified,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return make_moderator()


@pytest.fixture
def known(producer, owner):
    """The application of a producer that sells already."""
    return application_of(producer)


def state_of(producer) -> str:
    producer.refresh_from_db()
    return producer.state


def test_a_known_producer_has_an_application_with_its_first_row(producer):
    made = application_of(producer)
    assert application_of(producer) == made
    assert (made.state, made.name, made.producer) == ("verified", producer.name, producer)
    row = made.changes.get()
    assert (row.kind, row.at) == ("verified", producer.verified_at)


def test_an_unverified_one_has_a_draft():
    made = application_of(factories.make_producer(verified_at=None))
    assert (made.state, made.changes.get().kind) == ("draft", "started")


def test_suspended_sells_nothing_and_its_people_finish_orders(known, producer, owner, moderator):
    vase = factories.make_product(producer, price=100_000)
    purchase = paid([(vase, 1)])
    for _twice in range(2):
        suspend(application=known, by=moderator, words="Giấy phép hết hạn")
    assert (state_of(producer), known.changes.filter(kind="suspended").count()) == ("suspended", 1)
    with pytest.raises(OutOfStock):
        place([(vase, 1)])
    order = purchase.orders.get()
    confirm_order(order=order, by=owner)
    order.refresh_from_db()
    assert order.status == "confirmed"
    letter = MailMessage.objects.filter(template="joining").last()
    assert (letter.to, letter.context["words"]) == (owner.email, "Giấy phép hết hạn")
    lift(application=known, by=moderator)
    lift(application=known, by=moderator)
    assert (state_of(producer), known.changes.filter(kind="lifted").count()) == ("verified", 1)


def test_nobody_is_offered_what_a_suspended_one_sells(client, known, producer, moderator):
    vase = factories.make_product(producer)
    catch_up()
    path = vase.get_absolute_url()
    add = reverse("basket:add", args=[vase.pk])
    assert add in client.get(path).content.decode()
    suspend(application=known, by=moderator, words="x")
    catch_up()
    assert add not in client.get(path).content.decode()
    assert producer.name not in client.get(reverse("producers:index")).content.decode()
    lift(application=known, by=moderator)
    catch_up()
    assert add in client.get(path).content.decode()


def test_what_hangs_on_it_is_counted(known, producer, moderator):
    vase = factories.make_product(producer, price=100_000, stock=9)
    paid([(vase, 1)])
    now = consequences_of(producer)
    assert (now.open_orders, now.products_on_sale, now.units_in_stock) == (1, 1, 9)
    assert now.open_dong > 100_000
    assert not now.may_close
    with pytest.raises(
        JoiningRefused, match="Vẫn còn người mua đang chờ: hãy tạm ngừng bán cho đến khi xong"
    ):
        close_producer(application=known, by=moderator, words="Nghỉ bán")
    assert state_of(producer) == "verified"


def test_closed_leaves_the_shelves_for_good(known, producer, moderator):
    vase = factories.make_product(producer)
    suspend(application=known, by=moderator, words="Nghỉ bán")
    for _twice in range(2):
        close_producer(application=known, by=moderator, words="Nghỉ bán")
    vase.refresh_from_db()
    assert (state_of(producer), vase.publication) == ("closed", Publication.WITHDRAWN)
    for step in (suspend, lift):
        with pytest.raises(JoiningRefused, match="Cơ sở này đã đóng"):
            step(application=known, by=moderator, words="x")


def test_one_that_sells_is_closed_at_once(known, producer, moderator):
    close_producer(application=known, by=moderator, words="Nghỉ bán")
    assert state_of(producer) == "closed"


def test_steps_want_a_reason_and_a_producer_that_was_verified(known, moderator):
    for step in (suspend, close_producer):
        with pytest.raises(JoiningRefused, match="Bạn ghi lý do; nhà sản xuất sẽ đọc"):
            step(application=known, by=moderator, words="")
    for application in (make_application(), make_sent()):
        with pytest.raises(JoiningRefused, match="Cơ sở này chưa được xác minh"):
            suspend(application=application, by=moderator, words="x")


def test_nobody_of_staff_decides_for_a_producer_they_work_for(known, producer, moderator):
    producer.memberships.create(user=moderator, role="seller")
    suspend(application=known, by=moderator, words="Giấy phép hết hạn")  # to stop is always safe
    with pytest.raises(JoiningRefused, match="Người khác trong bộ phận"):
        lift(application=known, by=moderator)
    assert state_of(producer) == "suspended"


@pytest.mark.parametrize("what", ["unpaid_orders", "open_orders", "open_returns", ""])
def test_only_who_nobody_waits_for_may_close(what):
    names = [field.name for field in fields(Consequences)]
    now = Consequences(**dict.fromkeys(names, 0) | {"owed_dong": 5, "units_in_stock": 5})
    assert replace(now, **{what: 1} if what else {}).may_close is (what == "")


def test_everything_that_hangs_on_it_is_counted_and_nothing_of_others(known, producer, owner):
    vase = factories.make_product(producer, price=100_000, stock=9)
    gone = factories.make_product(producer, stock=5, publication=Publication.WITHDRAWN)
    others = factories.make_product(stock=7)
    place([(vase, 1), (others, 1)])  # nobody paid yet
    paid([(others, 1)])
    purchase = paid([(vase, 2)])
    open_dong = int(purchase.orders.get().total_incl_tax)
    sold = arrived([(vase, 1)], owner).orders.get()
    Return.objects.create(
        number="T1", order=sold, rule=ReturnRule.objects.first(), answer_by=timezone.now()
    )
    for product, count in ((vase, 3), (gone, 1), (others, 2)):
        lot = release_lot(lot=open_lot(product=product, quantity=9, by=owner), by=owner)
        mint_labels(lot=lot, count=count + 1, by=owner)
        activate_labels(lot=lot, only=lot.labels.values_list("serial", flat=True)[:1])
    assert consequences_of(producer) == Consequences(
        unpaid_orders=1,
        open_orders=1,
        open_dong=open_dong,
        open_returns=1,
        owed_dong=balance_of(producer),
        products_on_sale=1,
        units_in_stock=8,
        labels_unused=4,
        labels_in_use=2,
    )


def test_history_tells_the_market_s_steps_from_the_producer_s(moderator):
    made = make_verified(by=moderator)
    save_part(application=made, by=moderator, facts={"name": "Gốm Lan"}, of_staff=True)
    suspend(application=made, by=moderator, words="x")
    lift(application=made, by=moderator)
    close_producer(application=made, by=moderator, words="x")
    rows = made.changes.order_by("pk").values_list("kind", "is_staff_s", "by")
    own = {"started", "handed_in", "sent"}
    assert [kind for kind, *_who in rows] == [
        "started", "handed_in", "sent", "accepted", "verified", "mended", "suspended", "lifted",
        "closed",
    ]  # fmt: skip
    for kind, is_staff_s, by in rows:
        assert (is_staff_s, by) == (
            kind not in own,
            (made.applicant if kind in own else moderator).pk,
        )


@pytest.mark.parametrize("verified_at", [None, timezone.now])
def test_an_application_that_is_made_later_is_the_market_s(verified_at):
    producer = factories.make_producer(verified_at=verified_at and verified_at())
    assert application_of(producer).changes.get().is_staff_s
