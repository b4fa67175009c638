"""What a view behind a door is given."""

from django.http import HttpRequest

from marketplace.accounts.models import User


class PersonRequest(HttpRequest):
    """A request of somebody who is signed in; the doors in each face's access.py see to it."""

    user: User


def person_of(request: HttpRequest) -> User | None:
    """Who is signed in; None for a visitor."""
    return request.user if isinstance(request.user, User) else None
