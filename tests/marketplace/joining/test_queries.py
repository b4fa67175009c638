"""The desk's parts of the list, and who looked at what."""

import pytest
from django.utils import timezone

from marketplace.files.models import FileAccess
from marketplace.joining.models import Paper
from marketplace.joining.queries import (
    citizen_name,
    listed,
    namesakes_of,
    views_of,
    views_of_files,
)
from marketplace.joining.standing import suspend
from tests import factories
from tests.marketplace.joining.applicants import (
    make_application,
    make_moderator,
    make_sent,
    make_verified,
)

pytestmark = pytest.mark.django_db


def test_each_stands_in_its_part_and_is_counted():
    moderator = make_moderator()
    draft, sent = make_application(), make_sent()
    selling = make_verified(factories.make_user(), by=moderator)
    stopped = make_verified(factories.make_user(), by=moderator)
    suspend(application=stopped, by=moderator, words="x")
    Paper.objects.filter(application=selling).update(state=Paper.State.WAITING)
    assert {view.name: view.total for view in views_of()} == {
        "waiting": 1,
        "newer": 1,
        "back": 0,
        "begun": 1,
        "selling": 1,
        "stopped": 1,
        "no": 0,
        "ended": 0,
    }
    assert list(listed("waiting", "")) == list(listed("nonsense", "")) == [sent]
    assert list(listed("begun", "")) == [draft]
    assert list(listed("newer", "")) == [selling]
    assert listed("", "lan goM").count() == 4


def test_only_looks_of_staff_are_listed():
    made, person = make_sent(), factories.make_user()
    name = made.papers.get().file.name
    page = "verification:file 1"
    FileAccess.objects.create(name=name, page=page, user=person, at=timezone.now())
    FileAccess.objects.create(name=name, page="joining:file 1 1", user=made.applicant)
    FileAccess.objects.create(name=citizen_name(made), page="verification:citizen 1", user=person)
    FileAccess.objects.create(name="joining/other.pdf", page=page, user=person)
    assert views_of_files(made).count() == 2


def test_the_same_tax_code_or_telephone_is_noticed():
    one = make_application(phone="+84912345601", tax_code="0300588569")
    by_code = make_application(phone="+84912345602", tax_code="0300588569")
    by_phone = make_application(phone="+84912345601")
    other = make_application(phone="+84912345603")
    assert list(namesakes_of(one)) == [by_code, by_phone]
    other.phone = ""
    assert list(namesakes_of(other)) == []
