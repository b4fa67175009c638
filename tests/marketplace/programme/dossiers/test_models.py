"""Facts of rows: what form 03 says in words."""

import pytest

from marketplace.programme.dossiers.models import Dossier, Opinion

pytestmark = pytest.mark.django_db


def test_findings_are_said_in_the_order_of_the_form():
    opinion = Opinion(materials="yes", labour="no", idea="partly", identity="yes")
    assert [found for _point, found in opinion.findings] == ["Yes", "No", "Partly", "Yes"]


def test_every_state_has_its_moves_and_its_tone():
    assert set(Dossier.MOVES) == set(Dossier.TONES) == set(Dossier.State)
    assert {state for state, goals in Dossier.MOVES.items() if not goals} == {
        "rated",
        "not_rated",
        "withdrawn",
    }
