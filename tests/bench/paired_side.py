"""One side of tests.bench.paired: a process that answers pages of its tree and says what they cost.

It is started in the tree of a commit, which need not have this file, so it imports nothing of
the project. Orders come as lines of JSON, answers go back the same way.
"""

import gc
import io
import json
import sys
import time
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import unquote_to_bytes

import django

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

HOST = "127.0.0.1"
application = get_wsgi_application()
browsers: dict[str, Client] = {}


def browser(visitor: str) -> Client:
    """The browser of a visitor, with the cookies that it was given."""
    return browsers.setdefault(visitor, Client(SERVER_NAME=HOST))


def ask(visitor: str, address: str, form: dict[str, str] | None = None) -> dict[str, Any]:
    """Ask once, as a browser does; give status, words and how many queries it took."""
    queries = 0

    def counted(execute: Any, *arguments: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*arguments)

    client = browser(visitor)
    with connection.execute_wrapper(counted):
        answer = client.get(address) if form is None else client.post(address, form)
        text = answer.getvalue().decode()
    return {"status": answer.status_code, "text": text, "queries": queries}


def spend(visitor: str, addresses: list[str], rounds: int) -> float:
    """Answer the addresses in turn, so many rounds; give the seconds of CPU it took.

    The application is called as a server calls it: a client of tests would add to both sides.
    """
    requests = [environ(address, browser(visitor).cookies) for address in addresses]
    failed: list[str] = []

    def start_response(status: str, *_headers: Any) -> None:
        if not status.startswith("200"):
            failed.append(status)

    start = time.process_time()
    for _round in range(rounds):
        for request in requests:
            answer = application(request | {"wsgi.input": io.BytesIO()}, start_response)
            b"".join(answer)
            answer.close()
    spent = time.process_time() - start
    if failed:
        raise RuntimeError(f"{addresses[0]}: {failed[0]}")
    return spent


def environ(address: str, cookies: SimpleCookie) -> dict[str, Any]:
    """What WSGI (PEP 3333) says of a GET request."""
    path, _mark, query = address.partition("?")
    sent = "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": HOST,
        "HTTP_HOST": HOST,
        "HTTP_USER_AGENT": "Mozilla/5.0",
        **({"HTTP_COOKIE": sent} if sent else {}),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def settle() -> None:
    """Keep the collector from what is loaded, as gunicorn.conf.py does."""
    gc.collect()
    gc.freeze()


def main() -> None:
    told, sys.stdout = sys.stdout, sys.stderr  # what the project prints is no answer
    orders = {"ask": ask, "spend": spend, "settle": settle}
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        print(json.dumps(orders[name](*arguments)), file=told, flush=True)


if __name__ == "__main__":
    main()
