"""Goods sent in exchange leave with their lot: the chain is told, a recall finds their buyer."""

import uuid

import pytest
from django.urls import reverse
from django.utils import translation

from catalogue.origin.events import rules
from catalogue.origin.lots import services
from catalogue.origin.models import Lot, TraceEvent
from marketplace.aftersale.exchanges import note_arrived, send_exchange
from marketplace.aftersale.models import Return
from marketplace.aftersale.returns import accept_return, ask_return, receive_return
from marketplace.lots.services import recall_and_tell, recall_report
from marketplace.purchases.models import MailMessage, ParcelLine
from marketplace.purchases.services import MoveRefused, confirm_order, ship_order
from tests import factories
from tests.flows import sale

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def lot(product, owner):
    lot = services.open_lot(product=product, quantity=20, by=owner)
    return services.release_lot(lot=lot, by=owner)


def another_lot(product, owner, quantity=20, number="SAU-1") -> Lot:
    lot = services.open_lot(product=product, quantity=quantity, by=owner, number=number)
    return services.release_lot(lot=lot, by=owner)


def received(product, owner, quantity=2, fit=0) -> Return:
    """A return whose goods are back at their maker."""
    line = sale.arrived([(product, quantity)], owner).orders.get().lines.get()
    return come_back(line, quantity, owner, fit)


def come_back(line, quantity, owner, fit=0) -> Return:
    claim = ask_return(
        order=line.order,
        token=uuid.uuid4(),
        reason="damaged",
        wish="exchange",
        text="Lọ bị nứt.",
        quantities={line.pk: quantity},
        pictures=[],
        by=None,
    )
    accept_return(claim=claim, by=owner)
    receive_return(claim=claim, by=owner, fit={line.pk: fit})
    claim.refresh_from_db()
    return claim


def steps() -> list[tuple[str, str, int]]:
    rows = TraceEvent.objects.filter(source="market").order_by("pk")
    return [(row.biz_step, row.lot.number, int(row.items.get().quantity)) for row in rows]


def nothing_happened(claim: Return, product, before) -> bool:
    claim.refresh_from_db()
    lots = set(claim.lines.values_list("exchange_lot", flat=True))
    return (claim.state, lots, steps(), sale.stock(product)) == ("received", {None}, *before)


def test_exchange_tells_the_chain_when_it_leaves_and_arrives(product, owner, lot):
    claim = received(product, owner)
    for _ in range(2):
        send_exchange(claim=claim, by=owner, tracking_code="VN2")
    number = lot.number
    assert steps()[2:] == [("shipping", number, 2)]
    assert claim.lines.get().exchange_lot == lot
    assert rules.balance_of(lot).left(lot) == 16
    for _ in range(2):
        note_arrived(claim=claim, by=owner)
    assert steps()[2:] == [("shipping", number, 2), ("retail_selling", number, 2)]
    assert rules.balance_of(lot).left(lot) == 16
    text = str(list(TraceEvent.objects.values()))
    for private in ("Nguyễn Lan", "khach@example.vn", "Hàng Bông", claim.number):
        assert private not in text


def test_exchange_is_no_parcel_of_what_was_ordered(product, owner, lot):
    claim = received(product, owner)
    send_exchange(claim=claim, by=owner)
    note_arrived(claim=claim, by=owner)
    order = claim.order
    order.refresh_from_db()
    assert (order.parcels.count(), ParcelLine.objects.count(), order.status) == (1, 1, "delivered")


def test_product_without_lots_is_exchanged_without_one(product, owner):
    claim = received(product, owner)
    send_exchange(claim=claim, by=owner)
    note_arrived(claim=claim, by=owner)
    assert (claim.lines.get().exchange_lot, steps()) == (None, [])


def test_nothing_arrives_that_was_not_sent(product, owner, lot):
    claim = received(product, owner)
    before = (steps(), sale.stock(product))
    with pytest.raises(MoveRefused):
        note_arrived(claim=claim, by=owner)
    assert nothing_happened(claim, product, before)


def test_recalled_lot_is_never_sent_in_exchange(product, owner, lot):
    claim = received(product, owner)
    recall_and_tell(lot=lot, reason="Chì", by=owner)
    before = (steps(), sale.stock(product))
    with pytest.raises(MoveRefused, match="recalled"):
        send_exchange(claim=claim, by=owner)
    assert nothing_happened(claim, product, before)
    fresh = another_lot(product, owner)
    product.stockrecords.update(num_in_stock=20)  # the recall took the others out
    before = (steps(), sale.stock(product))
    line = claim.lines.get().line
    lot.refresh_from_db()
    with pytest.raises(MoveRefused, match="recalled"):
        send_exchange(claim=claim, by=owner, lots={line.pk: lot})
    assert nothing_happened(claim, product, before)
    send_exchange(claim=claim, by=owner)
    assert claim.lines.get().exchange_lot == fresh


def test_lot_recalled_since_it_was_chosen_stays(product, owner, lot):
    claim = received(product, owner)
    stale = Lot.objects.get(pk=lot.pk)
    services.recall_lot(lot=lot, reason="Chì", by=owner)
    before = (steps(), sale.stock(product))
    with pytest.raises(MoveRefused, match="recalled"):
        send_exchange(claim=claim, by=owner, lots={claim.lines.get().line_id: stale})
    assert nothing_happened(claim, product, before)


