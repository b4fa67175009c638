"""A producer recalls a lot: a reason and a tick, then it is said everywhere."""

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from catalogue.listing.cards import cards_of
from catalogue.origin.labels.services import activate_labels, mint_labels
from catalogue.origin.lots.services import open_lot, release_lot
from catalogue.origin.models import Lot, TraceEvent
from marketplace.lots.services import Reached, recall_and_tell
from marketplace.purchases.models import ParcelLine, Purchase
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


def test_recall_needs_a_reason_and_a_tick(client, owner, lot):
    client.force_login(owner)
    assert list(recalled(client, lot, is_sure="").context["form"].errors) == ["is_sure"]
    assert list(recalled(client, lot, reason="").context["form"].errors) == ["reason"]
    lot.refresh_from_db()
    assert lot.state == Lot.State.RELEASED


def test_one_confirmed_action_says_it_everywhere(client, owner, lot, product):
    batch = mint_labels(lot=lot, count=2, by=owner)
    activate_labels(lot=lot)
    client.force_login(owner)
    assert recalled(client, lot).url == url(lot)
    client.logout()
    for label in batch.labels.all():
        english = {"accept-language": "en"}
        answer = client.get(f"/P/{product.code}/L/{lot.number}/S/{label.serial}", headers=english)
        address = answer["Location"].removeprefix(settings.SITE_URL)
        page = client.get(address, headers=english).content.decode()
        assert "Men thôi chì." in page
        assert "recalled" in page
    translation.activate("en")  # the origin page spoke the language of its reader
    page = client.get(product.get_absolute_url()).content.decode()
    assert f"Lot {lot.number} was recalled on" in page
    assert "Men thôi chì." in page
    assert cards_of([product.pk])[0].has_recall
    assert "A lot was recalled" in client.get(reverse("catalogue:index")).content.decode()
    assert TraceEvent.objects.filter(disposition="recalled").count() == 1


def test_another_products_page_says_nothing(client, owner, lot):
    other = factories.make_product(lot.product.producer)
    open_lot(product=other, quantity=1, by=owner)
    recall_and_tell(lot=lot, reason="x", by=owner)
    assert not cards_of([other.pk])[0].has_recall
    assert "was recalled on" not in client.get(other.get_absolute_url()).content.decode()


def test_parcels_without_a_lot_are_counted_and_mailed_only_when_wanted(client, owner, lot, product):
    order = shipped(product, owner)
    ParcelLine.objects.update(lot=None)
    client.force_login(owner)
    page = client.get(url(lot))
    assert (page.context["known_count"], page.context["unknown_count"]) == (0, 1)
    recalled(client, lot)
    (buyer,) = client.get(url(lot)).context["report"].buyers
    assert (buyer.order_number, buyer.reached) == (order.number, Reached.NOT_TOLD)


def test_recalled_goods_do_not_ship(client, owner, lot, product):
    order = sale.paid([(product, 1)]).orders.get()
    confirm_order(order=order, by=owner)
    recall_and_tell(lot=lot, reason="x", by=owner)
    with pytest.raises(MoveRefused):
        ship_order(order=order, by=owner)
    client.force_login(owner)
    page = client.post(reverse("sell:ship", args=[order.number]), {"carrier": "x"}, follow=True)
    assert "These goods are recalled" in page.content.decode()
    assert not ParcelLine.objects.exists()


def test_producer_chooses_the_lot_when_shipping(client, owner, lot, product):
    later = release_lot(
        lot=open_lot(product=product, quantity=5, by=owner, number="SAU-1"), by=owner
    )
    order = sale.paid([(product, 1)]).orders.get()
    confirm_order(order=order, by=owner)
    line = order.lines.get()
    client.force_login(owner)
    page = client.get(reverse("sell:order", args=[order.number]))
    choices = [key for key, _name in page.context["ship_form"].fields[f"lot_{line.pk}"].choices]
    assert choices == ["", lot.pk, later.pk]
    client.post(reverse("sell:ship", args=[order.number]), {f"lot_{line.pk}": later.pk})
    assert ParcelLine.objects.get().lot == later


def test_without_a_choice_the_market_chooses(client, owner, lot, product):
    order = sale.paid([(product, 1)]).orders.get()
    confirm_order(order=order, by=owner)
    client.force_login(owner)
    client.post(reverse("sell:ship", args=[order.number]), {"carrier": "x"})
    assert ParcelLine.objects.get().lot == lot


def test_a_foreign_or_recalled_lot_cannot_be_chosen(client, owner, lot, product):
    foreign = factories.make_lot(factories.make_product())
    order = sale.paid([(product, 1)]).orders.get()
    confirm_order(order=order, by=owner)
    line = order.lines.get()
    client.force_login(owner)
    page = client.post(
        reverse("sell:ship", args=[order.number]),
        {f"lot_{line.pk}": foreign.pk},
        follow=True,
    )
    assert "That lot cannot be sent any more" in page.content.decode()
    assert not ParcelLine.objects.exists()
