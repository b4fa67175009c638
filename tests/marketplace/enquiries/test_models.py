"""An enquiry is to a village or to a maker, and to one of them."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from marketplace.enquiries.models import Enquiry, Said

pytestmark = pytest.mark.django_db


def test_an_enquiry_has_one_place(village, producer):
    for places in ({}, {"village": village, "producer": producer}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Enquiry.objects.create(name="A", email="a@b.vn", last_at=timezone.now(), **places)


def test_rows_are_called_after_place_and_words(village):
    made = Enquiry(village=village, name="Hoa")
    assert (str(made), str(Said(text="x" * 90))) == ("Bát Tràng: Hoa", "x" * 60)
