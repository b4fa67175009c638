"""A page's own content policy, said on its response for django-csp's middleware."""

from collections.abc import Mapping, Sequence

from django.http import HttpResponse

Directives = Mapping[str, Sequence[str]]


def widen_policy(response: HttpResponse, directives: Directives) -> None:
    """Allow these sources besides those that every page may use."""
    vars(response)["_csp_update"] = directives


def replace_policy(response: HttpResponse, directives: Directives) -> None:
    """Name these directives anew; all others stay."""
    vars(response)["_csp_replace"] = directives
