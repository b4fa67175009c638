"""Charges are set from a day on, by a producer or for the market, and every change is kept."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.shipping.charges import RateBook
from marketplace.shipping.models import DeliveryRate, RateChange
from marketplace.shipping.rates import SAMPLES_G, Charges, drop_rates, set_rate, zones_of
from tests import factories

pytestmark = pytest.mark.django_db
CITY = DeliveryRate.Zone.CITY
NOW, LATER = date(2026, 3, 1), date(2026, 4, 1)
CHEAP = Charges(1000, 15_000, 2_000, 300_000, 1, 2)
DEAR = Charges(2000, 40_000, 9_000, None, 2, 5)


def city(producer, day: date):
    return next(each for each in zones_of(producer, day) if each.zone == CITY)


def cost(producer, day: date, grams: int = 1000) -> int:
    book = RateBook([producer.pk], day)
    return book.quote(producer_id=producer.pk, zone=CITY, goods=0, weight_g=grams).charge


def test_charge_counts_from_its_day_for_its_producer_alone(producer, owner):
    other = factories.make_producer()
    before = cost(producer, NOW)
    assert set_rate(producer=producer, zone=CITY, valid_from=LATER, charges=CHEAP, by=owner)
    assert (cost(producer, NOW), cost(producer, LATER)) == (before, 15_000)
    assert cost(other, LATER) == before
    shown = city(producer, NOW)
    assert not shown.is_own
    assert [each.valid_from for each in shown.coming] == [LATER]
    shown = city(producer, LATER)
    assert shown.is_own and shown.now.first_charge == 15_000
    assert dict(shown.samples) == {
        500: 15_000,
        1000: 15_000,
        2000: 17_000,
        5000: 23_000,
        10_000: 33_000,
    }


def test_same_charge_again_is_no_change_and_another_on_the_day_replaces_it(producer, owner):
    for charges, is_new in ((CHEAP, True), (CHEAP, False), (DEAR, True)):
        made = set_rate(producer=producer, zone=CITY, valid_from=NOW, charges=charges, by=owner)
        assert made is is_new
    assert DeliveryRate.objects.filter(producer=producer).count() == 1
    newest, first = producer.rate_changes.all()
    assert (newest.before["first_charge"], newest.after["first_charge"]) == (15_000, 40_000)
    assert (first.before, first.by) == ({}, owner)


def test_without_own_charges_those_of_the_market_count_again(producer, owner):
    before = cost(producer, NOW)
    for day in (NOW, LATER):
        set_rate(producer=producer, zone=CITY, valid_from=day, charges=DEAR, by=owner)
    assert drop_rates(producer=producer, zone=CITY, by=owner)
    assert not drop_rates(producer=producer, zone=CITY, by=owner)
    assert cost(producer, NOW) == before
    assert not city(producer, NOW).coming
    last = producer.rate_changes.first()
    assert (last.valid_from, last.before["first_charge"], last.after) == (None, 40_000, {})


def test_market_s_charge_counts_for_all_without_their_own(producer, owner, staff):
    other = factories.make_producer()
    set_rate(producer=other, zone=CITY, valid_from=NOW, charges=CHEAP, by=owner)
    set_rate(producer=None, zone=CITY, valid_from=LATER, charges=DEAR, by=staff)
    assert (cost(producer, LATER), cost(other, LATER)) == (40_000, 15_000)
    assert RateChange.objects.filter(producer=None).count() == 1
    assert city(None, LATER).now.first_charge == 40_000


def test_zones_cost_the_same_queries_however_many_rates(producer, owner):
    def spent() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(zones_of(producer)) == 3
        return len(queries)

    few = spent()
    for day in range(1, 20):
        set_rate(
            producer=producer, zone=CITY, valid_from=date(2026, 5, day), charges=DEAR, by=owner
        )
    assert spent() == few == 2


def test_zone_to_which_nobody_delivers_has_no_samples(producer):
    DeliveryRate.objects.filter(zone="abroad").delete()
    abroad = zones_of(producer)[-1]
    assert (abroad.now, abroad.samples) == (None, [])
    assert len(zones_of(producer)[0].samples) == len(SAMPLES_G)


def test_market_s_charges_count_again_in_one_zone_alone(producer, owner):
    elsewhere = next(zone for zone in DeliveryRate.Zone if zone != CITY)
    maker = factories.make_producer()
    for each, zone in ((producer, CITY), (producer, elsewhere), (maker, CITY)):
        set_rate(producer=each, zone=zone, valid_from=NOW, charges=CHEAP, by=owner)
    drop_rates(producer=producer, zone=CITY, by=owner)
    left = DeliveryRate.objects.exclude(producer=None).values_list("producer", "zone")
    assert set(left) == {(producer.pk, elsewhere), (maker.pk, CITY)}
