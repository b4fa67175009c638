"""Form 01 on paper says what was handed over, with the list of documents."""

import json

import pypdfium2
import pytest

from marketplace.programme.dossiers.paper import answers_of, day, registration_pdf
from marketplace.programme.dossiers.snapshots import contents_of
from tests.marketplace.programme.dossiers import cast

pytestmark = pytest.mark.django_db


def text_of(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join("".join(page.get_textpage().get_text_range() for page in document).split())


def test_what_was_handed_over_is_printed_with_its_hash(vase, owner, commune):
    dossier = cast.make_handed_on(vase, owner, commune)
    last = dossier.snapshots.get(n=2)
    said = text_of(registration_pdf(dossier, json.loads(last.body), last.sha256))
    for words in ("Form 01", vase.code, last.sha256[:16], "plan …", "Giấy licence", "100 / 100"):
        assert words in said
    assert cast.findings()["words"] in said
    assert "Form 03" in said


def test_before_it_is_filed_it_says_so(vase, owner):
    dossier = cast.make_draft(vase, owner)
    said = text_of(registration_pdf(dossier, contents_of(dossier)))
    assert "Not filed" in said
    assert "None yet." in said
    assert "Form 03" not in said


def test_days_and_claims_are_read_from_a_body():
    assert (day("2026-10-05"), day("")) == ("05/10/2026", "")
    body = {"claims": [{"code": "1.1", "points": 4}], "variant": "site", "not_so": ["x"]}
    found = answers_of(body)
    assert (found.points, found.variant, found.not_so) == ({"1.1": 4}, "site", {"x"})
