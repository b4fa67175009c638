"""Sets of rows about lots: which may be sent first, what belongs to a chain, what is public of it."""

import datetime

import pytest
from django.utils import timezone

from catalogue.origin.lots import services
from catalogue.origin.lots.queries import (
    certificate_uri,
    chain_of,
    events_of,
    lots_of_producer,
    lots_to_send,
    lots_to_send_of,
    opaque,
)
from catalogue.origin.models import Lot, LotAttachment
from marketplace.keys import services as keys
from marketplace.keys.models import Key
from tests import factories

RECORDS = Key.Purpose.RECORDS

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def lot_of(product, number: str, state: str = "released", **fields) -> Lot:
    return factories.make_lot(product, number, state=state, **fields)


def test_the_lot_that_ends_soonest_is_sent_first_and_what_never_ends_last(product):
    today = timezone.localdate()
    never = lot_of(product, "A", best_before=None)
    later = lot_of(product, "B", best_before=today + 9 * DAY, made_on=today - 5 * DAY)
    sooner = lot_of(product, "C", best_before=today + DAY)
    older = lot_of(product, "D", best_before=today + 9 * DAY, made_on=today - 6 * DAY)
    assert list(lots_to_send(product, today)) == [sooner, older, later, never]


def test_a_lot_is_sent_to_its_last_day(product):
    today = timezone.localdate()
    last = lot_of(product, "A", best_before=today)
    lot_of(product, "B", best_before=today - DAY)
    assert list(lots_to_send(product, today)) == [last]
    assert not lots_to_send(product, today + DAY).exists()


def test_only_released_lots_of_the_products_asked_for_are_sent(product):
    other, foreign = factories.make_product(product.producer), factories.make_product()
    ours = [lot_of(product, "A"), lot_of(other, "A")]
    lot_of(foreign, "A")
    for state in set(Lot.State.values) - {"released"}:
        lot_of(product, f"B-{state}", state)
    found = lots_to_send_of([product.pk, other.pk], timezone.localdate())
    assert sorted(found, key=lambda lot: lot.pk) == ours


def test_a_producers_lots_are_its_own_with_their_products(product, django_assert_num_queries):
    ours = [lot_of(product, "A"), lot_of(factories.make_product(product.producer), "B", "open")]
    lot_of(factories.make_product(), "C")
    with django_assert_num_queries(1):
        found = list(lots_of_producer(product.producer))
        assert {lot.product.producer_id for lot in found} == {product.producer_id}
    assert {lot.pk for lot in found} == {lot.pk for lot in ours}


@pytest.fixture
def lot(product, owner) -> Lot:
    made_on = timezone.localdate() - 9 * DAY
    return services.open_lot(product=product, quantity=50, by=owner, number="L-7", made_on=made_on)


def test_a_chain_leaves_out_what_was_declared_wrong_and_the_declaration(lot, owner):
    at = timezone.now() - 5 * DAY
    second = services.record_step(lot=lot, step="Nung", at=at + DAY, by=owner)
    first = services.record_step(lot=lot, step="Đất", at=at, by=owner)
    wrong = services.record_step(lot=lot, step="Vuốt", at=at + 2 * DAY, by=owner)
    said = services.declare_error(event=wrong, reason="Nhầm", by=owner)
    everything = list(events_of(lot))
    assert everything == sorted([first, second, wrong, said], key=lambda e: (e.event_time, e.pk))
    assert list(chain_of(lot)) == [first, second]


def test_a_chain_shows_public_pictures_and_costs_two_queries_whatever_its_length(
    lot, owner, django_assert_num_queries
):
    for number in range(3):
        event = services.record_step(lot=lot, step=f"Bước {number}", by=owner)
        for is_public in (True, False):
            LotAttachment.objects.create(
                lot=lot, event=event, file=f"{number}.pdf", is_public=is_public
            )
    with django_assert_num_queries(2):
        shown = [[one.is_public for one in event.shown_attachments] for event in chain_of(lot)]
    assert shown == [[True]] * 3


def test_public_names_tell_nothing_and_stay_the_same(keys_of_database, settings):
    name = opaque("parcel", "O-1")
    assert (opaque("parcel", "O-1"), len(name)) == (name, 24)
    assert len({name, opaque("parcel", "O-2"), opaque("label", "O-1")}) == 3
    settings.SECRET_KEY = "another"
    keys.make_key(RECORDS)
    assert opaque("parcel", "O-1") == name
    keys.revoke_key(purpose=RECORDS, name="1", reason="out")
    assert opaque("parcel", "O-1") != name


def test_a_certificate_is_told_at_its_address(product, settings):
    settings.SITE_URL = "https://cho.example.vn"
    certificate = factories.make_certificate(product)
    address = certificate_uri(certificate)
    assert address == f"https://cho.example.vn/origin/certificates/{certificate.pk}.json"
