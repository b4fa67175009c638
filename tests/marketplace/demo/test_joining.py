"""The demo market shows a producer at every step of joining, made once."""

import pytest

from marketplace.demo.joining import make_joining
from marketplace.joining.models import Application, Change

pytestmark = pytest.mark.django_db


def test_the_demo_shows_every_step(producer, owner, staff):
    for _twice in range(2):
        make_joining(staff, producer)
    rows = Application.objects.exclude(applicant=None).order_by("pk")
    assert [(row.state, row.producer.state) for row in rows] == [
        ("asked", "registering"),
        ("verified", "suspended"),
        ("refused", "registering"),
    ]
    assert Change.objects.filter(application__producer=producer, kind="verified").count() == 1
    assert producer.application.papers.get().is_accepted
