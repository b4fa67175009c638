"""The WSGI application that gunicorn serves."""

import os
import sys

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
if not settings.DATABASES["default"]["ENGINE"].endswith(".postgresql"):
    # REST framework, within Wagtail, only looks whether they are there: 8 MB for a driver.
    sys.modules["django.contrib.postgres.fields"] = None  # type: ignore[assignment]

application = get_wsgi_application()
