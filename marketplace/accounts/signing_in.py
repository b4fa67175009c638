"""The one way in: a session is somebody's only if allauth's finished login made it.

Oscar, Wagtail and Django bring login forms of their own, which know no second factor and no
limit on tries. Two rules here shut them all, also those that a later version brings:

- `StageBackend` looks at a password only when `AccountAdapter` asks, which counts tries first.
- `AccountAdapter.login` runs after the last stage (address confirmed, second factor shown) and
  marks the session; `SignedInMiddleware` takes a session without this mark for a stranger's.

Tests that sign somebody in without the form mark the session as `tests/conftest.py` does.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core import context
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sites.models import Site
from django.http import HttpRequest
from django.utils.crypto import get_random_string
from django.utils.functional import SimpleLazyObject
from django.utils.translation import override

from marketplace.accounts.roles import works_by_row

MARK = "signed_in"  # in the session: {"user": "7", "at": …, "seen": …, "short": false}
BY_THE_STAGE = object()
# A session of who works for the market ends after a day's work, and when nobody sits there.
LONGEST = 8 * 60 * 60
IDLE = 30 * 60
UNASKED = 12 * 60 * 60  # of anybody else's: then who it is has to be told once more
NOTED_EVERY = 60  # seconds between two notes of when somebody was here


class StageBackend(AuthenticationBackend):
    """Compare a password for the login stage; to every other form no password is right."""

    def authenticate(  # type: ignore[override]
        self, request: HttpRequest | None, **credentials: Any
    ) -> AbstractBaseUser | None:
        if credentials.pop("asked_by", None) is not BY_THE_STAGE:
            return None
        return super().authenticate(request, **credentials)


class AccountAdapter(DefaultAccountAdapter):
    """allauth's adapter, which alone may ask for passwords and mark sessions."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        return super().authenticate(request, **credentials, asked_by=BY_THE_STAGE)

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Compare the password of who is signed in, also where no address is confirmed yet."""
        email = EmailAddress.objects.get_primary_email(user) or user.email
        found = self.authenticate(context.request, email=email, password=password)
        return found is not None and found.pk == user.pk

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        mark(request.session, user)

    def send_account_already_exists_mail(self, email: str) -> None:
        """Hash a password as for a new account: how long it takes tells nothing, either."""
        make_password(get_random_string(20))
        super().send_account_already_exists_mail(email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write in the shop's name."""
        super().send_mail(template_prefix, email, {"current_site": shop_site()} | context)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell of a change in the person's language, whatever that of the page was."""
        with override(user.language):
            super().send_notification_mail(template_prefix, user, context, email)


def shop_site() -> Site:
    """Name the site as the shop is; the row of django.contrib.sites is still "example.com"."""
    host = settings.SITE_URL.partition("://")[2]
    return Site(domain=host, name=settings.OSCAR_SHOP_NAME)


def named(current: Callable[..., Site]) -> Callable[..., Site]:
    """Wrap SiteManager.get_current: the same row, named as the shop is."""

    def get_current(manager: Any, request: HttpRequest | None = None) -> Site:
        site, shop = current(manager, request), shop_site()
        site.name, site.domain = shop.name, shop.domain
        return site

    return get_current


def mark(session: SessionBase, user: Any) -> None:
    """Write down that the login stage let this person in now."""
    now = int(time.time())
    is_known = user.is_staff or user.is_superuser or user.groups.exists()
    is_short = is_known or works_by_row(user)
    session[MARK] = {"user": str(user.pk), "at": now, "seen": now, "short": is_short}


def person_of_session(request: HttpRequest) -> Any:
    """Who is signed in by this session; a stranger where the login stage did not make it.

    A session of the market's people that is over is emptied.
    """
    found = get_user(request)
    if found.is_anonymous:
        return found
    marked = request.session.get(MARK)
    if not isinstance(marked, dict) or marked.get("user") != str(found.pk):
        return AnonymousUser()
    now = int(time.time())
    is_short = marked.get("short") or found.is_staff or found.is_superuser  # type: ignore[union-attr]
    if is_short and (now - marked["at"] >= LONGEST or now - marked["seen"] >= IDLE):
        request.session.flush()
        return AnonymousUser()
    if now - marked["seen"] >= NOTED_EVERY and not is_late(request, found):
        request.session[MARK] = marked | {"seen": now}
    return found


def is_late(request: HttpRequest, user: Any) -> bool:
    """Tell whether a person was away too long, or told too long ago who it is."""
    marked = request.session[MARK]
    records = get_authentication_records(request, user)
    told = max([marked["at"], *(int(record["at"]) for record in records)])
    now = int(time.time())
    return now - max(told, marked["seen"]) >= IDLE or now - told >= UNASKED


def kept_person(request: HttpRequest) -> Any:
    kept = vars(request)
    if "_person_of_session" not in kept:
        kept["_person_of_session"] = person_of_session(request)
    return kept["_person_of_session"]


class SignedInMiddleware(AuthenticationMiddleware):
    """Django's, but `request.user` is somebody only in a session that the login stage made."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(partial(kept_person, request))  # type: ignore[assignment]
        request.auser = sync_to_async(partial(kept_person, request))  # type: ignore[assignment]
