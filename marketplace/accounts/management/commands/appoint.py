"""manage.py appoint: give people a role in the market, before anybody can do so in the browser."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from marketplace.accounts.models import User
from marketplace.accounts.roles import GROUPS

STAFF = ("moderator", "finance")  # whose work is in the back office


class Command(BaseCommand):
    help = "Give people a role in the market; who has no account yet gets one without a password."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("role", choices=list(GROUPS))
        parser.add_argument("emails", nargs="+", metavar="EMAIL")

    @transaction.atomic
    def handle(self, *args: Any, role: str, emails: list[str], **options: Any) -> None:
        for email in emails:
            user, is_new = self.person(email)
            user.groups.add(Group.objects.get_or_create(name=GROUPS[role])[0])
            if role in STAFF and not user.is_staff:
                user.is_staff = True
                user.save(update_fields=["is_staff"])
            self.stdout.write(f"{user.email} is {role}." + (self.way_in() if is_new else ""))

    def person(self, email: str) -> tuple[User, bool]:
        """Find who has this address, or open an account."""
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email} is no e-mail address.") from None
        found = User.objects.filter(email__iexact=email).first()
        if found is not None:
            if not found.is_active:
                raise CommandError(f"{email} is closed: open the account again first.")
            return found, False
        user = User.objects.create_user(email.lower())
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        return user, True

    def way_in(self) -> str:
        return " A new account: they choose a password by 'Forgot password' and set up a factor."
