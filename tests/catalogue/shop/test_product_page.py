"""A product's page: what machines read of it, its code, and who sees it when."""

import json
import re

import pytest
from django.utils.translation import override

from catalogue.models import Publication
from catalogue.shop.product_page import alt_of
from tests import factories

pytestmark = pytest.mark.django_db


def test_json_ld_names_offer_and_certificate(client, product):
    factories.make_certificate(product, stars=5)
    text = client.get(f"/en/products/{product.slug}_{product.pk}/").content.decode()
    thing = json.loads(re.search(r'ld\+json">(.*?)</script>', text, re.S)[1])
    assert thing["offers"]["priceCurrency"] == "VND"
    assert thing["hasCertification"]["name"] == "OCOP 5"


def test_qr_code_opens_the_origin_page(client, product):
    from io import BytesIO

    import zxingcpp
    from PIL import Image

    picture = Image.open(BytesIO(client.get(f"/qr/{product.code}.png").content)).convert("L")
    picture = picture.resize((picture.width * 3, picture.height * 3), Image.Resampling.NEAREST)
    address = zxingcpp.read_barcodes(picture)[0].text
    assert address.endswith(f"/P/{product.code}")
    assert client.get(f"/P/{product.code}", follow=True).status_code == 200


def test_draft_is_for_its_maker_and_withdrawn_is_gone(client, product, owner, stranger):
    product.publication = Publication.DRAFT
    product.save()
    url = f"/en/products/{product.slug}_{product.pk}/"
    assert client.get(url).status_code == 404
    client.force_login(stranger)
    assert client.get(url).status_code == 404
    client.force_login(owner)
    assert client.get(url).status_code == 200
    product.publication = Publication.WITHDRAWN
    product.save()
    assert client.get(url).status_code == 410


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", ["Lọ, nhìn toàn bộ", "Lọ, nhìn gần", "Lọ, khi dùng", "Nhà lò", "Lọ"]),
        ("en", ["Lọ, seen whole", "Lọ, close up", "Lọ, in use", "Nhà lò", "Lọ"]),
        ("id", ["Lọ, tampak utuh", "Lọ, dari dekat", "Lọ, saat dipakai", "Nhà lò", "Lọ"]),
    ],
)
def test_a_picture_is_told_in_the_readers_language(language, said):
    """A caption that names a view is said; what a maker wrote is read as written."""
    captions = ("whole", "detail", "in_use", "Nhà lò", "")
    with override(language):
        assert [alt_of(caption, "Lọ") for caption in captions] == said
