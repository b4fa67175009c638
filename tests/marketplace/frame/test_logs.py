"""What is told of the market: lines, figures and errors, and nothing of people in them."""

import json
import logging

import pytest
import sentry_sdk
from django.db import connection
from sentry_sdk.transport import Transport

from marketplace.frame import errors, logs, metrics
from marketplace.frame.logs import Json, Line, SlowQueries, bind, watch_queries
from marketplace.frame.scrubbing import scrub, scrub_all
from tests import factories
from tests.flows.sale import place

TOKEN = "593d818c-436b-460f-a56d-4b14cbb68fa0"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("to lan.nguyen+x@thu.example.vn.", "to <mail>."),
        (f"Not Found: /en/checkout/{TOKEN}/pay/", "Not Found: /en/checkout/<token>/pay/"),
        (f"task {TOKEN} ended", f"task {TOKEN} ended"),
        ("/account/password/reset/key/3-abc123/", "/account/password/reset/key/<key>/"),
        ("call 0912345678 or +84 912 345 678", "call <phone> or <phone>"),
        ("purchase 100000012 of 2026-11-28 10:00", "purchase 100000012 of 2026-11-28 10:00"),
        ("ORD-0912345678901 1017595600", "ORD-0912345678901 1017595600"),
        ("key sk_live_abcdefgh12345", "key <secret>"),
    ],
)
def test_a_text_loses_what_is_somebodys_and_keeps_the_rest(text, left):
    assert scrub(text) == left


def test_what_a_secret_name_holds_is_gone_however_deep():
    told = {"a": [{"password": "x", "n": 1}, ("lan@x.vn",)], "X-CSRFToken": "y", "b": None}
    assert scrub_all(told) == {
        "a": [{"password": "<secret>", "n": 1}, ["<mail>"]],
        "X-CSRFToken": "<secret>",
        "b": None,
    }


def record(message: str, *arguments) -> logging.LogRecord:
    return logging.LogRecord("marketplace.x", logging.WARNING, "x.py", 1, message, arguments, None)


def on_page(rf, view, **headers):
    return logs.Numbered(view)(rf.get("/", headers=headers))


@pytest.fixture
def quiet(settings):
    settings.LOG_REQUESTS = False


def test_a_line_names_its_request_and_purchase_and_its_traceback_is_scrubbed(rf, quiet):
    lines = []

    def view(request):
        bind(purchase="100000012")
        try:
            raise ValueError("lan@example.vn is taken")
        except ValueError as error:
            failed = record("mail to %s", "lan@example.vn")
            failed.exc_info = (type(error), error, error.__traceback__)
            lines.append(Line("%(levelname)s %(message)s").format(failed))
        return {}

    assert on_page(rf, view, X_Request_ID="abc-12345")["X-Request-ID"] == "abc-12345"
    first, *rest = lines[0].split("\n")
    assert first == "WARNING mail to <mail> [abc-12345 100000012]"
    assert rest[-1] == "ValueError: <mail> is taken"
    assert Line("%(message)s").format(record("of the clock")) == "of the clock"


def test_a_json_line_is_an_object_with_the_same(rf, quiet):
    lines = []

    def view(request):
        bind(purchase="100000012")
        lines.append(json.loads(Json().format(record("sổ của %s", "lan@example.vn"))))
        return {}

    number = on_page(rf, view)["X-Request-ID"]
    assert lines[0].pop("time")
    assert lines == [
        {
            "level": "WARNING",
            "logger": "marketplace.x",
            "message": "sổ của <mail>",
            "request": number,
            "purchase": "100000012",
        }
    ]


@pytest.mark.parametrize("given", ["x y", "<script>12345", "a" * 65, "short"])
def test_a_number_that_is_none_is_not_taken_over(rf, quiet, given):
    number = on_page(rf, lambda request: {}, X_Request_ID=given)["X-Request-ID"]
    assert len(number) == 32


def test_a_request_is_told_by_its_view_and_never_by_its_address(db, client, settings, caplog):
    settings.LOG_REQUESTS = True
    purchase = place([(factories.make_product(price=250_000), 1)])
    with caplog.at_level(logging.INFO, logger="marketplace.requests"):
        client.get(f"/en/checkout/{purchase.token}/pay/?x=secret")
        client.get("/en/products/")
        client.get("/en/products/")
    told = [line.rpartition(" in ")[0] for line in caplog.messages]
    assert told == [
        "GET checkout:pay 200",
        "GET catalogue:index 200",
        "GET kept 200",
    ]


