"""A mute holds for its person or address until its day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.talks.models import Act
from marketplace.talks.muting import refuse_muted
from marketplace.talks.questions import ask_question
from marketplace.talks.refusals import Muted
from marketplace.talks.reports import report_question

pytestmark = pytest.mark.django_db


def mute(product, staff, **whose) -> Act:
    question = ask_question(product=product, by=staff, text=f"Hỏi {len(whose)}?")
    report = report_question(question=question, part="question", by=whose.pop("by"), reason="rude")
    until = timezone.now() + timedelta(days=1)
    return Act.objects.create(report=report, what="muted", until=until, by=staff, **whose)


def test_mute_ends_with_its_day_and_when_it_is_lifted(product, buyer, stranger, staff):
    act = mute(product, staff, by=stranger, user=buyer)
    with pytest.raises(Muted) as why:
        refuse_muted(buyer)
    assert "Email chợ gửi bạn nói rõ lý do." in str(why.value)
    refuse_muted(stranger)
    refuse_muted(None)
    Act.objects.filter(pk=act.pk).update(lifted_at=timezone.now())
    refuse_muted(buyer)
    Act.objects.filter(pk=act.pk).update(lifted_at=None, until=timezone.now())
    refuse_muted(buyer)


def test_a_guest_is_known_by_the_address_however_it_is_written(product, stranger, staff):
    mute(product, staff, by=stranger, email="khach@example.vn")
    with pytest.raises(Muted):
        refuse_muted(None, "Khach@Example.vn")
    refuse_muted(None, "mai@example.vn")
