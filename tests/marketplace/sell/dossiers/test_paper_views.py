"""Documents of a dossier: uploaded with errors in words, cited, opened by their maker alone."""

import pytest
from django.core.files.base import ContentFile

from marketplace.files.models import FileAccess
from marketplace.programme.dossiers import handing
from marketplace.programme.dossiers.documents import add_document
from marketplace.programme.dossiers.models import Document, DocumentVersion
from tests import factories
from tests.marketplace.programme.dossiers import cast
from tests.marketplace.programme.dossiers.test_paper import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(client, vase, owner):
    client.force_login(owner)
    return cast.make_draft(vase, owner)


def page_of(dossier, rest):
    return f"/en/sell/dossiers/{dossier.pk}/{rest}"


def test_an_upload_keeps_what_was_written_where_it_is_refused(client, draft):
    page = client.get(page_of(draft, "documents/?line=1.4&kind=linkage"))
    form = page.context["form"]
    assert (form["codes"].value(), form["kind"].value()) == (["1.4"], "linkage")
    given = {"kind": "linkage", "name": "Hợp đồng", "codes": ["1.4"], "expires_on": "2020-01-01"}
    refused = client.post(page_of(draft, "documents/"), given)
    text = refused.content.decode()
    assert refused.status_code == 422
    assert "It has ended: it proves nothing any more." in text
    assert 'value="Hợp đồng"' in text
    assert not Document.objects.exists()
    later = given | {"expires_on": "", "issued_on": "2999-01-01", "file": cast.pdf(), "codes": []}
    text = client.post(page_of(draft, "documents/"), later).content.decode()
    assert "This day is still to come." in text
    assert "Tick at least one." in text


def test_a_file_that_is_no_paper_is_refused(client, draft):
    given = {"kind": "other", "codes": ["0"], "file": ContentFile(b"MZ\x90\x00", "a.pdf")}
    refused = client.post(page_of(draft, "documents/"), given)
    assert refused.status_code == 422
    assert "Please choose a PDF, or a picture of the paper." in refused.content.decode()


def test_cited_elsewhere_or_nowhere(client, draft, owner):
    facts = {"kind": "other", "name": "Giấy"}
    version = add_document(dossier=draft, file=cast.pdf(), codes=["1.4"], by=owner, **facts)
    path = page_of(draft, f"documents/{version.pk}/")
    assert "1.4 " in client.get(path).content.decode()
    client.post(path, {"codes": ["0", "2.2"]})
    assert sorted(draft.citations.values_list("code", flat=True)) == ["", "2.2"]
    client.post(path, {})
    assert not draft.citations.exists()
    assert DocumentVersion.objects.count() == 1  # it stays among the producer's documents
    assert client.get(path).status_code == 200


def test_its_file_is_handed_out_and_written_down(client, draft, owner):
    facts = {"kind": "other", "name": "Giấy"}
    version = add_document(dossier=draft, file=cast.pdf("xem"), codes=[""], by=owner, **facts)
    answer = client.get(page_of(draft, f"documents/{version.pk}/file/"))
    assert answer.status_code == 302
    assert b"".join(client.get(answer["Location"]).streaming_content) == b"%PDF-1.4 xem"
    assert FileAccess.objects.get().user == owner
    theirs = factories.make_product(factories.make_producer("Hộ khác"))
    other = cast.make_filed(theirs, owner).citations.first().version
    assert client.get(page_of(draft, f"documents/{other.pk}/file/")).status_code == 404


def test_evidence_is_taken_by_one_click(client, draft, vase):
    nothing = client.post(page_of(draft, "evidence/certificate/"), follow=True)
    assert "The shop has nothing on record for this yet." in nothing.content.decode()
    factories.make_certificate(vase)
    client.post(page_of(draft, "evidence/certificate/"))
    assert draft.citations.get().version.document.source == "certificate"
    assert client.get(page_of(draft, "evidence/certificate/")).status_code == 405
    assert client.post(page_of(draft, "evidence/other/")).status_code == 404


def test_form_01_is_printed(client, draft):
    answer = client.get(page_of(draft, "form-01.pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert "no-store" in answer["Cache-Control"]


def test_what_was_handed_over_is_printed_and_no_draft_of_form_03(client, draft, owner, commune):
    """The commune's draft is its own until it hands the dossier over."""
    cast.complete(draft, owner)
    handing.file_dossier(dossier=draft, by=owner)
    handing.write_opinion(dossier=draft, by=commune, **cast.findings())

    def printed():
        return text_of(client.get(page_of(draft, "form-01.pdf")).content)

    words = cast.findings()["words"]
    assert words not in printed()
    cast.ask(draft, commune)
    assert words not in printed()
    assert words not in client.get(page_of(draft, "")).content.decode()
    handing.answer_item(dossier=draft, item=handing.open_items(draft).get(), answer="Xong")
    handing.send_answer(dossier=draft, by=owner)
    type(draft).objects.update(facts=draft.facts | {"plan": "Sửa sau khi nộp"})
    assert "Sửa sau khi nộp" not in printed()
    handing.hand_on(dossier=draft, by=commune)
    assert words in printed()
    assert words in client.get(page_of(draft, "")).content.decode()