def test_chosen_lot_with_too_little_left_stays(product, owner, lot):
    claim = received(product, owner)
    small = another_lot(product, owner, quantity=1)
    before = (steps(), sale.stock(product))
    with pytest.raises(MoveRefused, match="too little"):
        send_exchange(claim=claim, by=owner, lots={claim.lines.get().line_id: small})
    assert nothing_happened(claim, product, before)
    order = sale.paid([(product, 2)]).orders.get()
    confirm_order(order=order, by=owner)
    with pytest.raises(MoveRefused, match="too little"):
        ship_order(order=order, by=owner, lots={order.lines.get().pk: small})
    assert not order.parcels.exists()


def test_recall_reaches_the_buyer_of_the_exchange(client, owner, product, lot):
    claim = received(product, owner, quantity=1)
    later = another_lot(product, owner)
    client.force_login(owner)
    address = reverse("lots:recall", args=[later.pk])
    assert client.get(address).context["known_count"] == 0
    send_exchange(claim=claim, by=owner, lots={claim.lines.get().line_id: later})
    assert client.get(address).context["known_count"] == 1
    for _ in range(2):
        assert recall_and_tell(lot=later, reason="Chì", by=owner) == 1
    mail = MailMessage.objects.get(template="lot_recalled")
    assert (mail.to, mail.context["lot_number"]) == (claim.order.purchase.email, "SAU-1")
    later.refresh_from_db()
    (buyer,) = recall_report(later).buyers
    assert (buyer.order_number, buyer.quantity, buyer.lot_is_known) == (claim.order.number, 1, True)


def test_exchange_whose_lot_nobody_knows_is_counted_and_mailed_when_wanted(owner, product):
    claim = received(product, owner, quantity=1)
    ParcelLine.objects.all().delete()
    small = another_lot(product, owner, quantity=1)
    order = sale.paid([(product, 1)]).orders.get()
    confirm_order(order=order, by=owner)
    ship_order(order=order, by=owner)  # takes the only one of the lot
    send_exchange(claim=claim, by=owner)
    assert claim.lines.get().exchange_lot is None
    assert recall_and_tell(lot=small, reason="Chì", by=owner) == 1
    small.refresh_from_db()
    known = {buyer.order_number: buyer.lot_is_known for buyer in recall_report(small).buyers}
    assert known == {order.number: True, claim.order.number: False}
    assert recall_and_tell(lot=small, reason="Chì", by=owner, tell_unknown=True) == 2
    assert MailMessage.objects.filter(template="lot_recalled").count() == 2


def test_exchange_of_another_lot_that_comes_back_names_neither(product, owner, lot):
    claim = received(product, owner, quantity=1)
    line = claim.lines.get().line
    send_exchange(claim=claim, by=owner, lots={line.pk: another_lot(product, owner)})
    come_back(line, 1, owner, fit=1)
    assert [step for step, _, _ in steps()] == ["shipping", "retail_selling", "shipping"]


def test_exchange_of_the_same_lot_that_comes_back_is_told(product, owner, lot):
    claim = received(product, owner, quantity=1)
    line = claim.lines.get().line
    send_exchange(claim=claim, by=owner)
    come_back(line, 1, owner, fit=1)
    assert steps()[-1] == ("receiving", lot.number, 1)
    assert rules.balance_of(lot).left(lot) == 19


def url(claim: Return, step: str = "") -> str:
    path = reverse("aftersale-sell:return", args=[claim.number])
    return f"{path}{step}/" if step else path


def test_producer_chooses_the_lot_and_notes_the_arrival(client, owner, product, lot):
    claim = received(product, owner)
    later = another_lot(product, owner)
    foreign = factories.make_lot(factories.make_product())
    name = f"lot_{claim.lines.get().line_id}"
    client.force_login(owner)
    form = client.get(url(claim)).context["ship_form"]
    assert [key for key, _text in form.fields[name].choices] == ["", lot.pk, later.pk]
    refused = client.post(url(claim, "exchange"), {name: foreign.pk}, follow=True)
    assert "That lot cannot be sent any more" in refused.text
    fields = {name: later.pk, "carrier": "Bưu điện", "tracking_code": "VN2"}
    for _ in range(2):
        page = client.post(url(claim, "exchange"), fields, follow=True).text
    assert "new one from lot SAU-1" in page
    assert "Bưu điện VN2" in page
    assert url(claim, "arrived") in page
    for _ in range(2):
        page = client.post(url(claim, "arrived"), follow=True).text
    assert url(claim, "arrived") not in page
    assert page.count("noted that the new one has arrived") == 1
    assert steps()[-2:] == [("shipping", "SAU-1", 2), ("retail_selling", "SAU-1", 2)]


def test_producer_reads_why_recalled_goods_stay(client, owner, product, lot):
    claim = received(product, owner)
    services.recall_lot(lot=lot, reason="Chì", by=owner)
    client.force_login(owner)
    page = client.post(url(claim, "exchange"), {"tracking_code": "VN2"}, follow=True).text
    assert "These goods are recalled: they must not leave." in page


def test_other_producers_note_no_arrival(client, owner, product, lot):
    claim = received(product, owner)
    send_exchange(claim=claim, by=owner)
    client.force_login(factories.make_member(factories.make_producer(), "o@example.com"))
    assert client.post(url(claim, "arrived")).status_code == 404
    claim.refresh_from_db()
    assert claim.exchange_arrived_at is None
