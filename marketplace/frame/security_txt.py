"""Where to tell of a hole: /.well-known/security.txt after RFC 9116."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from marketplace.frame.access import for_audience

VALID_DAYS = 180  # RFC 9116, 2.5.5: less than a year is recommended


@for_audience("anyone")
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Name the contact, the languages we read, and how long this holds from today."""
    contact = settings.SECURITY_CONTACT
    lines = [
        f"Contact: {contact if ':' in contact else f'mailto:{contact}'}",
        f"Expires: {timezone.now() + timedelta(days=VALID_DAYS):%Y-%m-%dT00:00:00Z}",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\r\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
