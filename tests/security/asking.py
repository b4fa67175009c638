"""One request of one role: what came back and which tables were written, then all undone."""

import io
import re
import traceback
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any, NamedTuple

import pypdfium2 as pdfium
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import timezone, translation

from tests.audit.addresses import clean
from tests.audit.reading import Form, read
from tests.security.cast import Cast
from tests.security.houses import picture

WRITE = re.compile(r"\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.I)
LOGIN = re.compile(r"/(?:login|reauthenticate)/|^/cms/$")  # where Wagtail sends who may not
# Asking leaves these behind, whoever asks: a session, who looked, what was looked for.
TRACES = {
    "django_session",
    "ledger_auditrecord",
    "files_fileaccess",  # who took a private file
    "origin_scan",
    "catalogue_search_asked",
    "analytics_productrecord",
    "accounts_formkey",  # the key of a form that was sent: taken, and let go when it is refused
    "basket_basket",  # an empty one of the visitor's own
}
# What a GET keeps all the same, for whoever may open the page.
KEPT_BY_GET = {
    "account_emailaddress",  # allauth lists the address of an account
    "aftersale_documentfile",  # its drawing in a language, kept
    "gateways_payment",  # the page to pay on begins a payment at the gateway
    "gateways_stripecustomer",
}

ASKED: Counter[tuple[str, int]] = Counter()  # (role, status of the answer): what a run has asked


class Answer(NamedTuple):
    """What a request gave."""

    status: int
    to: str
    kind: str
    body: str
    content: bytes
    written: set[str]
    error: str
    forms: list[Form]
    links: list[str]
    messages: list[str]  # what the next page will tell

    @property
    def is_refusal(self) -> bool:
        """Tell whether the door stayed shut: refused, not found, or asked to sign in."""
        return self.status in (401, 403, 404, 405, 410) or bool(
            300 <= self.status < 400 and LOGIN.search(self.to)
        )

    @property
    def is_open(self) -> bool:
        return self.status < 400 and not self.is_refusal


@contextmanager
def writes() -> Iterator[set[str]]:
    """Collect the tables that are written to; nothing is compared, so nothing is read."""
    tables: set[str] = set()

    def note(execute, sql, params, many, context):
        if found := WRITE.match(sql):
            tables.add(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield tables


def ask(cast: Cast, role: str, method: str, path: str, data: Any = None, **headers) -> Answer:
    """Ask as a role and take back what that did."""
    client = cast.clients[role]
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    messages: list[str] = []
    with transaction.atomic():
        with writes() as written:
            response = (client.get if method == "GET" else client.post)(path, data, **headers)
            content = response.getvalue()
            with translation.override(path[1:3] if path[3:4] == "/" else "vi"):
                messages = [str(each) for each in get_messages(response.wsgi_request)]
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(cookies)
    ASKED[role, response.status_code] += 1
    kind = response.get("Content-Type", "")
    error = ""
    if response.status_code >= 500 and getattr(response, "exc_info", None):
        error = "".join(traceback.format_exception_only(*response.exc_info[:2])).strip()[:300]
    is_page = response.status_code == 200 and kind.startswith("text/html")
    facts = read(response, content, settings.STATIC_URL) if is_page else None
    return Answer(
        response.status_code,
        response.get("Location", ""),
        kind,
        text_of(content),
        content,
        written - TRACES,
        error,
        facts.forms if facts else [],
        facts.links if facts else [],
        messages,
    )


def text_of(content: bytes) -> str:
    """Give the words of an answer; of a folder or a sheet those of all that is in it.

    A document's words are packed in its bytes: they are read as a reader's program does; what only
    begins as one is words.
    """
    if content[:4] == b"%PDF":
        with suppress(pdfium.PdfiumError), pdfium.PdfDocument(content) as document:
            return " ".join(page.get_textpage().get_text_bounded() for page in document)
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as folder:
            return " ".join(
                folder.read(name).decode("utf-8", "ignore") for name in folder.namelist()
            )
    return content.decode("utf-8", "ignore")


def forms_of(path: str, answer: Answer) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the forms of a page as a person would send them: where they go and what they say."""
    for form in answer.forms:
        action = clean(path, form.action or path).partition("?")[0]
        if form.method == "post" and action:
            yield action, plausible(form)


def plausible(form: Form) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name, value, kind in form.fields:
        if name == "csrfmiddlewaretoken" or kind in ("unchecked", "submit") or not name:
            continue
        if kind == "file":
            data[name] = SimpleUploadedFile("a.jpg", picture(), "image/jpeg")
        else:
            data.setdefault(name, []).append(value or plausible_value(name, kind))
    for name, value, kind in form.fields:
        if kind == "submit" and name:
            data.setdefault(name, value)
            break
    return data


def plausible_value(name: str, kind: str) -> str:
    now = timezone.localtime()
    if kind == "number" or re.search(r"amount|quantity|price|percent|count|days", name):
        return "3"
    if kind == "date":
        return f"{now.date()}"
    if kind == "datetime-local":
        return f"{now + timedelta(days=1):%Y-%m-%dT%H:%M}"
    if kind == "email":
        return "ai-do@example.vn"
    if kind in ("checkbox", "radio", "select", "hidden"):
        return ""
    return "970436" if "bin" in name else "0912345678" if "phone" in name else "Gom 12"
