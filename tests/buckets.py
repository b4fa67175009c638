"""A bucket on this machine: what boto3 asks of S3 for whole objects, kept in memory."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


class Handler(BaseHTTPRequestHandler):
    """PUT, GET, HEAD and DELETE of an object, GET of a bucket's list."""

    objects: dict[str, bytes]

    def answer(self, status: int, body: bytes = b"", length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.send_header("ETag", '"0"')
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    @property
    def key(self) -> str:
        return unquote(urlsplit(self.path).path.lstrip("/").partition("/")[2])

    def do_PUT(self) -> None:
        self.objects[self.key] = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(200)

    def do_GET(self) -> None:
        if not self.key:
            self.list()
        elif self.key in self.objects:
            self.answer(200, self.objects[self.key])
        else:
            self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def do_HEAD(self) -> None:
        found = self.objects.get(self.key)
        self.answer(404 if found is None else 200, length=len(found or b""))

    def do_DELETE(self) -> None:
        self.objects.pop(self.key, None)
        self.answer(204)

    def list(self) -> None:
        start = parse_qs(urlsplit(self.path).query).get("prefix", [""])[0]
        rows = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(content)}</Size></Contents>"
            for key, content in sorted(self.objects.items())
            if key.startswith(start)
        )
        head = '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
        self.answer(
            200, f"{head}<IsTruncated>false</IsTruncated>{rows}</ListBucketResult>".encode()
        )

    def log_message(self, *arguments) -> None:
        pass


@contextmanager
def bucket_server() -> Iterator[tuple[str, dict[str, bytes]]]:
    """Serve one bucket, whatever its name; give the endpoint and what lies in it."""
    objects: dict[str, bytes] = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bucket", (Handler,), {"objects": objects}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", objects
    finally:
        server.shutdown()
        server.server_close()
