"""What a view behind a door is given."""

from django.http import HttpRequest

from marketplace.accounts.models import User


class PersonRequest(HttpRequest):
    """A request of somebody who is signed in; the doors in each face's access.py see to it."""

    user: User
