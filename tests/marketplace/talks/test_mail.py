"""Both sides read each other's words by mail, in their language, and never an address."""

import pytest
from django.conf import settings

from marketplace.notices.models import Notice
from marketplace.notices.topics import How, Topic
from marketplace.notices.wishes import wish
from marketplace.purchases.mail import compose
from marketplace.purchases.models import MailMessage
from marketplace.talks.questions import answer_question, ask_question
from tests import factories

pytestmark = pytest.mark.django_db


def letters(template: str) -> dict[str, str]:
    """Subject and text of each mail of a kind, by its reader."""
    rows = MailMessage.objects.filter(template=template).order_by("to")
    return {row.to: f"{compose(row).subject}\n{compose(row).body}" for row in rows}


@pytest.fixture
def people(producer, owner):
    owner.language = "en"
    owner.save(update_fields=["language"])
    for role in ("seller", "packer", "accountant"):
        factories.make_member(producer, f"{role}@example.com", role=role)


def test_who_sells_reads_of_a_question_in_their_language(product, producer, buyer, people):
    daily = producer.memberships.get(role="seller")
    wish(daily, {Topic.MESSAGES: How.DAILY})
    question = ask_question(product=product, by=buyer, text="Rửa <máy> được không?")
    found = letters("question_new")
    assert list(found) == ["owner@example.com"]
    said = found["owner@example.com"]
    assert said.startswith(f"A question on “{product.title_en or product.title}”")
    assert "Lan asks about" in said and "Rửa <máy> được không?" in said
    assert f"{settings.SITE_URL}/en/sell/questions/{question.pk}/" in said
    assert buyer.email not in said
    readers = Notice.objects.filter(kind="question_new").values_list("membership__role", flat=True)
    assert sorted(readers) == ["owner", "seller"]


def test_who_asked_reads_the_answer_once(product, buyer, owner):
    buyer.language = "id"
    buyer.save(update_fields=["language"])
    question = ask_question(product=product, by=buyer, text="Bisa dicuci?")
    for text in ("Bisa.", "Bisa, dengan air hangat."):
        answer_question(question=question, by=owner, text=text)
    found = letters("question_answered")
    assert list(found) == [buyer.email]
    said = found[buyer.email]
    assert "Bisa dicuci?" in said and f"{product.producer.name} menjawab:" in said
    assert f"{settings.SITE_URL}/id/products/" in said and "#questions" in said
    assert owner.email not in said


def test_who_left_is_not_written_to(product, buyer, owner):
    question = ask_question(product=product, by=buyer, text="Một?")
    type(buyer).objects.filter(pk=buyer.pk).update(is_active=False)
    answer_question(question=question, by=owner, text="Vâng.")
    other = ask_question(product=product, by=factories.make_user(), text="Hai?")
    type(other).objects.filter(pk=other.pk).update(asked_by=None)
    answer_question(question=other, by=owner, text="Vâng.")
    assert letters("question_answered") == {}
