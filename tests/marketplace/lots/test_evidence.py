"""The evidence pack: everything the market can prove, and nothing of another producer."""

import datetime
import io
import json
import zipfile

import pypdfium2
import pytest
import zxingcpp
from django.conf import settings
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone, translation
from oscar.core.loading import get_model
from PIL import Image

from catalogue.origin.events.schema import check_document
from catalogue.origin.lots.services import open_lot, record_step, release_lot
from catalogue.origin.models import LotMaterial
from catalogue.products.services import add_picture
from marketplace.ledger.terms import TermBook
from marketplace.lots.evidence import evidence_zip, overview, provable, sales_of
from tests import factories

pytestmark = pytest.mark.django_db


def url(product, ending: str) -> str:
    return reverse("lots:evidence-file", args=[product.pk, ending])


@pytest.fixture
def told(product, owner):
    """A product with a certificate, a picture, and a lot with its chain."""
    factories.make_certificate(product, stars=4, decision_number="77/QĐ-UBND")
    buffer = io.BytesIO()
    Image.new("RGB", (60, 80), (120, 60, 30)).save(buffer, "JPEG")
    add_picture(product=product, file=ContentFile(buffer.getvalue(), name="a.jpg"))
    lot = open_lot(
        product=product,
        quantity=20,
        by=owner,
        materials=[LotMaterial(name="Đất cao lanh", where_from="Trúc Thôn")],
    )
    at = timezone.now() - datetime.timedelta(hours=3)
    record_step(lot=lot, step="ceramics.throw", note="#set page $x$ *đậm*", by=owner, at=at)
    release_lot(lot=lot, by=owner)
    open_lot(product=product, quantity=5, by=owner, number="CHUA-XONG")
    return product


def sell(product, quantity: int, status: str, number: str, placed: datetime.datetime):
    order = get_model("order", "Order").objects.create(
        number=number,
        status=status,
        producer=product.producer,
        currency="VND",
        total_incl_tax=quantity * 1000,
        total_excl_tax=quantity * 1000,
        date_placed=placed,
    )
    record = product.stockrecords.get()
    get_model("order", "Line").objects.create(
        order=order,
        product=product,
        title=product.title,
        partner=record.partner,
        stockrecord=record,
        quantity=quantity,
        num_allocated=0,
        line_price_incl_tax=quantity * 1000,
        line_price_excl_tax=quantity * 1000,
        line_price_before_discounts_incl_tax=quantity * 1000,
        line_price_before_discounts_excl_tax=quantity * 1000,
    )


def text_of(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    return " ".join(" ".join(p.get_textpage().get_text_bounded() for p in document).split())


def test_pdf_holds_story_origin_chain_and_certificate(client, told, owner):
    client.force_login(owner)
    with translation.override("vi"):
        answer = client.get(url(told, "pdf"))
    assert answer["Content-Type"] == "application/pdf"
    text = text_of(answer.content)
    for words in (
        told.title_vi, told.title_en, told.title_ind, "77/QĐ-UBND", "Trúc Thôn",
        "Tạo dáng trên bàn xoay", "#set page $x$ *đậm*", f"{settings.SITE_URL}/P/{told.code}",
    ):  # fmt: skip
        assert words in text
    assert "CHUA-XONG" not in text


def test_code_in_the_pdf_leads_to_the_origin_page(client, told, owner):
    client.force_login(owner)
    document = pypdfium2.PdfDocument(client.get(url(told, "pdf")).content)
    found = [
        code.text
        for page in document
        for code in zxingcpp.read_barcodes(page.render(scale=2).to_pil())
    ]
    assert found == [f"{settings.SITE_URL}/P/{told.code}"]


def test_folder_holds_the_parts(client, told, owner):
    client.force_login(owner)
    answer = client.get(url(told, "zip"))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = {name.removeprefix(f"OCOP-{told.code}/") for name in archive.namelist()}
        chain = archive.read(f"OCOP-{told.code}/4-chain.csv").decode("utf-8-sig")
        document = json.loads(archive.read(f"OCOP-{told.code}/4-chain.jsonld"))
    assert names == {
        "1-evidence.pdf", "2-story-Tiếng Việt.txt", "2-story-English.txt",
        "2-story-Bahasa Indonesia.txt", "3-origin-code.svg", "3-origin-code.png", "4-chain.csv",
        "4-chain.jsonld", "5-sales.csv", "5-contract.txt", "6-certificates.csv",
        "7-picture-1.jpg",
    }  # fmt: skip
    assert len(chain.strip().splitlines()) == 3  # the head, the step, the commissioning
    assert len(check_document(document)) == 2


def test_what_somebody_typed_is_no_formula_in_the_folders_tables(producer, product, owner):
    factories.make_certificate(product, decision_number="=1+1")
    lot = open_lot(product=product, quantity=5, by=owner)
    record_step(lot=lot, step="ceramics.throw", note="=HYPERLINK(1)", by=owner)
    release_lot(lot=lot, by=owner)
    tables = {}
    with zipfile.ZipFile(io.BytesIO(evidence_zip(product))) as archive:
        for name in archive.namelist():
            if name.endswith(".csv"):
                content = archive.read(name)
                assert content.startswith(b"\xef\xbb\xbf")
                tables[name.rpartition("/")[2]] = content.decode("utf-8-sig")
    assert set(tables) == {"4-chain.csv", "5-sales.csv", "6-certificates.csv"}
    assert ",'=HYPERLINK(1)," in tables["4-chain.csv"]
    assert ",'=1+1," in tables["6-certificates.csv"]


def test_sales_count_orders_that_stand_by_month(producer, product):
    march = datetime.datetime(2026, 3, 31, 18, tzinfo=datetime.UTC)  # 1 April in Hanoi
    sell(product, 2, "delivered", "A1", march)
    sell(product, 3, "placed", "A2", march + datetime.timedelta(days=1))
    sell(product, 5, "cancelled", "A3", march)
    sell(product, 7, "pending", "A4", march)
    assert sales_of(product) == [{"month": "04/2026", "orders": 2, "quantity": 5, "total": 5000}]
    assert [(row.product, row.sold) for row in overview([*provable(producer)])] == [(product, 5)]


def test_contract_tells_the_terms_of_today(client, told, owner):
    client.force_login(owner)
    content = client.get(url(told, "zip")).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = next(n for n in archive.namelist() if n.endswith("/5-contract.txt"))
        text = archive.read(name).decode()
    rate = TermBook([told.producer]).commission_rate(told.producer.pk, told.ocop_group_id)
    assert rate > 0
    assert f": {rate / 100:g} %" in text
    assert told.producer.name in text
    assert f"{settings.SITE_URL}/vi/operating-rules/" in text
