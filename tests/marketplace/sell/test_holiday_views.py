"""A producer sets days away, buyers read of them wherever they buy, and they end by a button."""

import datetime

import pytest
from django.utils.timezone import localdate

from catalogue.listing.shelf import forget
from marketplace.producers.models import Holiday
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/vi/sell/holidays/"
WORD = "Lò nghỉ <b>Tết</b>"


def answer(first: int = 0, last: int = 3, **more) -> dict[str, str]:
    today = localdate()
    days = {
        name: (today + datetime.timedelta(days=count)).isoformat()
        for name, count in (("first", first), ("last", last))
    }
    return days | {"note": WORD} | more


def test_holiday_is_set_read_by_buyers_and_ended(client, product, owner):
    client.force_login(owner)
    assert "Chưa đặt ngày nghỉ nào." in client.get(LIST).content.decode()
    assert client.post(LIST, answer())["Location"] == LIST
    holiday = Holiday.objects.get()
    assert (holiday.producer, holiday.by) == (product.producer, owner)
    page = client.get(LIST).content.decode()
    assert "Hôm nay làm lại" in page and "Người mua thấy: Đang nghỉ" in page
    forget()
    client.logout()
    client.post(f"/vi/basket/add/{product.pk}/", {"quantity": 1})
    for url in (product.get_absolute_url(), product.producer.get_absolute_url(), "/vi/basket/"):
        shown = client.get(url.replace("/en/", "/vi/")).content.decode()
        assert "Đang nghỉ đến hết" in shown, url
        assert "Lò nghỉ &lt;b&gt;" in shown, url
    client.force_login(owner)
    assert "Đang nghỉ đến hết" in client.get("/vi/sell/").content.decode()
    end = f"{LIST}{holiday.pk}/end/"
    assert client.get(end).status_code == 405
    for said in ("Đã lưu. Người mua thấy ngay.",):
        assert said in client.post(end, follow=True).content.decode()
    assert not Holiday.objects.exists()
    assert client.post(end).status_code == 404


def test_holiday_that_is_over_says_so(client, producer, owner):
    past = localdate() - datetime.timedelta(days=3)
    over = Holiday.objects.create(producer=producer, first=past, last=past)
    client.force_login(owner)
    page = client.get(LIST).content.decode()
    assert "Đã hết" in page and f"{over.pk}/end/" not in page
    shown = client.post(f"{LIST}{over.pk}/end/", follow=True).content.decode()
    assert "Đợt nghỉ này đã hết." in shown
    assert Holiday.objects.get() == over


def test_reason_stands_at_its_field_and_answers_stay(client, owner):
    client.force_login(owner)
    client.post(LIST, answer())
    refused = client.post(LIST, answer(1, 2))
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["first"]
    shown = refused.content.decode()
    assert "Một số ngày trong này đã được đặt là ngày nghỉ." in shown
    assert "Lò nghỉ &lt;b&gt;" in shown


def test_strangers_packers_and_other_makers_change_nothing(client, producer, stranger):
    today = localdate()
    holiday = Holiday.objects.create(producer=producer, first=today, last=today)
    packer = factories.make_member(producer, "packer@example.com", role="packer")
    other = factories.make_member(factories.make_producer(), "other@example.com", role="owner")
    for person, status in ((stranger, 403), (packer, 403), (other, 404)):
        client.force_login(person)
        assert client.post(f"{LIST}{holiday.pk}/end/").status_code == status
    assert Holiday.objects.get() == holiday
