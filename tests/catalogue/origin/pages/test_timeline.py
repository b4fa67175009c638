"""The chain as people read it: parcels in one line a kind, drawn pictures marked, no mixed words."""

import datetime

import pytest
from django.utils import timezone, translation
from django.utils.formats import date_format

from catalogue.origin.lots import services
from catalogue.origin.models import LotAttachment
from catalogue.origin.pages import timeline
from tests.flows import sale

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def lot(product, owner):
    made = timezone.localdate() - datetime.timedelta(days=9)
    lot = services.open_lot(product=product, quantity=50, by=owner, made_on=made)
    services.record_step(
        lot=lot, step="Nặn", by=owner, at=timezone.now() - datetime.timedelta(days=8)
    )
    return services.release_lot(lot=lot, by=owner)


def ago(days: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def send(lot, *days: int, number: int = 0) -> None:
    for day in days:
        reference = f"parcel-{number}-{day}"
        services.record_shipment(quantities=[(lot, 2)], reference=reference, at=ago(day))


def told(lot) -> list[tuple[str, str]]:
    return [(row["title"], row["note"]) for row in timeline.timeline(lot)[0]]


def test_parcels_are_one_line_a_kind(lot):
    send(lot, 5, 3, 1)
    services.record_delivery(quantities=[(lot, 2)], reference="parcel-0-5", at=ago(4))
    services.record_return(quantities=[(lot, 2)], reference="parcel-0-3", at=ago(2))
    day = date_format(timezone.localdate() - datetime.timedelta(days=1), "DATE_FORMAT")
    titles = told(lot)
    assert titles[0] == ("Nặn", "")
    assert [title for title, _note in titles[-3:]] == ["Sent out", "Reached a buyer", "Came back"]
    assert titles[-3][1] == f"3 parcels, the last on {day}"
    assert titles[-2:] == [("Reached a buyer", "1 parcel"), ("Came back", "1 parcel")]


def test_goods_leave_before_they_arrive_at_the_same_moment(lot):
    at = ago(3)
    services.record_shipment(quantities=[(lot, 2)], reference="parcel-1", at=at)
    services.record_delivery(quantities=[(lot, 2)], reference="parcel-1", at=at)
    assert [title for title, _note in told(lot)][-2:] == ["Sent out", "Reached a buyer"]


def test_parcels_never_push_a_recall_off_the_page(lot, owner, monkeypatch):
    monkeypatch.setattr(timeline, "SHOWN_EVENTS", 4)
    send(lot, 5, 4, 3, 2, 1)
    services.recall_lot(lot=lot, reason="Chì", by=owner)
    assert told(lot)[-1] == ("Recalled", "Chì")
    assert ("Sent out", "5 parcels") in [(title, note[:9]) for title, note in told(lot)]


@pytest.mark.parametrize("count", [1, 4])
def test_parcels_cost_one_query_whatever_their_number(lot, count, django_assert_num_queries):
    send(lot, *range(1, count + 1))
    with django_assert_num_queries(3):
        timeline.timeline(lot)


@pytest.mark.parametrize(("language", "word"), [("vi", "minh họa"), ("en", "illustration")])
def test_drawn_pictures_are_marked_in_the_readers_language(lot, language, word):
    LotAttachment.objects.create(lot=lot, kind="picture", file="a.webp", caption="minh họa")
    LotAttachment.objects.create(lot=lot, kind="picture", file="b.webp", caption="Lò nung")
    with translation.override(language):
        captions = {picture["caption"] for picture in timeline.timeline(lot)[1]}
    assert captions == {word, "Lò nung"}


def test_answer_of_a_recalled_lot_ends_with_the_makers_own_words(client, lot, owner):
    services.recall_lot(lot=lot, reason="Men thôi chì. Xin đừng dùng.", by=owner)
    page = client.get(f"/en/origin/P/{lot.product.code}/L/{lot.number}").text
    assert "The maker says: Men thôi chì. Xin đừng dùng.</p>" in page


def test_page_of_a_code_that_is_no_code_leads_on(client):
    answer = client.get("/en/origin/P/xx%20y")
    assert answer.status_code == 400
    assert "css/origin" in answer.text
    assert "All products" in answer.text.partition("<main")[2].partition("</main")[0]


def test_reports_form_says_errors_in_the_pages_language_and_thanks_by_name(client, product):
    path = f"/vi/origin/report/P/{product.code}"
    page = client.post(path, {"message": "", "bought_at": "Chợ Mơ"}).text
    assert "novalidate" in page
    assert "field__error" in page
    assert "Chợ Mơ" in page
    thanks = client.get(client.post(path, {"message": "Tem mờ"})["Location"]).text
    assert "<h1>Chợ đã nhận được tin báo</h1>" in thanks


def test_recall_report_gives_a_number_to_call(client, product, owner):
    lot = services.release_lot(
        lot=services.open_lot(product=product, quantity=9, by=owner), by=owner
    )
    order = sale.paid([(product, 1)]).orders.get()
    sale.ship(order, owner)
    services.recall_lot(lot=lot, reason="Chì", by=owner)
    client.force_login(owner)
    page = client.get(f"/en/sell/lots/{lot.pk}/recall/").text
    assert 'href="tel:+84912345678"' in page
