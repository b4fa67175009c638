"""What is kept beside files: a picture waits once, an access outlives who had it."""

import pytest
from django.db import IntegrityError

from marketplace.files.models import FileAccess, WaitingPicture
from tests import factories

pytestmark = pytest.mark.django_db


def test_picture_waits_once():
    row = WaitingPicture.objects.create(name="a.jpg")
    assert (str(row), row.tries) == ("a.jpg", 0)
    with pytest.raises(IntegrityError):
        WaitingPicture.objects.create(name="a.jpg")


def test_access_stays_when_its_reader_goes():
    reader = factories.make_user()
    FileAccess.objects.create(user=reader, name="lots/a.pdf", page="lots:attachment 1 2")
    reader.delete()
    access = FileAccess.objects.get()
    assert (access.user, str(access)) == (None, "lots:attachment 1 2: lots/a.pdf")
