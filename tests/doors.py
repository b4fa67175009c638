"""Ways into a session for tests: past the form, or by every address that the site has."""

import re
import time
from collections.abc import Iterator

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY as WHOSE,
)
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as METHODS
from django.contrib.admindocs.views import simplify_regex
from django.contrib.auth.tokens import default_token_generator
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RoutePattern
from django.utils.encoding import force_bytes
from django.utils.http import int_to_base36, urlsafe_base64_encode

from marketplace.accounts.signing_in import mark


def pass_stage(client: Client, user, *, ago: int = 0, factor: bool = True) -> None:
    """Mark the client's session as the finished login stage does, `ago` seconds before now.

    `factor` says whether a second factor was shown.
    """
    session = client.session
    mark(session, user)
    at = time.time() - ago
    session["signed_in"] |= {"at": int(at), "seen": int(at)}
    session[METHODS] = [{"method": "password", "at": at}]
    if factor:
        session[METHODS].append({"method": "mfa", "at": at, "type": "totp"})
    session[WHOSE] = str(user.pk)
    session.save()


def addresses(person) -> Iterator[str]:
    """Give every address of the site, in one language, with `person`'s number where one goes."""
    numbers = {
        "uidb64": urlsafe_base64_encode(force_bytes(person.pk)),
        "token": default_token_generator.make_token(person),
        "uidb36": int_to_base36(person.pk),
        "app_label": "accounts",
        "model_name": "user",
    }
    for path in routes(get_resolver()):
        yield re.sub(r"<(\w+)>", lambda hole: numbers.get(hole[1], str(person.pk)), path)


def routes(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    for each in resolver.url_patterns:
        pattern = each.pattern
        if isinstance(pattern, LocalePrefixPattern):
            path = before + pattern.language_prefix
        elif isinstance(pattern, RoutePattern):
            path = before + re.sub(r"<\w+:(\w+)>", r"<\1>", str(pattern))
        else:
            path = before + simplify_regex(str(pattern)).lstrip("/").replace("\\.", ".")
        if isinstance(each, URLPattern):
            yield path
        else:
            yield from routes(each, path)
