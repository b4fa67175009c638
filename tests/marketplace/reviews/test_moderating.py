"""What a rule found or a reader reported is decided once, with its sums, pictures and mail."""

import pytest

from marketplace.purchases.models import MailMessage
from marketplace.reviews.models import Review, ReviewAct, ReviewReport
from marketplace.reviews.moderating import (
    MOST_OPEN,
    judged_reviews,
    publish_review,
    refuse_review,
    report_review,
)
from marketplace.reviews.refusals import DecidedBefore, NotShown, OwnReview, TooManyOpen
from tests import factories
from tests.marketplace.reviews.said import bought, picture, reviewed, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(product, owner, buyer) -> Review:
    line = bought(product, owner, buyer)
    return write(line, 2, "Gọi 0912345678", as_it_is=True, pictures=[picture()])


def mails() -> list[str]:
    return list(
        MailMessage.objects.filter(template__contains="re")
        .order_by("pk")
        .filter(template__in=["review_published", "review_refused", "report_decided"])
        .values_list("template", flat=True)
    )


def test_a_waiting_review_is_published_with_its_pictures(waiting, product, staff):
    publish_review(review=waiting, by=staff)
    waiting.refresh_from_db()
    product.refresh_from_db()
    assert (waiting.state, product.rating, product.review_count) == ("public", 2.0, 1)
    assert waiting.pictures.get().shown.name
    assert ReviewAct.objects.get().what == "published"
    assert mails() == ["review_published"]
    with pytest.raises(DecidedBefore, match="Đã có người quyết định việc này"):
        publish_review(review=waiting, by=staff)


def test_a_waiting_review_is_refused_with_a_reason_its_author_reads(waiting, buyer, staff):
    refuse_review(review=waiting, by=staff, words=" Có số  điện thoại. ")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.words) == ("refused", "Có số điện thoại.")
    mail = MailMessage.objects.get(template="review_refused")
    assert (mail.to, mail.context["words"]) == (buyer.email, "Có số điện thoại.")
    with pytest.raises(DecidedBefore):
        refuse_review(review=waiting, by=staff, words="Lần nữa")


def test_a_public_review_that_was_reported_goes_with_its_stars(product, stranger, staff):
    review = reviewed(product, 1)
    reviewed(product, 5)
    report = report_review(review=review, by=stranger, reason="rude", note=" Thô ")
    assert (report.note, report.by_maker) == ("Thô", False)
    refuse_review(review=review, by=staff, words="Thô lỗ")
    report.refresh_from_db()
    product.refresh_from_db()
    assert (report.state, product.rating, product.review_count) == ("upheld", 5.0, 1)
    assert sorted(mails()) == ["report_decided", "review_refused"]


def test_a_review_that_may_stay_dismisses_its_reports(product, stranger, owner, staff):
    review = reviewed(product, 1)
    for by, by_maker in ((stranger, False), (owner, True)):
        report_review(review=review, by=by, reason="false", by_maker=by_maker)
    publish_review(review=review, by=staff)
    assert {report.state for report in ReviewReport.objects.all()} == {"dismissed"}
    assert [act.what for act in review.acts.all()] == ["kept"]
    assert mails() == ["report_decided", "report_decided"]


def test_a_refused_review_is_shown_again(product, staff):
    review = reviewed(product, 4)
    refuse_review(review=review, by=staff, words="Nhầm")
    publish_review(review=review, by=staff)
    review.refresh_from_db()
    product.refresh_from_db()
    assert (review.state, review.words, product.review_count) == ("public", "", 1)


def test_a_review_is_reported_once_a_person_and_not_by_its_author(product, buyer, stranger):
    review = reviewed(product, user=buyer)
    first = report_review(review=review, by=stranger, reason="spam")
    assert report_review(review=review, by=stranger, reason="rude") == first
    with pytest.raises(OwnReview):
        report_review(review=review, by=buyer, reason="spam")
    Review.objects.update(state="waiting")
    with pytest.raises(NotShown):
        report_review(review=review, by=factories.make_user(), reason="spam")


@pytest.mark.parametrize(("open_ones", "fits"), [(MOST_OPEN - 1, True), (MOST_OPEN, False)])
def test_a_person_has_twenty_open_reports(product, stranger, open_ones, fits):
    for _ in range(open_ones):
        ReviewReport.objects.create(review=reviewed(product), by=stranger, reason="spam")
    review = reviewed(product)
    if fits:
        assert report_review(review=review, by=stranger, reason="spam").is_open
        return
    with pytest.raises(TooManyOpen, match="20 báo cáo của bạn đang chờ"):
        report_review(review=review, by=stranger, reason="spam")


def test_a_list_of_what_is_judged_counts_open_reports(product, stranger, django_assert_num_queries):
    review = reviewed(product)
    report_review(review=review, by=stranger, reason="spam")
    with django_assert_num_queries(4):
        (found,) = judged_reviews()
        assert (found.open_reports, [each.by for each in found.reports.all()]) == (1, [stranger])
