"""A page's own content policy: wider for what it says, all other directives stay."""

from csp.middleware import CSPMiddleware
from django.http import HttpResponse
from django.test import RequestFactory

from marketplace.frame.policy import replace_policy, widen_policy


def policy_of(change) -> dict[str, str]:
    response = HttpResponse()
    change(response)
    sent = CSPMiddleware(lambda request: response)(RequestFactory().get("/"))
    parts = [part.split(" ", 1) for part in sent["Content-Security-Policy"].split("; ")]
    return dict(parts)


def test_a_page_widens_a_directive_and_keeps_the_others():
    every = policy_of(lambda response: None)
    wider = policy_of(lambda r: widen_policy(r, {"script-src": ["https://js.stripe.com"]}))
    assert every["script-src"] == "'self'"
    assert wider == every | {"script-src": "'self' https://js.stripe.com"}


def test_a_page_names_a_directive_anew_and_keeps_the_others():
    every = policy_of(lambda response: None)
    other = policy_of(lambda r: replace_policy(r, {"frame-ancestors": ["'self'"]}))
    assert every["frame-ancestors"] == "'none'"
    assert other == every | {"frame-ancestors": "'self'"}
