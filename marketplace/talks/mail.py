"""Mail and news of questions and messages: the words and a link, never where the other lives."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from marketplace.notices.services import News, Reader
from marketplace.producers.readers import link_to
from marketplace.purchases.mail import queue_mail
from marketplace.purchases.told import Values, tell
from marketplace.talks.models import Message, Question, Thread


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


MESSAGE_NEWS = ("message_order", "message_product")


def tell_of_message(message: Message) -> None:
    """Tell the producer's people that a buyer wrote."""
    thread = message.thread
    kind = "message_order" if thread.order else "message_product"
    news = News(thread.producer, kind, f"message-{message.pk}", str(thread.pk), thread.about)

    def values_for(_news: News, reader: Reader) -> Values:
        return {
            "about": about_in(thread, reader.language),
            "is_order": thread.order is not None,
            "name": thread.first_name,
            "text": message.text,
            "link": link_to("sell:message", reader.language, str(thread.pk)),
        }

    tell([news], values_for, template="message_new")


def about_in(thread: Thread, language: str) -> str:
    """Name what a thread is about in a language."""
    with override(language):
        return thread.about


def reader_of(thread: Thread) -> tuple[str, str]:
    """Where the buyer of a thread reads mail, and in which language; no address once it left."""
    if thread.order:
        return thread.order.purchase.email, thread.order.purchase.language
    if thread.buyer is None or not thread.buyer.is_active:
        return "", ""
    return thread.buyer.email, thread.buyer.language


def page_of_buyer(thread: Thread) -> str:
    """Where the buyer reads a thread, in the language of now."""
    if thread.order:
        return reverse(
            "aftersale:messages", args=[thread.order.purchase.token, thread.order.number]
        )
    return reverse("customer:thread", args=[thread.product_id])


def mail_message(message: Message) -> None:
    """Tell the buyer what the producer wrote."""
    thread = message.thread
    to, language = reader_of(thread)
    if not to:
        return
    with override(language):
        link = f"{settings.SITE_URL}{page_of_buyer(thread)}"
    queue_mail(
        key=f"message-{message.pk}",
        to=to,
        template="message_to_buyer",
        context={
            "about": about_in(thread, language),
            "is_order": thread.order is not None,
            "maker": thread.producer.name,
            "text": message.text,
            "link": link,
        },
        language=language,
    )
