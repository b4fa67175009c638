"""Errors to a collector that speaks Sentry's protocol, when SENTRY_DSN names one.

Nothing of people goes along: no body, cookie, header, address or variable; what texts are left
are scrubbed. Who reads an error looks the request's number up in the log.
"""

from typing import Any

import sentry_sdk

from marketplace.frame.scrubbing import scrub_all

KEPT_HEADERS = {"content-type", "accept-language", "user-agent", "x-request-id"}


def start(dsn: str, *, environment: str) -> None:
    """Send errors, and errors only, from now on.

    send_default_pii stays off, as it is by default: to name it is deprecated.
    """
    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        include_local_variables=False,
        max_request_body_size="never",
        traces_sample_rate=0.0,
        max_breadcrumbs=20,
        before_send=scrubbed,
        before_breadcrumb=scrubbed,
    )


def scrubbed(event: Any, hint: dict[str, Any]) -> Any:
    """Take out of an event, or of what led to it, whatever is somebody's."""
    event.pop("user", None)
    request = event.get("request")
    if request:
        for name in ("cookies", "data", "env", "query_string"):
            request.pop(name, None)
        headers = request.get("headers", {})
        request["headers"] = {n: v for n, v in headers.items() if n.lower() in KEPT_HEADERS}
        if "url" in request:
            request["url"] = request["url"].partition("?")[0]
    return scrub_all(event)
