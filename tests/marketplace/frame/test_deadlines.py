"""Deadlines: the month in letters and the zone named, wherever a reader may be abroad."""

import datetime

import pytest
from django.conf import settings
from django.utils import timezone, translation
from oscar.core.loading import get_model

from marketplace.frame.deadlines import ago, deadline, deadline_day, lasting, soon
from marketplace.purchases.models import Purchase
from tests import factories
from tests.marketplace.checkout.test_views import ANSWERS

MOMENT = datetime.datetime(2026, 3, 8, 18, 5, tzinfo=datetime.UTC)  # the next day in Vietnam


@pytest.mark.parametrize(
    ("language", "abroad", "moment", "day"),
    [
        ("vi", False, "01:05 09/03/2026", "09/03/2026"),
        (
            "vi",
            True,
            "01:05 09/03/2026 (giờ Việt Nam, UTC+7)",
            "09/03/2026 (giờ Việt Nam, UTC+7)",
        ),
        (
            "en",
            False,
            "Mar 9, 2026, 1:05 a.m. (Vietnam time, UTC+7)",
            "Mar 9, 2026 (Vietnam time, UTC+7)",
        ),
        (
            "id",
            True,
            "9 Mar 2026, 1.05 (waktu Vietnam, UTC+7)",
            "9 Mar 2026 (waktu Vietnam, UTC+7)",
        ),
    ],
)
def test_deadline_names_month_and_zone_for_readers_abroad(language, abroad, moment, day):
    with translation.override(language):
        assert deadline(MOMENT, abroad) == moment
        assert deadline_day(MOMENT, abroad) == day


def test_no_deadline_is_no_text():
    assert (deadline(None, abroad=True), deadline_day(None, abroad=True)) == ("", "")
    assert soon(None) == ""


@pytest.mark.parametrize(
    ("days", "en", "vi"),
    [
        (0, "14:05 today", "14:05 hôm nay"),
        (1, "14:05 tomorrow", "14:05 ngày mai"),
        (-1, "14:05 yesterday", "14:05 hôm qua"),
        (2, "14:05 on {day}", "14:05 ngày {day}"),
        (-9, "14:05 on {day}", "14:05 ngày {day}"),
    ],
)
def test_a_moment_near_to_now_is_said_as_one_speaks(days, en, vi):
    day = timezone.localdate() + datetime.timedelta(days=days)
    moment = datetime.datetime.combine(
        day, datetime.time(14, 5), tzinfo=timezone.get_default_timezone()
    )
    for language, text in (("en", en), ("vi", vi)):
        with translation.override(language):
            assert soon(moment) == text.format(day=f"{day:%d/%m}")


def test_zone_that_is_named_is_the_sites():
    assert settings.TIME_ZONE == "Asia/Ho_Chi_Minh"
    assert timezone.localtime(MOMENT).utcoffset() == datetime.timedelta(hours=7)


@pytest.mark.parametrize(
    ("minutes", "en", "vi"),
    [
        (0, "1 min", "1 phút"),
        (45, "45 min", "45 phút"),
        (60, "1 h", "1 giờ"),
        (200, "3 h 20 min", "3 giờ 20 phút"),
        (60 * 24, "1 d", "1 ngày"),
        (60 * 52 + 7, "2 d 4 h", "2 ngày 4 giờ"),
    ],
)
def test_how_long_something_took_is_said_in_its_two_largest_units(minutes, en, vi):
    for language, text in (("en", en), ("vi", vi)):
        with translation.override(language):
            assert lasting(datetime.timedelta(minutes=minutes)) == text
    assert lasting(None) == ""


@pytest.mark.parametrize(
    ("minutes", "en", "vi"),
    [
        (0, "just now", "vừa xong"),
        (1, "1 minute ago", "1 phút trước"),
        (59, "59 minutes ago", "59 phút trước"),
        (61, "1 hour ago", "1 giờ trước"),
        (60 * 24, "1 day ago", "1 ngày trước"),
        (60 * 83, "3 days ago", "3 ngày trước"),
    ],
)
def test_how_long_ago_is_said_in_the_largest_unit(minutes, en, vi):
    moment = timezone.now() - datetime.timedelta(minutes=minutes, seconds=3)
    for language, text in (("en", en), ("vi", vi)):
        with translation.override(language):
            assert ago(moment) == text
    assert ago(None) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "country", "time"),
    [
        ("vi", "VN", "01:05 09/03/2026"),
        ("vi", "AU", "01:05 09/03/2026 (giờ Việt Nam, UTC+7)"),
        ("en", "VN", "Mar 9, 2026, 1:05 a.m. (Vietnam time, UTC+7)"),
    ],
)
def test_who_pays_reads_until_when_the_goods_are_held(client, language, country, time):
    product = factories.make_product(price=250_000, stock=3)
    client.post(f"/{language}/basket/add/{product.pk}/", {"quantity": 1})
    client.post(f"/{language}/checkout/", ANSWERS)
    form = client.get(f"/{language}/checkout/review/").context["form"].initial
    client.post(f"/{language}/checkout/review/", form | {"payment_method": "vietqr"})
    purchase = Purchase.objects.get()
    Purchase.objects.update(expires_at=MOMENT)
    get_model("order", "ShippingAddress").objects.update(country_id=country)
    assert purchase.goes_abroad is purchase.orders.get().goes_abroad is (country == "AU")
    for step in ("", "pay/"):
        page = client.get(f"/{language}/checkout/{purchase.token}/{step}").content.decode()
        assert f"{time}." in page
