"""Documents are set by a program of its own; a document that cannot be set says why."""

import subprocess

import pytest

from marketplace.frame import documents
from marketplace.frame.documents import DocumentFailed, render_pdf


@pytest.fixture
def templates(tmp_path, monkeypatch):
    monkeypatch.setattr(documents, "TEMPLATES", tmp_path)
    (tmp_path / "note.typ").write_text(
        '#set document(title: "Ghi chú")\n#let v = json(bytes(sys.inputs.values))\n#v.text\n'
    )
    (tmp_path / "broken.typ").write_text("#let v = json(bytes(sys.inputs.values))\n#v.missing\n")
    return tmp_path


def text_of(pdf: bytes) -> str:
    import pypdfium2

    return pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded().strip()


@pytest.mark.parametrize("text", ["Gốm Bát Tràng", "#panic() *not bold* $x$ \\ <a>", "“«»” ₫"])
def test_values_are_words_and_never_markup(templates, text):
    assert text_of(render_pdf("note", {"text": text})) == text


def test_values_that_a_template_misses_are_named(templates):
    with pytest.raises(DocumentFailed, match="missing"):
        render_pdf("broken", {"text": "x"})


def test_a_template_that_is_not_there_is_said(templates):
    with pytest.raises(DocumentFailed, match="No such file"):
        render_pdf("none", {})


def test_a_document_that_takes_too_long_is_given_up(templates, monkeypatch):
    monkeypatch.setattr(documents, "LONGEST_SECONDS", 0.01)
    with pytest.raises(subprocess.TimeoutExpired):
        render_pdf("note", {"text": "x"})
