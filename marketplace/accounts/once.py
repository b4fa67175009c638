"""A form that creates something is sent once: twice sent, it makes one row.

Each form carries a key of its own (`{{ form_key() }}` in its template), chance for whoever gets
the page. Who sends it first is served; the same answers with the same key again, by a second
tap, the back button or a line that broke, get the answer of the first and no second row:

    key taken     the view runs; a redirect is its answer       kept, with where it led
                  refused, failed, or asked to sign in again    free: it may be sent again
    key known     still at work                                 waits a little for its answer
                  answered                                      led there, the view does not run
    other answers with a known key (back, changed, sent)        another form: the view runs

In the portal a form also tells for which producer its page was shown (marketplace/sell/access.py).
"""

import datetime
import time
import uuid
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from marketplace.accounts.models import FormKey
from marketplace.frame.access import View, audience_of

FIELD, TOKEN = "form_key", "csrfmiddlewaretoken"
SHOWN_FOR = "shown_for"
KEPT = datetime.timedelta(days=2)
MOST_FORGOTTEN = 1000  # a round of the clock
LOOKS, BETWEEN = 20, 0.2  # seconds: so long the second waits for the answer of the first
HTTP_REFUSED = 400
SIGNS_IN = ("account_", "mfa_")  # addresses that ask who one is first


def form_key(maker: Any = None) -> SafeString:
    """Give a form its key, as a hidden field; and the producer whose page it stands on.

    Firefox would fill the key of before into a page that is loaded again.
    """
    field = '<input type="hidden" name="{}" value="{}" autocomplete="off">'
    shown = format_html(field, FIELD, uuid.uuid4())
    if not maker:
        return shown
    return shown + format_html(field, SHOWN_FOR, maker.pk)


def key_of(request: HttpRequest) -> str:
    """Name a form and what it says: the same answers with the same key give the same name."""
    if not request.POST.get(FIELD):
        return ""
    digest = sha256(str(request.user.pk).encode())
    for name in sorted(set(request.POST) - {TOKEN}):
        digest.update(repr((name, request.POST.getlist(name))).encode())
    for name in sorted(request.FILES):
        sent = [(file.name, file.size) for file in request.FILES.getlist(name)]
        digest.update(repr((name, sent)).encode())
    return digest.hexdigest()


class SentOnce:
    """Serve a form that carries a key once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if key := vars(request).get("taken_key"):
            settle(key, response)
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if request.method != "POST" or audience_of(view) == "machine":  # reads its body itself
            return None
        key = key_of(request)
        if not key:
            return None
        for _look in range(LOOKS):
            if take(key, request):
                vars(request)["taken_key"] = key
                return None
            if FormKey.objects.filter(pk=key).exclude(answered_at=None).exists():
                break
            time.sleep(BETWEEN)
        return answer_again(request, key)


def take(key: str, request: HttpRequest) -> bool:
    """Take a key; False when it was taken before."""
    user: Any = request.user if request.user.is_authenticated else None
    try:
        with transaction.atomic():
            FormKey.objects.create(key=key, user=user)
    except IntegrityError:
        return False
    return True


def settle(key: str, response: HttpResponse) -> None:
    """Keep a key with where its answer led; free it when nothing was done."""
    taken = FormKey.objects.filter(pk=key)
    location = response.headers.get("Location", "")
    if response.status_code >= HTTP_REFUSED or asks_who(location):
        taken.delete()
    else:
        kept = location if len(location) <= FormKey.LONGEST else ""
        taken.update(answered_at=timezone.now(), location=kept)


def asks_who(location: str) -> bool:
    """Tell whether an answer leads to where people say who they are."""
    try:
        name = resolve(urlsplit(location).path).url_name or ""
    except Resolver404:
        return False
    return name.startswith(SIGNS_IN)


def answer_again(request: HttpRequest, key: str) -> HttpResponse:
    known = FormKey.objects.filter(pk=key).first()
    messages.info(request, _("This was sent already: nothing was entered twice."))
    back = request.headers.get("Referer", "")
    is_here = url_has_allowed_host_and_scheme(back, {request.get_host()})
    return redirect((known and known.location) or (back if is_here else request.path))


def forget_keys() -> int:
    """Clock job: delete keys of forms that nobody sends any more; return how many."""
    old = FormKey.objects.filter(taken_at__lt=timezone.now() - KEPT).order_by("taken_at")
    pks = list(old.values_list("pk", flat=True)[:MOST_FORGOTTEN])
    return FormKey.objects.filter(pk__in=pks).delete()[0]
