"""What a person wrote here and what was answered, for that person."""

from django.db.models import Q
from django.utils.translation import gettext as _

from marketplace.account.own_rows import Part
from marketplace.accounts.models import User
from marketplace.reviews.models import Review
from marketplace.talks.models import ComplaintWord, Message
from marketplace.talks.threads import threads_of


def reviews(user: User) -> Part:
    """What the person says of products, what was decided about it, what helped it."""
    own = Review.objects.filter(Q(user=user) | Q(line__order__user=user))
    written = own.select_related("product").prefetch_related("aspects", "pictures")
    helped = user.helped_by_reviews.select_related("review__product").order_by("pk")
    return Part(
        "reviews",
        _("Reviews"),
        [
            {
                "product": each.product.title,
                "score": each.score,
                "aspects": [
                    f"{row.get_aspect_display()}: {row.score}" for row in each.aspects.all()
                ],
                "text": each.text,
                "pictures": len(each.pictures.all()),
                "at": each.at,
                "state": each.get_state_display(),
                "reason": each.words,
                "answer": each.answer,
            }
            for each in written.order_by("pk")
        ]
        + [
            {"kind": _("Found helpful"), "product": each.review.product.title, "at": each.at}
            for each in helped
        ],
    )


def questions(user: User) -> Part:
    """What the person asked of products, and the answers that everybody reads."""
    return Part(
        "questions",
        _("Questions on products"),
        [
            {
                "product": each.product.title,
                "text": each.text,
                "at": each.asked_at,
                "state": each.get_state_display(),
                "answer": each.answer,
            }
            for each in user.questions.select_related("product").order_by("pk")
        ],
    )


def complaints(user: User) -> Part:
    """What the person complained of or asked the market for, and the answers."""
    rows = ComplaintWord.objects.filter(complaint__user=user).select_related("complaint")
    return Part(
        "complaints",
        _("Complaints"),
        [
            {
                "number": each.complaint.number,
                "kind": each.complaint.get_about_display(),
                "way": _("Market") if each.is_ours else _("Buyer"),
                "text": each.text,
                "at": each.at,
            }
            for each in rows.order_by("pk")
        ],
    )


def messages(user: User) -> Part:
    """What the person and producers wrote to each other about its orders and products."""
    rows = Message.objects.filter(thread__in=threads_of(user).values("pk")).order_by("pk")
    return Part(
        "messages",
        _("Messages"),
        [
            {
                "producer": each.thread.producer.name,
                "title": each.thread.about,
                "way": each.get_side_display(),
                "text": each.text,
                "at": each.at,
            }
            for each in rows.select_related("thread__producer", "thread__order", "thread__product")
        ],
    )


def reports(user: User) -> Part:
    """What the person reported, and what moderators did about what it wrote."""
    made = user.abuse_reports.select_related("message", "question").order_by("pk")
    of_reviews = user.review_reports.select_related("review").order_by("pk")
    return Part(
        "reports",
        _("Reports of abuse"),
        [
            {
                "kind": each.get_reason_display(),
                "title": each.text,
                "your_words": each.note,
                "at": each.at,
                "state": each.get_state_display(),
            }
            for each in made
        ]
        + [
            {
                "kind": each.get_reason_display(),
                "title": each.review.text,
                "your_words": each.note,
                "at": each.at,
                "state": each.get_state_display(),
            }
            for each in of_reviews
        ]
        + [
            {"kind": each.get_what_display(), "reason": each.words, "at": each.at}
            for each in user.talk_acts.order_by("pk")
        ],
    )


def enquiries(user: User) -> Part:
    """What the person asked villages and makers, with the answers."""
    rows = user.enquiries.select_related("village", "producer").prefetch_related("messages")
    return Part(
        "enquiries",
        _("Enquiries"),
        [
            {
                "to": each.about,
                "kind": each.get_kind_display(),
                "name": each.name,
                "state": each.get_state_display(),
                "since": each.made_at,
                "words": [
                    f"{said.get_side_display()}: {said.text}" for said in each.messages.all()
                ],
            }
            for each in rows.order_by("pk")
        ],
    )
