"""Mail and news of questions and messages: the words and a link, never where the other lives."""

from django.conf import settings
from django.utils.translation import override

from marketplace.notices.services import News, Reader
from marketplace.producers.readers import link_to
from marketplace.purchases.mail import queue_mail
from marketplace.purchases.told import Values, tell
from marketplace.talks.models import Question


def first_name(question: Question) -> str:
    return question.asked_by.first_name if question.asked_by else ""


def title_in(question: Question, language: str) -> str:
    """Name the product in a language."""
    with override(language):
        return question.product.title


def tell_of_question(question: Question) -> None:
    """Tell the producer's people that somebody asks."""
    producer = question.product.producer
    assert producer is not None  # noqa: S101 - it was asked of who sells
    news = News(
        producer,
        "question_new",
        f"question-new-{question.pk}",
        str(question.pk),
        question.product.title,
    )

    def values_for(_news: News, reader: Reader) -> Values:
        return {
            "title": title_in(question, reader.language),
            "name": first_name(question),
            "text": question.text,
            "link": link_to("sell:question", reader.language, str(question.pk)),
        }

    tell([news], values_for, template="question_new")


def mail_answer(question: Question) -> None:
    """Tell who asked what the producer answers, once."""
    asker = question.asked_by
    if asker is None or not asker.is_active:
        return
    with override(asker.language):
        page = f"{settings.SITE_URL}{question.product.get_absolute_url()}#questions"
    queue_mail(
        key=f"question-answered-{question.pk}",
        to=asker.email,
        template="question_answered",
        context={
            "title": title_in(question, asker.language),
            "maker": question.product.producer.name,  # type: ignore[union-attr]
            "question": question.text,
            "text": question.answer,
            "link": page,
        },
        language=asker.language,
    )
