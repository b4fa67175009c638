"""What became of a review is mailed to its author, with an account or without, once."""

import pytest

from marketplace.purchases.mail import compose
from marketplace.purchases.models import MailMessage
from marketplace.reviews.mail import reader_of, tell_author, tell_reporter
from marketplace.reviews.models import Review, ReviewAct, ReviewReport
from marketplace.reviews.moderating import refuse_review
from tests import factories
from tests.marketplace.reviews.said import bought, reviewed, write

pytestmark = pytest.mark.django_db


def test_a_guest_reads_why_and_finds_the_form_again(product, owner, staff, client):
    review = write(bought(product, owner), text="Tệ <quá>.", name="Mai")
    refuse_review(review=review, by=staff, words="Thô & lỗ")
    message = MailMessage.objects.get(template="review_refused")
    mail = compose(message)
    assert mail.to == ["khach@example.vn"]
    assert "Tệ <quá>." in mail.body and "Thô & lỗ" in mail.body
    path = message.context["link"].split("/", 3)[3]
    assert "Thô &amp; lỗ" in client.get(f"/{path}").content.decode()


@pytest.mark.parametrize("language", ["vi", "en", "id"])
def test_each_speaks_the_reader_s_language(product, staff, language):
    user = factories.make_user(language=language)
    review = reviewed(product, user=user, state="waiting")
    Review.objects.update(state="public")
    review.refresh_from_db()
    tell_author(ReviewAct.objects.create(review=review, what="published", by=staff))
    mail = compose(MailMessage.objects.get(template="review_published"))
    said = {"vi": "hiện rồi", "en": "shows now", "id": "sudah tampil"}
    assert said[language] in mail.subject
    assert f"/{language}/products/" in mail.body


def test_who_left_gets_no_mail(product, staff, stranger):
    review = reviewed(product)
    review.user.is_active = False
    assert reader_of(review) == ("", "")
    review.user = None
    assert reader_of(review) == ("", "")
    tell_author(ReviewAct.objects.create(review=review, what="published", by=staff))
    stranger.is_active = False
    tell_reporter(ReviewReport(review=review, by=stranger))
    tell_reporter(ReviewReport(review=review, by=None))
    assert not MailMessage.objects.exists()
