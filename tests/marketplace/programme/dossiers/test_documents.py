"""A document is uploaded once and cited where it proves something."""

import pytest

from marketplace.programme.dossiers import documents
from marketplace.programme.dossiers.documents import add_document, cite, cite_line, documents_for
from marketplace.programme.dossiers.drafting import DossierRefused, begin
from marketplace.programme.dossiers.models import Document, DocumentVersion
from tests import factories
from tests.marketplace.programme.dossiers import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(vase, owner):
    return cast.make_draft(vase, owner)


def add(dossier, owner, *codes, text="a"):
    facts = {"kind": "other", "name": f"Giấy {text}"}
    return add_document(dossier=dossier, file=cast.pdf(text), codes=codes, by=owner, **facts)


def cited(dossier):
    return sorted(dossier.citations.values_list("version__document__name", "code"))


def test_one_document_proves_many_lines_and_the_same_file_is_kept_once(draft, owner):
    first = add(draft, owner, "1.1", "1.4")
    assert add(draft, owner, "") == first
    assert Document.objects.count() == DocumentVersion.objects.count() == 1
    assert cited(draft) == [("Giấy a", ""), ("Giấy a", "1.1"), ("Giấy a", "1.4")]


def test_cited_exactly_where_it_is_said(draft, owner):
    version = add(draft, owner, "1.1", "1.4")
    cite(dossier=draft, version=version, codes=["1.4", "2.2", "99"])
    assert cited(draft) == [("Giấy a", "1.4"), ("Giấy a", "2.2")]
    other = add(draft, owner, "1.1", text="b")
    cite_line(dossier=draft, code="2.2", versions=[other])
    assert cited(draft) == [("Giấy a", "1.4"), ("Giấy b", "1.1"), ("Giấy b", "2.2")]


def test_of_another_producer_nothing_is_cited(draft, owner, vase):
    stranger = factories.make_product(factories.make_producer("Hộ khác"))
    theirs = add(begin(product=stranger, by=owner), owner, "", text="khac")
    for act in (
        lambda: cite(dossier=draft, version=theirs, codes=[""]),
        lambda: cite_line(dossier=draft, code="1.1", versions=[theirs]),
    ):
        with pytest.raises(DossierRefused, match=r"This document is another producer's."):
            act()
    assert theirs not in documents_for(draft)
    assert not draft.citations.exists()


def test_documents_that_a_dossier_may_cite_are_the_producer_s_newest(draft, owner, vase):
    mine = add(draft, owner, "")
    later = documents.add_version(document=mine.document, file=cast.pdf("b"), by=owner)
    other = factories.make_product(vase.producer)
    of_other = Document.objects.create(
        producer=vase.producer, product=other, source="sales", kind="sales", name="Khác"
    )
    documents.add_version(document=of_other, file=cast.pdf("c"), by=owner)
    assert list(documents_for(draft)) == [later]
    assert documents.add_version(document=mine.document, file=cast.pdf("b"), by=owner) == later


def test_there_is_an_end_to_papers(draft, owner, monkeypatch):
    monkeypatch.setattr(documents, "MOST_CITED", 1)
    add(draft, owner, "")
    with pytest.raises(DossierRefused, match=r"A dossier has at most 200 documents."):
        add(draft, owner, "", text="b")


def test_a_file_that_is_described_anew_proves_what_it_proved(draft, owner):
    add(draft, owner, "1.1")
    facts = {"kind": "safety", "name": "Giấy ATTP", "expires_on": cast.in_days(9)}
    add_document(dossier=draft, file=cast.pdf("a"), codes=[""], by=owner, **facts)
    assert cited(draft) == [("Giấy ATTP", ""), ("Giấy ATTP", "1.1")]
    assert Document.objects.filter(kind="safety", expires_on=cast.in_days(9)).count() == 1
    assert Document.objects.count() == 2  # what an older dossier says of it stays
