"""What nothing opens is not read, and whoever adds to it notices nothing."""

import subprocess
import sys

from django.apps import apps

from marketplace.frame.unopened import NOTHING
from tests.source.templates import ROOT

READ = """
import os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
import django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
print(sorted(name for name in ("ninja", "aiohttp") if name in sys.modules))
"""


def test_a_process_that_serves_reads_nothing_of_it():
    done = subprocess.run(
        [sys.executable, "-c", READ], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_api_is_not_among_the_apps():
    assert not apps.is_installed("wagtail.api.v3")


def test_names_of_the_part_are_nothing_and_others_are_not_there():
    from wagtail.api.v3 import api
    from wagtail.images.api.v3.router import router

    assert api.add_router("/images/", router) is router is NOTHING
    assert not hasattr(sys.modules["wagtail.images.api.v3"], "__wrapped__")
