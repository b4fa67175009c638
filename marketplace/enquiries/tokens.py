"""What the links of an enquiry's mails carry; they are good as long as the enquiry is kept."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import override

from marketplace.enquiries.models import Enquiry

SALT = "enquiry"


def token_of(enquiry: Enquiry) -> str:
    return signing.dumps(enquiry.pk, salt=SALT)


def link_of(enquiry: Enquiry) -> str:
    """Write the whole address of who asked, in its language."""
    with override(enquiry.language):
        return f"{settings.SITE_URL}{reverse('enquiries:thread', args=[token_of(enquiry)])}"
