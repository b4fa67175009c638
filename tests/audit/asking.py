"""One request, asked so that its answer depends on nothing that was asked before.

The request is made twice and the second answer is kept: what a process remembers for all
pages is then remembered, while Django's caches are emptied each time and the database is
rolled back. A form is sent from a process of its own, which ends with all that it changed
in memory.
"""

import json
import os
import re
import traceback
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.urls import Resolver404, resolve
from django.utils import translation

from tests.audit import mails
from tests.audit.frozen import dice
from tests.audit.reading import Facts, read, without_chance
from tests.audit.visitors import Visitor

BOOKKEEPING = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
TABLE = re.compile(r"(?:FROM|INTO|UPDATE)\s+\"?(\w+)", re.I)
LANGUAGE = re.compile(r"^/(vi|en|id)/")


@contextmanager
def counted(statements: list[str]):
    """Collect what is asked of the database: the verb and the first table of each query."""

    def note(execute, sql, params, many, context):
        verb = sql.split(None, 1)[0].upper() if sql else ""
        if verb not in BOOKKEEPING:
            table = TABLE.search(sql)
            statements.append(f"{verb} {table[1] if table else ''}".strip())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield


def view_of(address: str) -> str:
    """Name the view behind an address; Wagtail's pages by their first part."""
    path = urlsplit(address).path
    language = LANGUAGE.match(path)
    with translation.override(language[1] if language else settings.LANGUAGE_CODE):
        try:
            match = resolve(path)
        except Resolver404:
            return "(none)"
    name = match.view_name or getattr(match.func, "__qualname__", "(unnamed)")
    if name == "wagtail_serve":
        return f"wagtail_serve:{(path[4:].split('/')[0]) or 'home'}"
    return name


def send(visitor: Visitor, method: str, address: str, data=None):
    if method == "GET":
        return visitor.client.get(address)
    return visitor.client.post(address, data or {})


def clear_caches() -> None:
    for name in settings.CACHES:
        caches[name].clear()
    translation.activate(settings.LANGUAGE_CODE)


def described(response, content: bytes, statements: list[str], fresh: bool = False):
    """Give the facts of an answer, and what is recorded of it."""
    facts = read(response, content, settings.STATIC_URL, fresh)
    error = ""
    if response.status_code == 500 and getattr(response, "exc_info", None):
        error = "".join(traceback.format_exception_only(*response.exc_info[:2])).strip()
    return facts, {
        "status": response.status_code,
        "to": without_chance(response.get("Location", ""), fresh),
        "type": response.get("Content-Type", "").lower(),
        "error": without_chance(error, fresh),
        "lines": facts.lines,
        "items": facts.items,
        "static": facts.static,
        "queries": statements,
    }


def begin(visitor: Visitor, method: str, address: str) -> None:
    visitor.begin()
    dice.throw(f"{method} {address}")
    clear_caches()


def warm_up(visitor: Visitor, method: str, address: str, data=None) -> None:
    """Ask for what the process remembers afterwards; undo the rest."""
    begin(visitor, method, address)
    with transaction.atomic():
        response = send(visitor, method, address, data)
        if method == "POST" and response.get("Location", "").startswith("/"):
            send(visitor, "GET", response["Location"])
        transaction.set_rollback(True)


def ask_once(visitor: Visitor, method: str, address: str, data=None) -> tuple[Facts, dict]:
    """Ask, then undo what that did to the database; a redirect after a form is followed."""
    begin(visitor, method, address)
    statements: list[str] = []
    with transaction.atomic():
        last = mails.newest() if method == "POST" else 0
        with counted(statements):
            response = send(visitor, method, address, data)
            content = response.getvalue()
        facts, entry = described(response, content, statements)
        if method == "POST":
            if 300 <= response.status_code < 400:
                entry["then"] = landing(visitor, response["Location"])
            entry["mail"] = mails.written_since(last)
        transaction.set_rollback(True)
    return facts, entry


def landing(visitor: Visitor, address: str) -> dict:
    """Show where a form leads, with the messages that stand there."""
    if not address.startswith("/"):
        return {}
    clear_caches()
    statements: list[str] = []
    with counted(statements):
        response = send(visitor, "GET", address)
        content = response.getvalue()
    return described(response, content, statements)[1]


def ask(visitor: Visitor, method: str, address: str, data=None) -> tuple[Facts, dict]:
    warm_up(visitor, method, address, data)
    facts, entry = ask_once(visitor, method, address, data)
    head = {"role": visitor.role, "view": view_of(address), "method": method, "address": address}
    return facts, head | ({"data": data} if data else {}) | entry


def apart(work) -> list[dict]:
    """Do work in a process of its own; the entries it gives."""
    connection.close()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        code = 1
        try:
            os.close(reading)
            with os.fdopen(writing, "w") as pipe:
                json.dump(work(), pipe)
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else []
