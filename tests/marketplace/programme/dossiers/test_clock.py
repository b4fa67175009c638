"""Days that come near are told once, to who has to act."""

import pytest

from marketplace.programme.dossiers import handing
from marketplace.programme.dossiers.clock import remind_of_opinions, remind_of_requests
from marketplace.programme.dossiers.models import Dossier, RequestItem
from marketplace.purchases.models import MailMessage
from tests.marketplace.programme.dossiers import cast

pytestmark = pytest.mark.django_db


def reminders():
    found = MailMessage.objects.filter(key__regex=r"^dossier-(due|opinion)-")
    return [(mail.to, mail.context["subject"]) for mail in found.order_by("pk")]


@pytest.mark.parametrize(("days", "told"), [(4, 0), (3, 1), (1, 1)])
def test_maker_is_told_three_days_before_once(vase, owner, commune, days, told):
    cast.ask(cast.make_filed(vase, owner), commune, days=days)
    assert (remind_of_requests(), remind_of_requests()) == (told, 0)
    subject = f"{vase.title}: answers to the office are due soon"
    assert reminders() == [(owner.email, subject)] * told


def test_what_is_answered_withdrawn_or_late_is_not_told(vase, owner, commune):
    dossier = cast.ask(cast.make_filed(vase, owner), commune, days=2)
    item = handing.open_items(dossier).get()
    RequestItem.objects.update(due_on=cast.in_days(-1))
    assert remind_of_requests() == 0
    RequestItem.objects.update(due_on=cast.in_days(2))
    handing.answer_item(dossier=dossier, item=item, answer="Xong")
    assert remind_of_requests() == 0
    RequestItem.objects.update(answered_at=None)
    handing.withdraw(dossier=dossier, words="", by=owner)
    assert remind_of_requests() == 0


@pytest.mark.parametrize(("days", "told"), [(4, 0), (3, 1), (-1, 0)])
def test_office_is_told_three_days_before_its_opinion_is_due(vase, owner, commune, days, told):
    cast.make_filed(vase, owner)
    Dossier.objects.update(due_on=cast.in_days(days))
    assert (remind_of_opinions(), remind_of_opinions()) == (told, 0)
    assert [to for to, _subject in reminders()] == [commune.email] * told