def test_a_slow_query_is_written_down_without_its_values(db, settings, caplog):
    settings.SLOW_QUERY_MS = 0
    wrappers = list(connection.execute_wrappers)
    watch_queries(connection=connection)
    watch_queries(connection=connection)
    try:
        assert sum(isinstance(w, SlowQueries) for w in connection.execute_wrappers) == 1
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s\n  AS name", ["lan@example.vn"])
        settings.SLOW_QUERY_MS = 60_000
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.execute_wrappers[:] = wrappers
    assert [m.partition(" ms: ")[2] for m in caplog.messages] == ["SELECT %s AS name"]


def test_figures_count_views_and_are_for_the_token_or_this_machine(db, client, settings):
    assert client.get("/metrics").status_code == 404  # METRICS is off
    settings.METRICS, settings.METRICS_TOKEN = True, "t" * 20
    client.handler.load_middleware()
    client.get("/en/products/?x=1")
    here = client.get("/metrics")
    text = here.content.decode()
    assert here.status_code == 200
    assert 'market_requests_total{method="GET",status="200",view="catalogue:index"}' in text
    assert 'market_part_well{part="database"} 1.0' in text
    assert 'market_part_well{part="clock"} 0.0' in text
    away = {"REMOTE_ADDR": "192.0.2.1"}
    assert client.get("/metrics", **away).status_code == 404
    through_proxy = {"X-Forwarded-For": "192.0.2.1"}
    assert client.get("/metrics", headers=through_proxy).status_code == 404
    for token, status in (("t" * 20, 200), ("t" * 19, 404), ("", 404)):
        headers = {"Authorization": f"Bearer {token}"}
        assert client.get("/metrics", headers=headers, **away).status_code == status
    settings.METRICS_TOKEN = ""
    headers = {"Authorization": "Bearer "}
    assert client.get("/metrics", headers=headers, **away).status_code == 404
    odd = client.generic("BREW", "/en/products/")
    assert odd.status_code == 405
    assert metrics.REQUESTS.labels("catalogue:index", "other", "405")._value.get() >= 1


class Kept(Transport):
    """Keeps what would be sent."""

    sent: list = []

    def capture_envelope(self, envelope):
        Kept.sent.append(envelope.get_event())


@pytest.fixture
def collector(monkeypatch):
    """Error reports as they would leave; the library's hooks into Django stay out of the tests."""
    Kept.sent = []
    start = sentry_sdk.init
    kept = {"transport": Kept, "default_integrations": False}
    monkeypatch.setattr(sentry_sdk, "init", lambda **options: start(**kept, **options))
    errors.start("https://abc@errors.example.vn/1", environment="test")
    yield Kept.sent
    start(default_integrations=False)


def test_an_error_tells_where_it_was_and_nothing_of_people(collector):
    assert sentry_sdk.get_client().should_send_default_pii() is False

    def broken() -> None:
        whose = "lan@example.vn 0912345678"  # a variable of the frame
        raise RuntimeError(f"no way for {whose}")

    sentry_sdk.set_user({"email": "minh@example.vn"})
    sentry_sdk.add_breadcrumb(message="mail to lan@example.vn", data={"password": "abcdefsecret"})
    try:
        broken()
    except RuntimeError:
        sentry_sdk.capture_exception()
    sentry_sdk.set_user(None)
    [event] = collector
    error = event["exception"]["values"][-1]
    assert (error["type"], error["value"]) == ("RuntimeError", "no way for <mail> <phone>")
    assert [frame["function"] for frame in error["stacktrace"]["frames"]][-1] == "broken"
    crumbs = event["breadcrumbs"]["values"]
    assert crumbs[0]["message"] == "mail to <mail>"
    assert "user" not in event
    text = json.dumps([error["value"], crumbs], default=str)
    for secret in ("lan@", "0912", "minh@", "abcdefsecret"):
        assert secret not in text
    assert all("vars" not in frame for frame in error["stacktrace"]["frames"])


def test_of_a_request_an_error_keeps_where_and_how_not_who():
    event = {
        "user": {"ip_address": "192.0.2.1"},
        "request": {
            "url": f"http://shop/en/checkout/{TOKEN}/cancel/?card=4242424242424242",
            "method": "POST",
            "query_string": "card=4242424242424242",
            "cookies": {"sessionid": "abcdefsecret"},
            "data": {"street": "12 Hang Bong"},
            "env": {"REMOTE_ADDR": "192.0.2.1"},
            "headers": {"Authorization": "Bearer abc", "User-Agent": "T", "Cookie": "a=b"},
        },
    }
    assert errors.scrubbed(event, {}) == {
        "request": {
            "url": "http://shop/en/checkout/<token>/cancel/",
            "method": "POST",
            "headers": {"User-Agent": "T"},
        }
    }
