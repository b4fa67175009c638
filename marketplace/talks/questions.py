"""Questions on a product: asked by who is signed in, answered by the producer, read by everybody.

A question shows once it is answered; a producer may change its answer or take it away. The
product's page follows in the same moment, as it does with reviews.
"""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalogue.models import Product, Publication
from catalogue.search.services import touch
from marketplace.accounts.models import User
from marketplace.frame.states import move
from marketplace.notices.services import settle
from marketplace.talks.mail import mail_answer, tell_of_question
from marketplace.talks.models import Question
from marketplace.talks.muting import refuse_muted
from marketplace.talks.refusals import IsClosed, IsHidden, NotForSale, OwnGoods, TooManyOpen
from marketplace.talks.texts import sent_text

State = Question.State
MOST_OPEN = 10  # questions of one person that wait for an answer


def answered_of(product: Product) -> QuerySet[Question]:
    """Give what everybody reads of a product, the newest answer first."""
    shown = Question.objects.filter(product=product, state=State.ANSWERED)
    return shown.select_related("asked_by").order_by("-answered_at", "-pk")


def may_be_asked(product: Product) -> bool:
    """Tell whether somebody would answer: the product is in the shop and its producer sells."""
    return (
        product.is_public
        and product.publication == Publication.PUBLISHED
        and product.producer is not None
        and product.producer.may_sell
    )


@transaction.atomic
def ask_question(*, product: Product, by: User, text: str) -> Question:
    """Keep a question and tell the producer; the same one while it waits is the first.

    Raises NotForSale, OwnGoods, TooManyOpen and what a text is refused for.
    """
    User.objects.select_for_update().get(pk=by.pk)
    if not may_be_asked(product):
        raise NotForSale
    if by.memberships.filter(producer=product.producer).exists():
        raise OwnGoods
    refuse_muted(by)
    plain = sent_text(text, allowed=names_of(product))
    waiting = Question.objects.filter(asked_by=by, state=State.OPEN)
    if known := waiting.filter(product=product, text=plain).first():
        return known
    if waiting.count() >= MOST_OPEN:
        raise TooManyOpen(count=MOST_OPEN)
    made = Question.objects.create(product=product, asked_by=by, text=plain)
    tell_of_question(made)
    return made


def names_of(product: Product) -> list[str]:
    """Give what of a product may be named though it looks like a number."""
    return [product.code, product.gtin or ""]


@transaction.atomic
def answer_question(*, question: Question, by: User, text: str) -> None:
    """Set what the producer answers; no text takes the answer away, and the question waits again.

    Who asked is told of the first answer. Raises IsHidden, IsClosed and what a text is refused for.
    """
    kept = Question.objects.select_for_update(of=("self",)).select_related("product__producer")
    found = kept.get(pk=question.pk)
    if found.is_hidden:
        raise IsHidden
    if found.product.producer.is_closed:
        raise IsClosed
    refuse_muted(by)
    if text.strip():
        plain = sent_text(text, allowed=names_of(found.product))
        changes = {"answer": plain, "answered_by": by}
        if found.is_open:
            move(found, State.ANSWERED, answered_at=timezone.now(), **changes)
            mail_answer(found)
        else:
            Question.objects.filter(pk=found.pk).update(**changes)
        settle(["question_new"], [str(found.pk)])
    elif found.is_answered:
        move(found, State.OPEN, answer="", answered_by=None, answered_at=None)
    touch("product", [found.product_id])
