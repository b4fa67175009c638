"""The nginx.conf that `make serve` uses, run by nginx itself before a server that fails."""

import os
import shutil
import subprocess
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from marketplace.demo.management.commands.market import nginx
from tests.silence import closed_port

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
OPENING = {
    "/vi/products/": "Chợ đang mở lại",
    "/en/products/": "The market is opening again",
    "/id/products/": "Pasar sedang dibuka kembali",
    "/P/ABC": "Chợ đang mở lại",
}


class App(BaseHTTPRequestHandler):
    """The application: answers a page that proxies keep for a second, or the status it is told."""

    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status)
        if self.status == 200:
            self.send_header("Cache-Control", "public, max-age=0, s-maxage=1")
        self.end_headers()
        self.wfile.write(b"a page" if self.status == 200 else b"an error of its own")

    def log_message(self, *arguments) -> None:
        pass


def start_app(port: int) -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", port), App)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def stop(server: ThreadingHTTPServer) -> None:
    server.shutdown()
    server.server_close()


@pytest.fixture
def front(tmp_path, settings):
    """nginx as the market starts it, before a port where nobody listens yet."""
    settings.BASE_DIR, settings.VAR_DIR = tmp_path, tmp_path / "elsewhere"
    settings.STATIC_ROOT = tmp_path / "collected"
    (tmp_path / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "nginx.conf", tmp_path / "docs")
    shutil.copytree(ROOT / "static", settings.STATIC_ROOT)
    public, app = closed_port(), closed_port()
    *command, options = nginx(public_port=public, app_port=app).command
    if os.getuid() == 0:
        options += " user root;"  # pytest's folders are its user's alone
    process = subprocess.Popen([*command, options], stderr=subprocess.PIPE)
    for _ in range(100):
        if ask(public, "/static/js/site.js")[0] == 200:
            break
        time.sleep(0.05)
    yield public, app
    process.terminate()
    process.wait(10)


def ask(port: int, path: str) -> tuple[int, str, dict]:
    try:
        answer = urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10)
    except urllib.error.HTTPError as error:
        answer = error
    except OSError:
        return 0, "", {}
    with answer:
        return answer.status, answer.read().decode(), dict(answer.headers)


def test_while_workers_start_a_page_of_ours_says_so_in_the_readers_language(front):
    public, _app = front
    for path, words in OPENING.items():
        status, text, headers = ask(public, path)
        assert (status, headers["Retry-After"], headers["Cache-Control"]) == (503, "10", "no-store")
        assert f"<h1>{words}</h1>" in text
    assert ask(public, "/static/css/shop.css")[0] == 200
    assert ask(public, "/vi.html")[1] == ask(public, "/vi/")[1]  # by no other name either


@pytest.mark.parametrize("status", [500, 502, 503, 504, None])
def test_strangers_read_what_is_kept_while_the_application_fails(front, status):
    public, port = front
    app = start_app(port)
    try:
        App.status = 200
        assert ask(public, "/vi/products/")[:2] == (200, "a page")
        time.sleep(2.1)  # nginx counts whole seconds
        if status is None:
            stop(app)
        else:
            App.status = status
        answer = ask(public, "/vi/products/")
        assert (*answer[:2], answer[2]["X-Kept"]) == (200, "a page", "STALE")
        if status in (500, 503):  # what nobody kept says what the application says
            assert ask(public, "/vi/basket/")[:2] == (status, "an error of its own")
        App.status = 200
        if status is not None:
            assert ask(public, "/vi/basket/")[:2] == (200, "a page")
    finally:
        App.status = 200
        if status is not None:
            stop(app)


FENCED = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}


def told(headers: dict) -> dict:
    names = ("Content-Type", "Content-Disposition", *FENCED)
    return {name: headers[name] for name in names if name in headers}


@pytest.mark.parametrize(
    ("name", "kind", "kept_only"),
    [
        ("images/a.w320.webp", "image/webp", False),
        ("images/a.jpg", "image/jpeg", False),
        ("images/a.avif", "image/avif", False),
        ("images/evil.html", "application/octet-stream", True),
        ("images/evil.svg", "application/octet-stream", True),
        ("documents/a.pdf", "application/octet-stream", True),
        ("images/no-ending", "application/octet-stream", True),
    ],
)
def test_what_people_brought_is_no_page_of_ours(front, settings, name, kind, kept_only):
    public, _app = front
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("<script>alert(1)</script>")
    status, text, headers = ask(public, f"/media/{name}")
    assert (status, text) == (200, "<script>alert(1)</script>")
    expected = {"Content-Type": kind, **FENCED}
    assert told(headers) == expected | ({"Content-Disposition": "attachment"} if kept_only else {})


@pytest.mark.parametrize(
    "path",
    [
        "/media/",
        "/media/images/",
        "/media/.git/config",
        "/media/images/.DS_Store",
        "/media/../nginx.conf",
        "/media/%2e%2e/nginx.conf",
        "/media../nginx.conf",
        "/static/",
        "/static/css/",
        "/static/.git/config",
        "/static../nginx.conf",
        "/static/..%2fnginx.conf",
        "/private-files/lots/",
    ],
)
def test_no_folder_is_listed_and_nothing_beside_them_is_read(front, settings, path):
    """The application, which these may reach, is not there: 503 is the page that says so."""
    public, _app = front
    for folder in (Path(settings.MEDIA_ROOT), settings.STATIC_ROOT):
        for name in ("images/.DS_Store", ".git/config"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text("a secret")
    status, text, _headers = ask(public, path)
    assert status in (400, 403, 404, 503)
    assert "secret" not in text and "proxy_pass" not in text and "Index of" not in text


def test_what_is_ours_is_read_as_what_it_is_called(front):
    public, _app = front
    assert ask(public, "/static/css/shop.css")[2]["X-Content-Type-Options"] == "nosniff"


class Door(BaseHTTPRequestHandler):
    """The application: says that nginx is to send a private file."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/pdf")
        self.send_header("Content-Disposition", 'attachment; filename="paper.pdf"')
        self.send_header("Cache-Control", "private, no-store")
        self.send_header("X-Accel-Redirect", "/private-files/lots/a.pdf")
        self.end_headers()

    def log_message(self, *arguments) -> None:
        pass


def test_private_file_comes_only_where_the_application_says_so(front, settings):
    public, port = front
    path = Path(settings.PRIVATE_ROOT) / "lots" / "a.pdf"
    path.parent.mkdir(parents=True)
    path.write_text("a test report")
    server = ThreadingHTTPServer(("127.0.0.1", port), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        assert ask(public, "/private-files/lots/a.pdf")[0] == 404
        status, text, headers = ask(public, "/files/signed/")
        assert (status, text) == (200, "a test report")
        assert told(headers) == {
            "Content-Type": "application/pdf",
            "Content-Disposition": 'attachment; filename="paper.pdf"',
            **FENCED,
        }
        assert headers["Cache-Control"] == "private, no-store"
    finally:
        stop(server)
