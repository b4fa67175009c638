"""What a host writes, as columns, fares and steps."""

import pytest

from marketplace.sell.visits.forms import CallOffForm, TermsForm, known_terms
from tests import visits
from tests.marketplace.sell.visits.test_term_views import TERMS

pytestmark = pytest.mark.django_db


def test_terms_are_read_as_columns_fares_and_steps():
    form = TermsForm(TERMS | {"hours_2": "24", "percent_2": "50"})
    assert form.is_valid()
    assert form.fares == {"adult": 250_000, "child": 100_000}
    assert form.steps == {48: 100, 24: 50}
    assert form.terms["languages"] == ["vi", "en"]
    assert form.terms["meeting_point_vi"] == "Cổng làng"


def test_what_is_known_is_what_is_written_again():
    known = known_terms(visits.make_visit())
    assert (known["price_adult"], known["hours_1"], known["percent_2"]) == (450_000, 72, 50)


@pytest.mark.parametrize(("length", "fits"), [(500, True), (501, False)])
def test_words_to_guests_have_an_end(length, fits):
    assert CallOffForm({"note": "x" * length}).is_valid() == fits
