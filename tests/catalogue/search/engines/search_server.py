"""A stand-in for a search server: as much of the API and query language as the market uses.

It keeps documents in memory and answers over HTTP, so the client library, the mapping, the
bulk format and the queries are what a server would get. Whatever it does not know it refuses.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def matches(query: dict, document: dict) -> float | None:
    """Score a document, None when it does not match; boosts are the scores."""
    ((kind, body),) = query.items()
    if kind == "bool":
        assert set(body) <= {"must", "filter"}, body
        scores = [matches(part, document) for part in (*body["must"], *body.get("filter", ()))]
        return None if None in scores else sum(scores[: len(body["must"])])
    if kind == "dis_max":
        scores = [s for part in body["queries"] if (s := matches(part, document)) is not None]
        return max(scores, default=None)
    if kind == "terms":
        ((field, values),) = body.items()
        return 0.0 if document[field] in values else None
    assert kind in ("term", "prefix", "match_phrase"), query
    ((field, wanted),) = body.items()
    if kind == "match_phrase":
        return wanted["boost"] if f" {wanted['query']} " in f" {document[field]} " else None
    words = document[field].split()
    hit = wanted["value"] in words
    if kind == "prefix":
        hit = any(word.startswith(wanted["value"]) for word in words)
    return wanted["boost"] if hit else None


class SearchServer(ThreadingHTTPServer):
    """`documents` by id, `mapping` as it was made, `asked` the bodies of searches."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.documents: dict[str, dict] = {}
        self.mapping: dict | None = None
        self.asked: list[dict] = []
        self.fails = 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: SearchServer
    protocol_version = "HTTP/1.1"

    def answer(self, status: int, body: dict | None = None) -> None:
        text = json.dumps(body if body is not None else {}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def do_HEAD(self) -> None:
        self.answer(200 if self.server.mapping else 404)

    def do_PUT(self) -> None:
        self.server.mapping = json.loads(self.body())
        assert self.server.mapping["mappings"]["dynamic"] == "strict"
        self.answer(200, {"acknowledged": True})

    def do_POST(self) -> None:
        body = self.body()
        if self.server.fails:
            self.server.fails -= 1
            self.answer(503, {"error": "busy"})
        elif self.path.startswith("/_bulk"):
            self.answer(200, self.bulk(body))
        elif "/_search" in self.path:
            try:
                found = self.search(json.loads(body))
            except AssertionError:
                self.answer(400, {"error": "not understood"})
            else:
                self.answer(200, found)
        else:
            self.answer(400, {"error": f"not known here: {self.path}"})

    def bulk(self, body: bytes) -> dict:
        lines = [json.loads(line) for line in body.splitlines() if line]
        items, known = [], self.server.mapping["mappings"]["properties"]
        while lines:
            ((action, meta),) = lines.pop(0).items()
            if action == "index":
                document = lines.pop(0)
                assert set(document) == set(known), document
                self.server.documents[meta["_id"]] = document
                items.append({"index": {"_id": meta["_id"], "status": 200}})
            else:
                was = self.server.documents.pop(meta["_id"], None)
                items.append({"delete": {"_id": meta["_id"], "status": 200 if was else 404}})
        return {"errors": False, "items": items}

    def search(self, body: dict) -> dict:
        self.server.asked.append(body)
        hits = []
        for position, (pk, document) in enumerate(sorted(self.server.documents.items())):
            score = matches(body["query"], document)
            if score is not None:
                hits.append(({"_score": score, "_doc": position, **document}, pk))
        for rule in reversed(body["sort"]):
            ((field, way),) = rule.items()
            hits.sort(key=lambda hit, f=field: hit[0][f], reverse=way == "desc")
        return {
            "hits": {
                "hits": [
                    {
                        "_id": pk,
                        "_source": {f: found[f] for f in body["_source"] or ()},
                        "fields": {f: [found[f]] for f in body.get("docvalue_fields", ())},
                    }
                    for found, pk in hits[: body["size"]]
                ]
            }
        }

    def log_message(self, *args) -> None:
        """Silence."""
