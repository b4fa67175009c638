"""Policies of the browser per part of the site."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware

# Wagtail's, Oscar's and Django's back offices carry inline scripts and styles of their
# own (wagtail issue 1288). A nonce beside 'unsafe-inline' would void it, so it goes.
BACK_OFFICES = ("/cms/", "/admin/", "/vi/dashboard/", "/en/dashboard/", "/id/dashboard/")


class BackOfficePolicy:
    """Relax the content security policy for back offices that cannot live under ours."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(BACK_OFFICES):
            response._csp_replace = {
                "script-src": ["'self'", "'unsafe-inline'"],
                "style-src": ["'self'", "'unsafe-inline'"],
                "img-src": ["'self'", "data:", "blob:"],
                "frame-ancestors": ["'self'"],
            }
        return response


class PageLanguage(LocaleMiddleware):
    """Django's, but a 404 that a view gave stays one: codes have no language to go to."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.status_code == 404 and getattr(request, "resolver_match", None):
            return response
        return super().process_response(request, response)
