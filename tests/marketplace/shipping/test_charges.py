"""What a parcel costs to deliver: zones, started kilograms, free from a sum, the rate of the day."""

import datetime

import pytest
from django.utils import timezone, translation

from marketplace.shipping.charges import NoDelivery, Quote, RateBook, zone_of
from marketplace.shipping.models import DeliveryRate
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 3, 10)


@pytest.fixture
def rates(db):
    DeliveryRate.objects.all().delete()


def add(zone: str = "city", *, since: datetime.date = TODAY, producer=None, **fields):
    return DeliveryRate.objects.create(
        zone=zone,
        producer=producer,
        valid_from=since,
        **{
            "first_grams": 2_000,
            "first_charge": 22_000,
            "next_kg_charge": 4_000,
            "days_min": 1,
            "days_max": 3,
        }
        | fields,
    )


def quote(producer, *, zone: str = "city", goods: int = 0, weight_g: int = 0, day=TODAY) -> Quote:
    book = RateBook([producer.pk], day)
    return book.quote(producer_id=producer.pk, zone=zone, goods=goods, weight_g=weight_g)


@pytest.mark.parametrize(
    ("country", "province", "zone"),
    [("VN", "01", "city"), ("VN", "79", "country"), ("ID", "01", "abroad"), ("US", "", "abroad")],
)
def test_zone_is_seen_from_the_producer(country, province, zone):
    assert zone_of(country=country, province_code=province, producer_province_code="01") == zone


@pytest.mark.parametrize(
    ("weight_g", "charge"),
    [(0, 22_000), (2_000, 22_000), (2_001, 26_000), (3_000, 26_000), (3_001, 30_000)],
)
def test_each_started_kilogram_above_the_first_step_is_charged(rates, producer, weight_g, charge):
    add()
    assert quote(producer, weight_g=weight_g) == Quote(charge, 1, 3, None)


@pytest.mark.parametrize(("goods", "charge"), [(799_999, 26_000), (800_000, 0), (800_001, 0)])
def test_goods_of_enough_dong_travel_free(rates, producer, goods, charge):
    add(free_from=800_000)
    assert quote(producer, goods=goods, weight_g=2_300) == Quote(charge, 1, 3, 800_000)


def test_free_from_nothing_is_always_free(rates, producer):
    add(free_from=0)
    assert quote(producer, weight_g=9_000).charge == 0


def test_newest_rate_of_the_day_counts(rates, producer):
    day = datetime.timedelta(days=1)
    add(since=TODAY - 10 * day, first_charge=10_000)
    add(since=TODAY, first_charge=20_000)
    add(since=TODAY + day, first_charge=30_000)
    charges = [quote(producer, day=TODAY + n * day).charge for n in (-1, 0, 1)]
    assert charges == [10_000, 20_000, 30_000]


def test_a_producers_own_rate_comes_before_the_markets_however_old(rates, producer):
    other = factories.make_producer()
    add(first_charge=22_000)
    add(since=TODAY - datetime.timedelta(days=400), producer=producer, first_charge=15_000)
    add("country", first_charge=33_000)
    assert quote(producer).charge == 15_000
    assert quote(producer, zone="country").charge == 33_000  # it has none of its own there
    assert quote(other).charge == 22_000


def test_where_no_rate_covers_nothing_is_delivered(rates, producer):
    add(since=TODAY + datetime.timedelta(days=1))
    with pytest.raises(NoDelivery, match="city"):
        quote(producer)
    with pytest.raises(NoDelivery, match="abroad"):
        quote(producer, zone="abroad", day=TODAY + datetime.timedelta(days=1))


def test_rates_of_all_producers_cost_one_query(producer, django_assert_num_queries):
    makers = [producer, *(factories.make_producer() for _ in range(3))]
    with django_assert_num_queries(1):
        book = RateBook([maker.pk for maker in makers])
        for maker in makers:
            book.quote(producer_id=maker.pk, zone="city", goods=1, weight_g=1)


def test_without_a_day_it_is_today_in_vietnam(rates, producer):
    add(since=timezone.localdate())
    assert RateBook([producer.pk]).quote(
        producer_id=producer.pk, zone="city", goods=0, weight_g=0
    ) == Quote(22_000, 1, 3)


def test_checkout_says_that_a_producer_does_not_deliver_there(client, rates, product):
    """What the buyer reads of NoDelivery."""
    from tests.flows.test_buying import ADDRESS

    add("abroad")
    client.post(f"/en/basket/add/{product.pk}/", {"quantity": 1})
    client.post("/en/checkout/", ADDRESS)
    with translation.override("en"):
        page = client.get("/en/checkout/review/").content.decode()
    assert "One of the producers does not deliver to this address." in page
    assert "not delivered there" in page
    assert "Place the order" not in page
