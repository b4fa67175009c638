"""The limit: a view that returns as many bytes, with no middleware and no database."""

import os
import sys

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(
    SECRET_KEY="a peer of a measurement",
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["127.0.0.1"],
    MIDDLEWARE=[],
)
BODIES: dict[int, bytes] = {}


def same_bytes(request, size: int) -> HttpResponse:
    if size not in BODIES:
        BODIES[size] = os.urandom(size // 2).hex().encode()
    return HttpResponse(BODIES[size])


urlpatterns = [path("<int:size>/", same_bytes)]
application = get_wsgi_application()
sys.modules.setdefault("tests.bench.peers.bare", sys.modules[__name__])
