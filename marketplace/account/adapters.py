"""What allauth asks of the market: who may be let in, what is told of it, what may be taken off."""

import hashlib
from typing import Any, cast

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import override

from marketplace.account.desks import desks_of
from marketplace.accounts import closed_factors
from marketplace.accounts.factors import REAL, owes_factor
from marketplace.accounts.models import User
from marketplace.accounts.signing_in import AccountAdapter
from marketplace.accounts.waiting import KNOWN
from marketplace.frame.deadlines import deadline
from marketplace.producers.readers import link_to
from marketplace.purchases.mail import queue_mail

A_YEAR = 365 * 24 * 60 * 60
MOST_PEOPLE = 20  # who share a device


class Adapter(AccountAdapter):
    """Leads to one's work, and tells by mail of a device that was not used before."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead to where a person works; who only buys, to their purchases."""
        desks = desks_of(cast(User, request.user))
        return desks[0][1] if desks else super().get_login_redirect_url(request)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        known = people_of(request)
        if mark_of(user) not in known:
            if not kwargs["signup"] and not known_before(user, known):
                tell_of_device(request, user)
            known = [*known, mark_of(user)][-MOST_PEOPLE:]
        response.set_signed_cookie(
            KNOWN,
            " ".join(known),
            max_age=A_YEAR,
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
        return response


def mark_of(user: User) -> str:
    """Name a person in the cookie, without telling who it is."""
    return marks_of(user)[0]


def marks_of(user: User) -> list[str]:
    """The names of a person under SECRET_KEY and those before it."""
    return [
        hashlib.sha256(f"{user.pk} {secret}".encode()).hexdigest()[:16]
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]


def known_before(user: User, known: list[str]) -> bool:
    """Tell whether a person signed in here while SECRET_KEY was another one."""
    return bool(set(marks_of(user)) & set(known))


def people_of(request: HttpRequest) -> list[str]:
    """Name who signed in on this device before; nobody where the cookie is not ours."""
    try:
        return (request.get_signed_cookie(KNOWN, "") or "").split()
    except signing.BadSignature:
        return []


def tell_of_device(request: HttpRequest, user: User) -> None:
    with override(user.language):
        at = deadline(timezone.now())
    queue_mail(
        key=f"device-{user.pk}-{get_random_string(12)}",
        to=user.email,
        template="new_device",
        context={
            "at": at,
            "device": request.headers.get("User-Agent", "?")[:200],
            "link": link_to("usersessions_list", user.language),
        },
        language=user.language,
    )


class FactorAdapter(DefaultMFAAdapter):
    """Keeps the last second factor of who has to show one, and closes what lies in the database."""

    def encrypt(self, text: str) -> str:
        return closed_factors.close(text)

    def decrypt(self, encrypted_text: str) -> str:
        return closed_factors.open_closed(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        if not settings.SECOND_FACTOR or authenticator.type not in REAL:
            return True
        user = authenticator.user
        others = Authenticator.objects.filter(user=user, type__in=REAL)
        return others.exclude(pk=authenticator.pk).exists() or not owes_factor(user)
