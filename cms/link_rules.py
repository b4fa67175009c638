"""Where a link of editors may lead: to pages of the web and of this site."""

from django.core.validators import URLValidator

WEB = URLValidator(schemes=["http", "https"])


def check_link(value: str) -> None:
    """Let pass an address of the web, or a path of this site; "//host" is another's."""
    if value.startswith("/") and not value.startswith(("//", "/\\")):
        return
    WEB(value)
