"""A buyer writes, changes, is told what does not show at once; the rules say what waits."""

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.reviews.models import AspectAsked, Review
from marketplace.reviews.refusals import (
    LookedAtFirst,
    NotReceived,
    OwnGoods,
    TooLate,
    TooManyPictures,
)
from marketplace.reviews.writing import Said, aspects_asked, write_review
from marketplace.talks.models import Act, Report
from marketplace.talks.refusals import Muted
from tests import factories
from tests.flows.sale import paid
from tests.marketplace.reviews.said import bought, picture, reviewed, write

pytestmark = pytest.mark.django_db
NUMBER = "Gọi 0912 345 678 nhé."


@pytest.fixture
def line(product, owner, buyer):
    return bought(product, owner, buyer)


def test_what_fits_the_rules_is_read_by_everybody_at_once(line, buyer, product):
    review = write(line, 4, " Gói  kỹ.\x00 ", aspects={"packing": 5})
    assert (review.state, review.user, review.line, review.text) == (
        "public",
        buyer,
        line,
        "Gói kỹ.",
    )
    assert [(row.aspect, row.score) for row in review.aspects.all()] == [("packing", 5)]
    product.refresh_from_db()
    assert (product.rating, product.review_count) == (4.0, 1)


def test_stars_alone_are_a_review(line):
    assert write(line, 3, "").text == ""


def test_saying_it_anew_changes_the_one_review(line, product, owner, buyer):
    first = write(line, 5, aspects={"packing": 5, "delivery": 4}, pictures=[picture()])
    again = write(bought(product, owner, buyer), 2, "Nứt rồi.", aspects={"packing": 1})
    assert (again.pk, again.score, again.text) == (first.pk, 2, "Nứt rồi.")
    assert again.at == first.at and again.changed_at is not None
    assert [(row.aspect, row.score) for row in again.aspects.all()] == [("packing", 1)]
    assert again.pictures.get().shown
    product.refresh_from_db()
    assert (product.rating, product.review_count) == (2.0, 1)


@pytest.mark.parametrize(
    ("text", "why", "found"),
    [
        (NUMBER, "contact", "0912 345 678"),
        ("Xem lo-gom.com/khuyen-mai", "link", "lo-gom.com/khuyen-mai"),
        ("Họ đòi chuyển khoản riêng.", "payment", "chuyển khoản"),
    ],
)
def test_what_a_rule_finds_is_said_and_waits_when_it_is_sent_all_the_same(
    line, product, text, why, found
):
    with pytest.raises(LookedAtFirst, match="không hiện ngay") as refused:
        write(line, 1, text)
    assert found in str(refused.value) and not Review.objects.exists()
    review = write(line, 1, text, as_it_is=True, pictures=[picture()])
    assert (review.state, review.why, review.found) == ("waiting", why, found)
    assert review.pictures.get().shown.name == ""
    product.refresh_from_db()
    assert (product.rating, product.review_count) == (None, 0)


def test_a_public_review_that_a_rule_finds_something_in_waits_and_a_mended_one_waits_on(line):
    write(line, pictures=[picture()])
    review = write(line, 5, NUMBER, as_it_is=True)
    assert (review.state, review.pictures.get().shown.name) == ("waiting", "")
    review = write(line, 5, "Thôi không gọi nữa.")
    assert (review.state, review.found, review.why) == ("waiting", "", "")


def test_a_refused_review_said_anew_waits_for_the_market(line):
    review = write(line)
    Review.objects.filter(pk=review.pk).update(state="refused", words="Thô lỗ")
    again = write(line, 4, "Nói lại cho phải.")
    assert (again.pk, again.state) == (review.pk, "waiting")


def test_the_product_s_own_number_may_be_named(line, product):
    type(product).objects.filter(pk=product.pk).update(code="0912345678")
    assert write(line, 5, "Mã 0912345678 đúng hàng.").is_public


def test_who_may_not_write_is_refused(product, owner, buyer):
    sent = paid([(product, 1)], user=buyer).orders.get().lines.get()
    with pytest.raises(NotReceived, match="Chỉ người mua đã nhận sản phẩm này"):
        write(sent)
    with pytest.raises(OwnGoods, match="Bạn làm việc cho nhà sản xuất này"):
        write(bought(product, owner, owner))
    assert not Review.objects.exists()


def test_after_thirty_days_it_stays_as_it_is(line):
    review = write(line)
    Review.objects.filter(pk=review.pk).update(at=timezone.now() - timedelta(days=30, minutes=1))
    with pytest.raises(TooLate, match="viết hơn 30 ngày trước"):
        write(line, 1)
    assert Review.objects.get().score == 5


def test_who_is_muted_writes_no_review_with_an_account_or_as_a_guest(line, product, owner, buyer):
    guest = bought(product, owner, email="mai@example.vn")
    report = Report.objects.create(
        part="question", reason="rude", question=buyer.questions.create(product=product, text="?")
    )
    until = timezone.now() + timedelta(days=1)
    for whose in ({"user": buyer}, {"email": "mai@example.vn"}):
        Act.objects.create(report=report, what="muted", until=until, by=owner, **whose)
    for sale in (line, guest):
        with pytest.raises(Muted):
            write(sale)


def test_a_guest_says_how_it_is_called_and_an_account_does_not(line, product, owner):
    guest = write(bought(product, owner), name=" Chị  Mai ")
    assert (guest.name, guest.user, guest.shown_name) == ("Chị Mai", None, "Chị Mai")
    own = write(line, name="Người khác")
    assert (own.name, own.shown_name) == ("", "Lan")
    with pytest.raises(LookedAtFirst):
        write(bought(product, owner, email="khac@example.vn"), name="0912345678")


def test_nothing_is_kept_of_a_review_with_too_many_pictures(line):
    with pytest.raises(TooManyPictures):
        write(line, pictures=[picture()] * 5)
    assert not Review.objects.exists()


def test_kinds_of_goods_are_asked_for_their_own_aspects():
    vase, tea = (factories.make_product(set_number=number) for number in (21, 4))
    assert aspects_asked(vase) == ["as_described", "finish", "packing", "delivery"]
    assert aspects_asked(tea) == ["as_described", "taste", "freshness", "packing", "delivery"]
    AspectAsked.objects.filter(ocop_group=vase.ocop_group, aspect="finish").delete()
    assert aspects_asked(vase) == ["as_described", "packing", "delivery"]


def test_one_of_an_account_from_before_is_the_one_that_is_changed(line, product, buyer):
    old = reviewed(product, 3, user=buyer)
    said = Said(score=4, text="Vẫn tốt.")
    assert write_review(line=line, said=said, language="en").pk == old.pk
    assert Review.objects.get().language == "en"
