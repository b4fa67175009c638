"""Mail about what happens after a sale, to the buyer and to the producer."""

from marketplace.aftersale.models import Return
from marketplace.producers.models import Membership, Producer
from marketplace.purchases.mail import queue_mail


def address_of(producer: Producer) -> str:
    """Where a producer reads mail: its own address, else its owner's."""
    if producer.email:
        return producer.email
    owner = producer.memberships.filter(role=Membership.Role.OWNER).select_related("user").first()
    return owner.user.email if owner else ""


def mail_producer(*, order, template: str, key: str, **context) -> None:
    """Queue a mail to the producer of an order, once per key."""
    queue_mail(
        key=f"producer-{key}",
        to=address_of(order.producer),
        template=template,
        context={"purchase": order.purchase.number, "order_number": order.number, **context},
        language="vi",
    )


def mail_both(claim: Return, step: str, **context) -> None:
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
    queue_mail(
        key=f"producer-return-{step}-{claim.number}-{claim.messages.count()}",
        to=address_of(order.producer),
        template="producer_return",
        context=context,
        language="vi",
    )
