"""Mail about what happens after a sale, to the buyer and to the producer."""

from typing import Literal

from marketplace.aftersale.models import Return
from marketplace.notices.services import News, settle
from marketplace.order.models import Order
from marketplace.purchases.mail import queue_mail
from marketplace.purchases.told import tell

# Each has a letter in templates/mail/return_step and one in templates/mail/producer_return.
Step = Literal[
    "asked",
    "approved",
    "refused",
    "withdrawn",
    "received",
    "refunded",
    "exchanged",
    "came_back",
    "disputed",
    "decided",
]


def mail_producer(*, order: Order, kind: str, template: str, key: str) -> None:
    """Tell the producer's people what became of an order, once per key."""
    values = {"purchase": order.purchase.number, "order_number": order.number}
    news = News(order.producer, kind, f"producer-{key}", order.number)
    tell([news], lambda _news, _reader: values, template=template)


def mail_both(claim: Return, step: Step, **context) -> None:
    """Tell buyer and producer about a step of a return, each in its own words."""
    order = claim.order
    context |= {
        "purchase": order.purchase.number,
        "order_number": order.number,
        "return": claim.number,
        "step": step,
    }
    queue_mail(
        key=f"return-{step}-{claim.number}-{claim.messages.count()}",
        to=order.purchase.email,
        template="return_step",
        context=context,
        language=order.purchase.language,
    )
    key = f"producer-return-{step}-{claim.number}-{claim.messages.count()}"
    if step != "asked":
        settle(["return_asked", "return_came_back"], [claim.number])
    news = News(order.producer, f"return_{step}", key, claim.number)
    tell([news], lambda _news, _reader: context, template="producer_return")
