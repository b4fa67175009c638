"""Mail about what happens after a sale, to the buyer and to the producer."""

from typing import Literal

from marketplace.aftersale.models import Return
from marketplace.producers.readers import reader_of
from marketplace.purchases.mail import queue_mail

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


def mail_producer(*, order, template: str, key: str, **context) -> None:
    """Queue a mail to the producer of an order, once per key."""
    address, language = reader_of(order.producer)
    queue_mail(
        key=f"producer-{key}",
        to=address,
        template=template,
        context={"purchase": order.purchase.number, "order_number": order.number, **context},
        language=language,
    )


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
    address, language = reader_of(order.producer)
    queue_mail(
        key=f"producer-return-{step}-{claim.number}-{claim.messages.count()}",
        to=address,
        template="producer_return",
        context=context,
        language=language,
    )
