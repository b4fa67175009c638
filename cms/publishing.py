"""What editors set a day for comes onto the site, and goes from it, on that day."""

from django.core.management import call_command


def publish_due() -> None:
    """Clock job: publish what is due and unpublish what has expired (Wagtail's own command)."""
    call_command("publish_scheduled")
