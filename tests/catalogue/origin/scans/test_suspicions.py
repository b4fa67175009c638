"""Reports of a suspicion: kept once, mailed to staff, closed with what came of them."""

import pytest
from django.core import mail
from django.utils import timezone

from catalogue.origin.models import Suspicion
from catalogue.origin.scans import suspicions
from tests import factories


def report(**fields) -> Suspicion:
    facts = {"address": "/P/1/L/2", "message": "Tem mờ", "language": "vi"}
    return suspicions.report_suspicion(**facts | fields)


def test_report_keeps_what_it_is_told(product):
    lot = factories.make_lot(product)
    kept = report(bought_at="Chợ Hôm", email="lan@example.com", product=product, lot=lot)
    kept.refresh_from_db()
    assert (kept.address, kept.message, kept.language) == ("/P/1/L/2", "Tem mờ", "vi")
    assert (kept.bought_at, kept.email) == ("Chợ Hôm", "lan@example.com")
    assert (kept.product, kept.lot, kept.label) == (product, lot, None)
    assert (kept.handled_at, kept.handled_by, kept.outcome) == (None, None, "")


@pytest.mark.parametrize(
    "fields", [{"address": "/P/1"}, {"message": "Khác"}, {"email": "lan@example.com"}]
)
def test_report_of_the_same_words_is_one_report(db, fields):
    first = report()
    assert report(bought_at="nơi khác") == first
    assert report(**fields) != first


def test_report_again_after_it_was_handled_is_a_new_one(staff):
    first = report()
    suspicions.handle_suspicion(report=first, outcome="Tem thật", by=staff)
    first.refresh_from_db()
    assert (first.handled_by, first.outcome) == (staff, "Tem thật")
    assert (timezone.now() - first.handled_at).total_seconds() < 60
    assert report() != first


def test_staff_are_told_where_to_read_it_and_not_by_whom(db, settings):
    kept = report(email="lan@example.com", bought_at="Chợ Hôm")
    assert suspicions.tell_staff.func(kept.pk)
    (message,) = mail.outbox
    assert message.to == [settings.REPORTS_EMAIL]
    assert message.subject == "Nghi vấn về mã /P/1/L/2"
    assert message.body.startswith("/P/1/L/2\n\nTem mờ\n\n" + settings.SITE_URL)
    assert str(kept.pk) in message.body
    assert "lan@example.com" not in message.body
    assert "Chợ Hôm" not in message.body


def test_report_that_is_gone_or_mail_that_is_down_tells_nobody(db, monkeypatch):
    assert suspicions.tell_staff.func(0) is False

    def down(self):
        raise OSError

    monkeypatch.setattr(suspicions.EmailMessage, "send", down)
    assert suspicions.tell_staff.func(report().pk) is False
    assert not mail.outbox
