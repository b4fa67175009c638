"""The pages of the evidence pack: whose they are, and what they cost."""

import datetime
import io

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from catalogue.origin.lots.services import open_lot, record_step, release_lot
from catalogue.origin.models import LotMaterial
from catalogue.products.services import add_picture
from marketplace.frame.folding import fold
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


@pytest.mark.parametrize("ending", ["pdf", "zip"])
def test_another_producer_and_strangers_get_no_pack(client, told, stranger, ending):
    assert client.get(url(told, ending)).status_code == 302
    client.force_login(stranger)
    assert client.get(url(told, ending)).status_code == 403
    client.force_login(factories.make_member(factories.make_producer(), "other@example.com"))
    assert client.get(url(told, ending)).status_code == 404


@pytest.mark.parametrize("count", [1, 4])
def test_list_costs_the_same_queries_for_one_product_and_for_four(
    client, owner, producer, count, django_assert_num_queries
):
    for _ in range(count):
        factories.make_product(producer)
    client.force_login(owner)
    client.get(reverse("lots:evidence"))
    with django_assert_num_queries(8):
        assert len(client.get(reverse("lots:evidence")).context["rows"]) == count


def test_many_products_are_found_and_paged_on_a_small_page(client, owner, producer):
    for n in range(25):
        title = f"Bình gốm men lam vẽ tay tích xưa {n:02}"
        factories.make_product(producer, title=title, search_text=fold(title))
    client.force_login(owner)
    first = client.get(reverse("lots:evidence"))
    assert (len(first.context["rows"]), 'rel="next"' in first.content.decode()) == (20, True)
    assert len(first.content) < 60_000
    found = client.get(reverse("lots:evidence"), {"q": "tich 07"}).context["rows"]
    assert [row.product.title[-2:] for row in found] == ["07"]
