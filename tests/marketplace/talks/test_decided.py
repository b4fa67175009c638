"""Both sides read what was decided, in their language; neither learns who the other is."""

import pytest

from marketplace.purchases.mail import compose
from marketplace.purchases.models import MailMessage
from marketplace.talks.reports import decide, report_message
from marketplace.talks.threads import write_about_order, write_to_buyer
from tests.flows.sale import place

pytestmark = pytest.mark.django_db


def letter(template: str) -> str:
    mail = compose(MailMessage.objects.get(template=template))
    return f"{mail.subject}\n{mail.body}"


def reported(product, owner, by=None):
    order = place([(product, 1)], "cash", user=by).orders.get()
    thread = write_about_order(order=order, by=by, text="Bao giờ gửi?").thread
    said = write_to_buyer(thread=thread, by=owner, text="Tự mà đợi.")
    return order, report_message(message=said, side="buyer", by=by, reason="rude")


def test_both_sides_are_told_in_their_language(product, buyer, owner, staff):
    owner.language = "en"
    owner.save()
    order, report = reported(product, owner, buyer)
    decide(report=report, by=staff, hide=True, measure="muted", days=3, words="Gắt với khách")
    author, reporter = letter("report_author"), letter("report_decided")
    assert f"What you wrote about “{order.number}”" in author
    assert "For 3 days you cannot write to others here." in author
    assert "Gắt với khách" in author and "we have hidden it" in author
    assert f"Báo cáo của bạn về “{order.number}”" in reporter and "Tự mà đợi." in reporter
    for text in (author, reporter):
        assert buyer.email not in text and owner.email not in text


def test_a_guest_is_told_at_the_purchase_s_address(product, owner, staff):
    _order, report = reported(product, owner)
    decide(report=report, by=staff, measure="warned", words="Gắt với khách")
    assert MailMessage.objects.get(template="report_decided").to == "khach@example.vn"
    assert "Đây là lời nhắc" in letter("report_author")


def test_who_is_away_is_not_written_to(product, buyer, owner, staff):
    _order, report = reported(product, owner, buyer)
    for user in (buyer, owner):
        type(user).objects.filter(pk=user.pk).update(is_active=False)
    report.refresh_from_db()
    decide(report=report, by=staff, hide=True, words="Gắt")
    assert not MailMessage.objects.filter(template__startswith="report").exists()
