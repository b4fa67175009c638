"""Forms of a dossier: rounds, boxes for lines, names of documents."""

import datetime

import pytest

from marketplace.programme.dossiers.models import Document, DocumentVersion
from marketplace.programme.dossiers.terms import rounds_from
from marketplace.sell.dossiers.forms import CiteForm, RegistrationForm, described
from tests.marketplace.programme.dossiers import cast

pytestmark = pytest.mark.django_db


def test_a_round_is_one_of_those_that_come(vase, owner):
    dossier = cast.make_draft(vase, owner)
    first, second = rounds_from(cast.in_days(0))
    chosen = RegistrationForm(
        {"round_on": second.files_by.isoformat()}, dossier=dossier, part="plan"
    )
    assert chosen.is_valid()
    assert chosen.columns == {"round_on": second.files_by.isoformat()}
    for wrong in ("2001-01-01", "x", ""):
        form = RegistrationForm({"round_on": wrong}, dossier=dossier, part="plan")
        assert set(form.errors) == {"round_on"}
    assert dossier.round_on == first.files_by
    assert "round_on" not in RegistrationForm(dossier=dossier, part="who").fields


def test_the_dossier_as_a_whole_has_a_box_of_its_own(vase, owner):
    dossier = cast.make_draft(vase, owner)
    form = CiteForm({"codes": ["0", "1.4"]}, dossier=dossier, cited=["", "2.2"])
    assert form.initial["codes"] == ["0", "2.2"]
    assert form.is_valid()
    assert form.cleaned_data["codes"] == ["", "1.4"]
    assert not CiteForm({"codes": ["99"]}, dossier=dossier, cited=[]).is_valid()


def test_a_document_is_told_by_name_number_and_day():
    document = Document(name="Hợp đồng", number="7", issued_on=datetime.date(2026, 1, 2))
    assert described(DocumentVersion(document=document)) == "Hợp đồng · 7 · 02/01/2026"
