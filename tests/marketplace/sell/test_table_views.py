"""Products by table in the portal: sent, looked at, agreed to; each producer's own alone."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from catalogue.facts.models import FactWord
from marketplace.listings.imports import services
from marketplace.listings.imports.models import ImportRow, ProductImport
from marketplace.listings.models import Revision
from marketplace.producers.models import Producer
from tests import factories
from tests.marketplace.listings.imports.tables import NEW, applied, sent, table, undone

pytestmark = pytest.mark.django_db
TABLES = "/en/sell/products/tables/"


@pytest.fixture
def vase(producer):
    return factories.make_product(producer, title="Lọ hoa")


@pytest.fixture
def desk(client, owner):
    client.force_login(owner)
    return client


def send(client, *rows, **more):
    file = SimpleUploadedFile("hàng.csv", table(*rows))
    return client.post(TABLES, {"file": file} | more, follow=True)


def page_of(client, made: ProductImport, query: str = "") -> str:
    response = client.get(f"{TABLES}{made.pk}/{query}")
    assert response.status_code == 200 and len(response.content) < 60_000
    return " ".join(response.content.decode().split())


def test_table_goes_from_its_file_to_the_shop_by_its_pages(desk, producer, vase):
    page = send(desk, {"code": vase.code, "price": "260k"}, NEW).content.decode()
    made = ProductImport.objects.get()
    assert made.file_name == "hàng.csv" and "Waits for its turn." in page
    assert '<meta http-equiv="refresh" content="4">' in page
    told = desk.get(f"{TABLES}{made.pk}/progress.json").json()
    assert told == {"done": 0, "count": 0, "has_ended": False, "text": "Waits for its turn."}
    services.read_import.func(made.pk)
    assert desk.get(f"{TABLES}{made.pk}/progress.json").json()["has_ended"]
    page = page_of(desk, made)
    assert "1 new product, 1 changed, 0 as they are, 0 refused." in page
    page = page_of(desk, made, "?show=changed")
    assert "<del>" in page and "250,000" in page and "260,000" in page
    assert "Lọ hoa" not in page_of(desk, made, "?show=all&q=ấm trà")
    desk.post(f"{TABLES}{made.pk}/apply/")
    assert "Being applied" in page_of(desk, made)
    services.apply_import.func(made.pk)
    assert "New products and texts wait for the editors." in page_of(desk, made)
    assert "Undo this import" in page_of(desk, made)
    desk.post(f"{TABLES}{made.pk}/undo/")
    assert "Being undone" in page_of(desk, made)
    services.undo_import.func(made.pk)
    assert "Undone: prices, stock and proposals are as they were" in page_of(desk, made)


def test_refused_rows_say_their_column_and_come_as_a_table(desk, producer, owner, vase):
    made = sent(producer, owner, {"code": vase.code, "price": "1,2"}, {"code": "X9", "price": "9"})
    page = page_of(desk, made)
    assert "Price: Write a whole number, such as 1.250.000." in page
    assert "Code: None of your products has this code." in page
    sheet = load_workbook(io.BytesIO(desk.get(f"{TABLES}{made.pk}/refused.xlsx").content)).active
    assert list(sheet.values) == [
        ("code", "price", "What is wrong"),
        (vase.code, "1,2", "Price: Write a whole number, such as 1.250.000."),
        ("X9", "9", "Code: None of your products has this code."),
    ]
    refused = desk.post(f"{TABLES}{made.pk}/apply/")
    assert refused.status_code == 422 and b"No row of this table changes" in refused.content


def test_ticks_are_asked_for_and_taken(desk, producer, owner, vase):
    made = sent(
        producer, owner, {"code": vase.code, "price": "25000"}, {"code": "X9", "price": "9"}
    )
    page = page_of(desk, made)
    assert 'name="leaves_out"' in page and 'name="is_sure"' in page
    assert desk.post(f"{TABLES}{made.pk}/apply/", {"leaves_out": "on"}).status_code == 422
    desk.post(f"{TABLES}{made.pk}/apply/", {"leaves_out": "on", "is_sure": "on"})
    made.refresh_from_db()
    assert made.is_applying
    assert desk.post(f"{TABLES}{made.pk}/cancel/").status_code == 422


def test_same_file_is_asked_about_and_read_again_by_a_tick(desk, producer, vase):
    send(desk, NEW)
    made = ProductImport.objects.get()
    services.read_import.func(made.pk)
    again = send(desk, NEW)
    assert again.status_code == 422 and "You sent this file on" in again.content.decode()
    assert 'type="checkbox" name="again"' in again.content.decode()
    send(desk, NEW, again="on")
    assert ProductImport.objects.count() == 2
    assert b"Another table of yours is at work" in send(desk, NEW, again="on").content


def test_cancelled_and_unreadable_tables_say_so(desk, producer, owner):
    made = sent(producer, owner, NEW)
    desk.post(f"{TABLES}{made.pk}/cancel/")
    assert "Nothing of the table counts" in page_of(desk, made)
    file = SimpleUploadedFile("a.csv", b"a;b;c\n1;2;3")
    desk.post(TABLES, {"file": file})
    bad = ProductImport.objects.first()
    services.read_import.func(bad.pk)
    assert "No row with the names of the columns was found." in page_of(desk, bad)


def test_what_prevents_an_undoing_is_named(desk, producer, owner, vase):
    made = applied(producer, owner, {"code": vase.code, "price": "300k"})
    vase.stockrecords.update(price=310_000)
    undone(made)
    assert "It costs 310,000 now, which is not what the table said." in page_of(desk, made)
    later = applied(producer, owner, {"code": vase.code, "price": "320k"})
    assert later.is_applied
    refused = desk.post(f"{TABLES}{made.pk}/undo/")
    assert b"Only the last import can be undone" in refused.content


def test_drafts_go_together_once_the_producer_is_verified(desk, producer, owner):
    Producer.objects.filter(pk=producer.pk).update(state=Producer.State.REGISTERING)
    made = applied(producer, owner, NEW)
    assert "Send the drafts" not in page_of(desk, made)
    refused = desk.post(f"{TABLES}{made.pk}/submit/")
    assert b"drafts wait until it is" in refused.content
    Producer.objects.filter(pk=producer.pk).update(state=Producer.State.VERIFIED)
    assert "Send the drafts" in page_of(desk, made)
    desk.post(f"{TABLES}{made.pk}/submit/")
    assert Revision.objects.get().batch.table == made
    desk.post(f"{TABLES}{made.pk}/submit/")  # nothing is left
    assert Revision.objects.get().is_submitted


def test_template_reads_back_as_a_table_without_products(desk, producer, owner):
    content = desk.get(f"{TABLES}template.xlsx").content
    book = load_workbook(io.BytesIO(content))
    assert len(book.worksheets) == 4 and book.worksheets[2].max_row == 27
    words = [row[1].value for row in book.worksheets[3].iter_rows(min_row=2)]
    assert len(words) == FactWord.objects.count() and {"Celadon", "Silk", "Milk"} <= set(words)
    made = services.upload(producer=producer, name="t.xlsx", content=content, by=owner, again=False)
    services.read_import.func(made.pk)
    made.refresh_from_db()
    assert (made.state, made.failure) == ("failed", "empty")


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_products_that_left_as_a_table_come_back_unchanged(desk, producer, owner, kind):
    factories.make_product(
        producer, title="=Ấm  đặc biệt", story_vi="Dòng một.\r\n\r\nDòng  hai; có dấu, phẩy.\n"
    )
    factories.make_product(producer, title="Bát", made_to_order=True, stock=0, set_number=5)
    for language in ("vi", "en", "id"):
        content = desk.get(f"/{language}/sell/products.{kind}").content
        made = services.upload(
            producer=producer, name=f"x.{kind}", content=content, by=owner, again=True
        )
        services.read_import.func(made.pk)
        made.refresh_from_db()
        problems = list(made.rows.values_list("problems", "wants"))
        assert made.counts.get("unchanged") == 2, (made.failure, problems)


def test_tables_of_others_are_not_there(client, producer, owner, vase, stranger):
    made = sent(producer, owner, {"code": vase.code, "price": "300k"})
    other = factories.make_member(factories.make_producer())
    steps = ("", "progress.json", "refused.xlsx", "file/")
    for person, status in ((other, 404), (stranger, 403)):
        client.force_login(person)
        assert {client.get(f"{TABLES}{made.pk}/{step}").status_code for step in steps} == {status}
        for step in ("apply/", "cancel/", "undo/", "submit/"):
            assert client.post(f"{TABLES}{made.pk}/{step}").status_code == status
    client.force_login(factories.make_member(producer, "p@example.com", role="packer"))
    assert client.get(reverse("sell:tables")).status_code == 403
    made.refresh_from_db()
    assert made.is_checked


def test_file_comes_back_to_who_sent_it(desk, producer, owner):
    made = sent(producer, owner, NEW)
    response = desk.get(f"{TABLES}{made.pk}/file/", follow=True)
    assert b"".join(response.streaming_content) == table(NEW)
    ProductImport.objects.update(file="")
    assert desk.get(f"{TABLES}{made.pk}/file/").status_code == 404


def test_pages_cost_the_same_for_few_and_many(desk, producer, owner):
    made = sent(producer, owner, NEW, NEW | {"title_vi": "Bát", "story_vi": "Chuyện " * 800})

    def spent(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(desk.get(address).content) < 60_000
        return len(queries)

    addresses = (TABLES, f"{TABLES}{made.pk}/", f"{TABLES}{made.pk}/?show=all&q=bat")
    few = [spent(address) for address in addresses]
    few = [spent(address) for address in addresses]
    ImportRow.objects.bulk_create(
        ImportRow(
            table=made,
            number=n,
            outcome="created",
            title=f"Bát {n}",
            search_text=f"bat {n}",
            wants={"content": NEW | {"story_vi": "Chuyện " * 800}},
        )
        for n in range(10, 60)
    )
    for n in range(20):
        ProductImport.objects.create(
            producer=producer, file_name=f"{n}.csv", told_at=made.told_at, created_by=owner
        )
    assert [spent(address) for address in addresses] == few and max(few) <= 15
