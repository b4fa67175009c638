"""What the links of a quote's mails carry; they are good as long as the quote is kept."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import override

from marketplace.quotes.models import Quote

SALT = "quote"


def token_of(quote: Quote) -> str:
    return signing.dumps(quote.pk, salt=SALT)


def link_of(quote: Quote) -> str:
    """Write the whole address of who asked, in its language."""
    with override(quote.language):
        return f"{settings.SITE_URL}{reverse('quotes:quote', args=[token_of(quote)])}"
