"""What became of a table is told once, in the reader's language, with a link to its page."""

import pytest
from django.utils import timezone

from marketplace.listings.imports.news import tell_batch_published, tell_batch_returned
from marketplace.notices.models import Notice
from marketplace.purchases.mail import compose
from marketplace.purchases.models import MailMessage
from tests.marketplace.listings.imports.tables import NEW, applied

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("vi", "“hang.csv”: có dòng được trả lại"),
        ("en", "“hang.csv”: rows came back to you"),
        ("id", "“hang.csv”: ada baris yang dikembalikan"),
    ],
)
def test_returned_rows_are_told_with_the_reason(producer, owner, language, subject):
    owner.language = language
    owner.save()
    batch = applied(producer, owner, NEW).batch
    tell_batch_returned(batch, 1, "Rõ hơn.", timezone.now())
    message = MailMessage.objects.get()
    letter = compose(message)
    assert letter.subject == subject and "Rõ hơn." in letter.body
    assert f"/{language}/sell/products/tables/{batch.table_id}/" in letter.body


def test_published_table_is_told_once(producer, owner):
    batch = applied(producer, owner, NEW).batch
    batch.proposals.update(state="published")
    tell_batch_published(batch)
    tell_batch_published(batch)
    assert Notice.objects.count() == MailMessage.objects.count() == 1
    letter = compose(MailMessage.objects.get())
    assert "1 sản phẩm" in letter.body
