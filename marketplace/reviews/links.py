"""The link of a mail that opens the form for one sale: signed, over after 90 days, of nobody else.

It shows the product and what its buyer said of it, never the order, an address or a sum.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from marketplace.order.models import Line
from marketplace.reviews.rights import arrived_lines

SALT = "review"
HOLDS = timedelta(days=90)


class LinkIsOver(Exception):
    """The link was sent more than 90 days ago."""


def token_of(line_id: int) -> str:
    """Write what the link of a mail carries."""
    return signing.dumps(line_id, salt=SALT)


def link_of(line_id: int) -> str:
    """Write the whole address of a sale's form, in the language of now."""
    return f"{settings.SITE_URL}{reverse('reviews:by-link', args=[token_of(line_id)])}"


def line_of(token: str) -> Line | None:
    """Find the sale of a mail's link; None where it is not ours. Raises LinkIsOver."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=HOLDS)
    except signing.SignatureExpired as over:
        raise LinkIsOver from over
    except signing.BadSignature:
        return None
    return arrived_lines().filter(pk=pk).first()
