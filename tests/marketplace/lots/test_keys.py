"""Owners hear by mail of every key that is made or taken back; the key itself is in no mail."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse
from django.utils import translation

from catalogue.origin.models import CaptureToken
from marketplace.lots.keys import NameInUse, issue_key, revoke_key
from marketplace.purchases.mail import send_waiting
from marketplace.purchases.models import MailMessage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def mails(template: str) -> list[MailMessage]:
    return list(MailMessage.objects.filter(template=template).order_by("to"))


def letters() -> list:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send_waiting()
    return mail.outbox


def test_every_owner_is_mailed_in_their_language_and_helpers_are_not(producer, owner):
    for number, language in enumerate(("en", "id")):
        other = factories.make_member(producer, f"owner{number}@example.com", role="owner")
        type(other).objects.filter(pk=other.pk).update(language=language)
    gone = factories.make_member(producer, "gone@example.com", role="owner")
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    factories.make_member(producer, "helper@example.com", role="seller")
    factories.make_member(factories.make_producer(), "foreign@example.com", role="owner")
    issue_key(producer=producer, name="ERP", by=owner)
    assert [(row.to, row.language) for row in mails("capture_key_made")] == [
        ("owner0@example.com", "en"),
        ("owner1@example.com", "id"),
        ("owner@example.com", "vi"),
    ]


@pytest.mark.parametrize(
    ("language", "made", "revoked", "words"),
    [
        ("vi", "Đã tạo một mã khóa cho", "đã bị thu hồi", "đã tạo mã khóa “Máy & kho”"),
        ("en", "A key for", "was revoked", "made the key “Máy & kho”"),
        ("id", "Sebuah kunci untuk", "telah dicabut", "membuat kunci “Máy & kho”"),
    ],
)
def test_mails_name_the_key_and_who_did_it(producer, owner, language, made, revoked, words):
    type(producer).objects.filter(pk=producer.pk).update(name="Gốm A & B")
    producer.refresh_from_db()
    type(owner).objects.filter(pk=owner.pk).update(language=language)
    text = issue_key(producer=producer, name="Máy & kho", by=owner)
    key = CaptureToken.objects.select_related("producer").get()
    revoke_key(key=key, by=owner)
    first, second = letters()
    assert first.subject.startswith(made)
    assert second.subject.endswith(revoked)
    assert f"{owner.email} {words}" in first.body
    address = f"{settings.SITE_URL}/{language}/sell/"
    for letter in (first, second):
        assert "Gốm A & B" in letter.subject
        assert "Máy & kho" in letter.body
        assert address in letter.body
        assert address in letter.alternatives[0][0]
        whole = letter.subject + letter.body + letter.alternatives[0][0]
        assert not re.search(r"epcis_|" + re.escape(key.token_hash), whole)
    kept = str(list(MailMessage.objects.values()))
    assert text not in kept
    assert text.removeprefix("epcis_") not in kept


def test_form_sent_twice_and_revoking_twice_mail_once(client, owner):
    client.force_login(owner)
    for _ in range(2):
        client.post(reverse("lots:keys"), {"name": "ERP"})
    key = CaptureToken.objects.get()
    for _ in range(2):
        client.post(reverse("lots:key-revoke", args=[key.pk]))
    assert [len(mails(f"capture_key_{step}")) for step in ("made", "revoked")] == [1, 1]


def test_no_key_no_mail(producer, owner):
    issue_key(producer=producer, name="ERP", by=owner)
    with pytest.raises(NameInUse):
        issue_key(producer=producer, name="erp", by=owner)
    assert len(mails("capture_key_made")) == 1


def test_mail_goes_out_after_the_commit(producer, owner, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        issue_key(producer=producer, name="ERP", by=owner)
        assert mail.outbox == []
    assert len(callbacks) == 1


def test_staff_who_revoke_in_the_admin_are_the_market(client, producer, owner, staff):
    issue_key(producer=producer, name="ERP", by=owner)
    key = CaptureToken.objects.get()
    client.force_login(staff)
    choice = {"action": "revoke", "_selected_action": [key.pk]}
    for _ in range(2):
        client.post(reverse("admin:origin_capturetoken_changelist"), choice)
    key.refresh_from_db()
    assert key.revoked_at
    letter = letters()[-1]
    assert "The market's staff" not in letter.body  # the owner reads Vietnamese
    assert "Nhân viên của chợ đã thu hồi mã khóa “ERP”" in letter.body
    assert staff.email not in letter.body
    assert len(mails("capture_key_revoked")) == 1
