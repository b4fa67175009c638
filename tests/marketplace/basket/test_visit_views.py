"""Seats go into the basket from a visit's page; what does not fit is said there."""

import pytest
from django.urls import reverse
from oscar.core.loading import get_model

from marketplace.visits.models import BasketSeats, Session
from tests import visits

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return visits.make_session(capacity=5)


def book(client, at, **answers):
    product = at.visit.product_id
    answers = {"session": at.pk, "guests_adult": 2} | answers
    return client.post(reverse("basket:book", args=[product]), answers, follow=True)


def lines() -> list[tuple]:
    rows = get_model("basket", "Line").objects.order_by("pk")
    return list(rows.values_list("seats__session", "seats__fare__guest", "quantity"))


def test_seats_are_put_in_by_kind_of_guest(client, session):
    page = book(client, session, guests_child=1).content.decode()
    assert lines() == [(session.pk, "adult", 2), (session.pk, "child", 1)]
    assert "1.100.000" in page
    assert "giờ Hà Nội" in page
    assert "Giao hàng trong Hà Nội" not in page


def test_booking_again_changes_who_comes_and_adds_nothing(client, session):
    book(client, session)
    book(client, session, guests_adult=1, guests_child=2)
    assert lines() == [(session.pk, "adult", 1), (session.pk, "child", 2)]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"session": ""}, "Mời bạn chọn ngày giờ."),
        ({"session": "99999"}, "Buổi này không còn nhận đặt; mời bạn chọn buổi khác."),
        ({"guests_adult": ""}, "Mời bạn cho biết có bao nhiêu khách."),
        ({"guests_adult": "6"}, "Buổi này chỉ còn 5 chỗ."),
        ({"guests_adult": "11"}, "Chuyến này dành cho 1 đến 10 khách."),
    ],
)
def test_what_does_not_fit_is_said_on_the_visits_page(client, session, answers, said):
    page = book(client, session, **answers)
    assert said in page.content.decode()
    assert lines() == []


@pytest.mark.parametrize(("party", "fits"), [(1, False), (2, True), (4, True), (5, False)])
def test_parties_have_bounds(client, party, fits):
    session = visits.make_session(visits.make_visit(party_least=2, party_most=4))
    book(client, session, guests_adult=party)
    assert BasketSeats.objects.exists() == fits


@pytest.mark.parametrize(("hours", "fits"), [(13, True), (11, False)])
def test_a_session_is_booked_until_its_cut_off(client, session, hours, fits):
    visits.move_session(session, starts_in=hours * visits.HOUR)
    book(client, session)
    assert BasketSeats.objects.exists() == fits


def test_a_session_of_another_visit_is_not_taken(client, session):
    book(client, session, session=visits.make_session().pk)
    assert lines() == []


def test_a_visit_of_a_maker_who_stopped_is_not_booked(client, session):
    session.visit.producer.state = "suspended"
    session.visit.producer.save()
    page = book(client, session)
    assert "Chuyến này hiện chưa nhận đặt." in page.content.decode()
    assert lines() == []


def test_a_visit_is_not_added_like_goods(client, session):
    product = session.visit.product
    page = client.post(reverse("basket:add", args=[product.pk]), {"quantity": 1}, follow=True)
    assert "Mời bạn chọn ngày giờ trên trang của" in page.content.decode()
    assert lines() == []


def test_basket_says_what_became_of_a_session(client, session):
    book(client, session)
    Session.objects.update(taken=4)
    page = client.get(reverse("basket:summary")).content.decode()
    assert "Chỉ còn 1" in page
    visits.move_session(session, starts_in=visits.HOUR)
    page = client.get(reverse("basket:summary")).content.decode()
    assert "không còn nhận đặt: mời bạn bỏ ra" in page


def test_draft_is_not_found(client, session):
    session.visit.product.publication = 0
    session.visit.product.save()
    assert book(client, session).status_code == 404


def test_who_comes_is_asked_and_not_where_to(client, session):
    book(client, session)
    page = client.get(reverse("checkout:index")).content.decode()
    steps = page.split("<main", 1)[0]
    assert "Khách đến" in steps and "Địa chỉ" not in steps
    assert "Ai đến?" in page
    assert 'name="street"' not in page
    answers = {"email": "khach@example.vn", "name": "Lan", "phone": "0912345678"}
    review = client.post(reverse("checkout:index"), answers, follow=True).content.decode()
    assert "Yêu cầu của bạn" in review
    assert 'value="cash"' not in review
    assert "Đặt hàng" in review or 'form="review"' in review
