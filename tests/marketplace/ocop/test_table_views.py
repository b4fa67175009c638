"""Officers send a table of decisions, read what each row would do, hand it over; another enters."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from catalogue.certificates.models import Certificate, Proposal
from catalogue.certificates.tables.columns import COLUMNS, DECISIONS
from tests import factories
from tests.catalogue.certificates.tables.tables import row, table
from tests.marketplace.ocop.desk import ENTRIES, answered, messages_of, second, words_of

pytestmark = pytest.mark.django_db
NEW = "/en/programme/tables/new/"


def send(browser, *rows, content: bytes | None = None):
    body = table(*rows) if content is None else content
    return browser.post(NEW, {"file": SimpleUploadedFile("qd.xlsx", body)}, follow=True)


def page_of(proposal) -> str:
    return f"{ENTRIES}{proposal.pk}/"


def test_a_table_goes_from_the_file_to_the_register(office, client):
    page = words_of(send(office, row(), row(name="Trà sen")))
    draft = Proposal.objects.get()
    for told in ("Nothing counts yet", "Chè Suối Giàng", "Trà sen", "Row 2", "Row 3"):
        assert told in page
    said = office.post(f"{page_of(draft)}hand-over/", follow=True)
    assert messages_of(said) == ["Handed over. A second person has to confirm it."]
    assert not Certificate.objects.exists()
    browser = second()
    assert "qd.xlsx" in words_of(browser.get(ENTRIES))
    assert messages_of(answered(draft, browser)) == ["Entered: 2 certificates."]
    assert Certificate.objects.count() == 2
    assert "Trà sen" in words_of(client.get("/en/ocop/"))


def test_refused_rows_are_read_in_words_and_taken_along(office):
    page = words_of(send(office, row(), row(name="=1+1", stars="4", commune="99999")))
    draft = Proposal.objects.get()
    for told in (
        "Some rows are refused: mend them and send the file again.",
        "Commune: It is not known.",
    ):
        assert told in page
    assert "hand-over" not in page
    said = office.post(f"{page_of(draft)}hand-over/", follow=True)
    assert messages_of(said)[-1] == "Some rows are refused: mend them and send the file again."
    body = office.get(f"{page_of(draft)}refused.xlsx").content
    sheet = load_workbook(io.BytesIO(body)).active
    cells = list(sheet.iter_rows())
    assert [cell.value for cell in cells[0]] == [c.key for c in COLUMNS] + ["What is wrong"]
    assert len(cells) == 2
    assert (cells[1][1].value, cells[1][1].data_type) == ("=1+1", "s")
    assert "Commune: It is not known." in cells[1][-1].value


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7", "This is a PDF. Please send the spreadsheet itself."),
        ("Mã;Tên\nA;B\n".encode(), "No row with the names of the columns was found."),
        (table(), "The file has the names of columns but no rows below them."),
        (b"PK\x03\x04broken", "This is no CSV or XLSX file that we can read."),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_file(office, content, sentence):
    answer = send(office, content=content)
    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors["file"][0]


def test_more_rows_than_a_table_may_have_are_refused(office, monkeypatch):
    monkeypatch.setattr("catalogue.certificates.tables.services.MOST_ROWS", 1)
    answer = send(office, row(), row(name="Trà"))
    assert answer.context["form"].errors["file"] == [
        "The file has more than 1 rows. Please send it in parts."
    ]


def test_another_officer_s_table_is_not_handed_over(office):
    send(office, row())
    draft = Proposal.objects.get()
    said = second().post(f"{page_of(draft)}hand-over/", follow=True)
    assert messages_of(said) == ["Who sent the table hands it over."]
    draft.refresh_from_db()
    assert draft.is_draft


def test_a_register_that_moved_says_so(office, product):
    send(
        office,
        row(code=product.code, name="", holder_name="", holder_kind="", ocop_set="", commune=""),
    )
    draft = Proposal.objects.get()
    office.post(f"{page_of(draft)}hand-over/")
    factories.make_certificate(product, decision_number="12/QĐ-UBND")
    said = answered(draft, second())
    assert messages_of(said) == [
        "The register has changed since: some rows do not fit any more. Nothing was entered; "
        "send the table back."
    ]


@pytest.mark.parametrize("language", ["vi", "en", "id"])
def test_the_template_is_read_as_a_table_again(office, language):
    book = load_workbook(
        io.BytesIO(office.get(f"/{language}/programme/tables/template.xlsx").content)
    )
    header = [cell.value for cell in book.worksheets[0][1]]
    assert DECISIONS.places_in(header) == {column.key: at for at, column in enumerate(COLUMNS)}
    assert book.worksheets[2].max_row == 27
    csv = office.get(f"/{language}/programme/tables/template.csv").content.decode("utf-8-sig")
    assert csv.strip().split(",") == header


def test_strangers_members_and_numbers_of_other_things(client, office, officer, producer):
    send(office, row())
    draft = Proposal.objects.get()
    other = Proposal.objects.create(
        kind="decision", key="k", title="1/QĐ", search_text="", asked_by=officer
    )
    assert office.post(f"{page_of(other)}hand-over/").status_code == 404
    assert office.get(f"{page_of(other)}refused.xlsx").status_code == 404
    paths = (NEW, f"{page_of(draft)}hand-over/", "/en/programme/tables/template.xlsx")
    client.logout()
    assert {client.post(path).status_code for path in paths} == {302}
    client.force_login(factories.make_member(producer))
    assert {client.post(path).status_code for path in paths} == {403}


def test_the_page_of_a_table_asks_the_same_however_long_it_is(office):
    def asked(pk: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            office.get(f"{ENTRIES}{pk}/")
        return len(queries)

    send(office, row())
    send(office, *(row(name=f"Chè {n}") for n in range(30)))
    one, many = Proposal.objects.order_by("pk")
    asked(one.pk)
    assert asked(one.pk) == asked(many.pk)
    found = office.get(page_of(many), {"q": "chè 29"})
    assert [each.row.title for each in found.context["rows"]] == ["Chè 29"]
