"""What the shop knows becomes a paper with its day, by one click, once while it says the same."""

import pypdfium2
import pytest
from django.utils import timezone

from marketplace.programme.dossiers.documents import cite
from marketplace.programme.dossiers.drafting import DossierRefused, begin
from marketplace.programme.dossiers.evidence import SOURCES, take_evidence
from marketplace.programme.dossiers.models import Document, DocumentVersion
from tests import factories
from tests.flows.sale import paid
from tests.marketplace.programme.dossiers import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(vase, owner):
    return cast.make_draft(vase, owner)


def text_of(version):
    with version.file.open("rb") as file, pypdfium2.PdfDocument(file.read()) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def cited(dossier, version):
    return sorted(dossier.citations.filter(version=version).values_list("code", flat=True))


def test_story_is_frozen_and_cited_where_it_counts(draft, vase, owner):
    type(vase).objects.filter(pk=vase.pk).update(story_vi="Ba đời làm gốm.")
    draft.product.refresh_from_db()
    version = take_evidence(dossier=draft, source="story", by=owner)
    assert "Ba đời làm gốm." in text_of(version)
    assert version.document.kind == "story"
    assert cited(draft, version) == ["5.1", "5.2"]
    assert take_evidence(dossier=draft, source="story", by=owner) == version
    type(vase).objects.filter(pk=vase.pk).update(story_vi="Bốn đời làm gốm.")
    draft.product.refresh_from_db()
    newer = take_evidence(dossier=draft, source="story", by=owner)
    assert (newer.document, newer.n) == (version.document, 2)
    assert (cited(draft, version), cited(draft, newer)) == ([], ["5.1", "5.2"])
    assert "Ba đời" in text_of(version)  # the older one stays as it was


def test_what_it_was_cited_for_besides_stays_when_it_is_taken_anew(draft, vase, owner):
    type(vase).objects.filter(pk=vase.pk).update(story_vi="Ba đời làm gốm.")
    draft.product.refresh_from_db()
    version = take_evidence(dossier=draft, source="story", by=owner)
    cite(dossier=draft, version=version, codes=["5.1", "5.2", "2.2"])
    take_evidence(dossier=draft, source="story", by=owner)
    assert cited(draft, version) == ["2.2", "5.1", "5.2"]
    type(vase).objects.filter(pk=vase.pk).update(story_vi="Bốn đời làm gốm.")
    draft.product.refresh_from_db()
    newer = take_evidence(dossier=draft, source="story", by=owner)
    assert cited(draft, newer) == ["2.2", "5.1", "5.2"]


def test_sales_are_told_by_month(draft, vase, owner):
    paid([(vase, 2)])
    said = text_of(take_evidence(dossier=draft, source="sales", by=owner))
    assert f"{timezone.localdate():%m/%Y}" in said


def test_certificate_belongs_to_the_dossier_as_a_whole(draft, vase, owner):
    factories.make_certificate(vase, decision_number="77/QĐ-UBND")
    version = take_evidence(dossier=draft, source="certificate", by=owner)
    assert cited(draft, version) == [""]
    assert "77/QĐ-UBND" in text_of(version)


def test_lots_and_labels_of_a_released_lot(draft, vase, owner):
    lot = factories.make_lot(vase, "L2026-07", state="released", labels_issued=3)
    said = text_of(take_evidence(dossier=draft, source="lots", by=owner))
    assert lot.number in said
    version = take_evidence(dossier=draft, source="labels", by=owner)
    assert lot.number in text_of(version)
    assert cited(draft, version) == ["2.2"]


@pytest.mark.parametrize("source", ["sales", "lots", "labels", "certificate"])
def test_what_is_not_on_record_proves_nothing(draft, owner, source):
    with pytest.raises(DossierRefused, match=r"The shop has nothing on record for this yet."):
        take_evidence(dossier=draft, source=source, by=owner)
    assert not Document.objects.exists()


def test_nothing_is_taken_while_an_office_has_it(vase, owner):
    filed = cast.make_filed(vase, owner)
    factories.make_certificate(vase)
    count = DocumentVersion.objects.count()
    with pytest.raises(
        DossierRefused, match=r"The dossier is with the office now: nothing was changed."
    ):
        take_evidence(dossier=filed, source="certificate", by=owner)
    assert DocumentVersion.objects.count() == count


def test_of_another_product_it_is_another_document(draft, vase, owner):
    other = factories.make_product(vase.producer)
    for product in (vase, other):
        factories.make_certificate(product)
    first = take_evidence(dossier=draft, source="certificate", by=owner)
    second = take_evidence(dossier=begin(product=other, by=owner), source="certificate", by=owner)
    assert first.document != second.document
    assert set(SOURCES) == {"story", "sales", "lots", "labels", "certificate"}
