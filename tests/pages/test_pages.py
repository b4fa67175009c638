"""Listing, product, origin, register and portal: what they show, and to whom."""

import datetime
import json
import re

import pytest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.models import Publication
from marketplace.listings.models import Revision
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def test_filters_combine_and_count(client):
    village = factories.make_village()
    maker = factories.make_producer(village=village)
    for stars, price in ((3, 100_000), (4, 200_000), (4, 900_000)):
        factories.make_certificate(factories.make_product(maker, price=price), stars=stars)
    factories.make_product(maker, price=50_000, stock=0, set_number=3)
    page = client.get("/en/products/?stars=4&price_max=500000")
    assert page.context["total"] == 1
    counts = {v.value: v.count for v in page.context["facets"]["stars"].values}
    assert counts == {"4": 1, "3": 1}
    assert client.get("/en/products/?stock=1").context["total"] == 3
    assert client.get(f"/en/products/?village={village.slug}&group=1").context["total"] == 1


@pytest.mark.parametrize(
    "query",
    [
        "stars=9&stars=x",
        "price_min=-5",
        "page=999999",
        "page=abc",
        "q=" + "a" * 10_000,
        "group=%00",
        "village=no-such",
        "sort=drop",
        "price_min=9999999999999999999999",
        "set=1%27--",
        "q=%25%5F",
    ],
)
def test_nonsense_in_the_address_is_a_clear_page(client, query):
    assert client.get(f"/en/products/?{query}").status_code == 200


def test_search_folds_marks(client):
    factories.make_product(title="Gốm men rạn")
    from catalogue.models import Product
    from catalogue.products.services import publish_product
    from catalogue.search.services import catch_up

    publish_product(Product.objects.get())
    catch_up()
    assert client.get("/vi/products/?q=gom men ran").context["total"] == 1


@pytest.mark.parametrize("cards", [1, 3, 24])
def test_query_bars_hold_whatever_the_number_of_rows(client, buyer, cards):
    from django.db import connection

    village = factories.make_village()
    makers = [factories.make_producer(village=village) for _ in range(3)]
    products = [factories.make_product(makers[i % 3]) for i in range(cards)]
    for product in products:
        factories.make_certificate(product)
    client.force_login(buyer)
    extra = [factories.make_product(factories.make_producer()) for _ in range(5)]
    for product in extra:
        client.post(f"/en/basket/add/{product.pk}/", {"quantity": 1})
    for url, bar in (
        ("/en/products/", 15),
        (products[0].get_absolute_url().replace("/vi/", "/en/"), 20),
    ):
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(url).status_code == 200
        assert len(seen) <= bar, [q["sql"][:90] for q in seen]


def test_stars_end_with_their_day(client, product):
    certificate = factories.make_certificate(
        product, stars=4, issued_on=TODAY() - datetime.timedelta(days=1095), expires_on=TODAY()
    )
    assert client.get("/en/products/?stars=4").context["total"] == 1
    certificate.expires_on = TODAY() - datetime.timedelta(days=1)
    certificate.save()
    from catalogue.models import Product

    Product.objects.update(ocop_valid_until=certificate.expires_on)
    assert client.get("/en/products/?stars=4").context["total"] == 0
    text = client.get(f"/en/products/{product.slug}_{product.pk}/").content.decode()
    assert "ran out on" in text
    assert 'class="seal' not in text


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


def test_codes_answer_strangers_rightly(client, product):
    lot = factories.make_lot(product)
    address = f"/P/{product.code}/L/{lot.number}"
    assert lot.number in client.get(address, follow=True).content.decode()
    assert client.get("/P/NOPE").status_code == 404
    assert client.get("/01/00000000000000").status_code in (400, 404)
    assert client.get("/01/123").status_code == 400


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


def test_register_is_for_officers_and_the_shop_follows(client, product, officer, stranger):
    certificate = factories.make_certificate(product, stars=4)
    url = f"/en/programme/{certificate.pk}/"
    assert client.get(url).status_code == 302
    client.force_login(stranger)
    assert client.get(url).status_code == 403
    client.force_login(officer)
    form = {
        "revoke": "1",
        "on": TODAY().isoformat(),
        "ground": "misuse",
        "note": "Seen on other goods",
    }
    assert client.post(url, form).status_code == 302
    product.refresh_from_db()
    assert product.ocop_stars is None
    event = certificate.events.get(kind="revoked")
    assert event.by == officer


def test_portal_changes_price_and_refuses_others(client, product, owner):
    other = factories.make_product()
    client.force_login(owner)
    assert (
        client.post(
            f"/en/sell/products/{other.pk}/price/", {"price": 5000, "in_stock": 1}
        ).status_code
        == 404
    )
    client.post(f"/en/sell/products/{product.pk}/price/", {"price": 275_000, "in_stock": 4})
    product.refresh_from_db()
    assert product.price == 275_000
    client.post(f"/en/sell/products/{product.pk}/price/", {"price": -1, "in_stock": 4})
    product.refresh_from_db()
    assert product.price == 275_000


def test_proposal_shows_only_after_review(client, product, owner, staff):
    client.force_login(owner)
    before = product.title_vi
    client.post(
        f"/en/sell/products/{product.pk}/texts/", {"title_vi": "Tên mới", "summary_vi": "Một câu"}
    )
    product.refresh_from_db()
    assert product.title_vi == before
    revision = Revision.objects.get()
    assert client.post(f"/en/sell/review/{revision.pk}/", {"publish": "1"}).status_code == 302
    product.refresh_from_db()
    assert product.title_vi == before
    client.force_login(staff)
    assert "Tên mới" in client.get(f"/en/sell/review/{revision.pk}/").content.decode()
    client.post(f"/en/sell/review/{revision.pk}/", {"publish": "1"})
    product.refresh_from_db()
    assert product.title_vi == "Tên mới"


@pytest.mark.parametrize("path", ["/cms/login/", "/admin/login/", "/en/account/to/login/"])
def test_every_login_leads_to_the_one_with_the_second_factor(client, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert "/account/login/" in answer.url


def test_health(client):
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").json()["database"] is True


def test_new_product_goes_from_proposal_to_shelf(client, producer, owner, staff):
    client.force_login(owner)
    form = {
        "title_vi": "Bình gốm",
        "summary_vi": "Một câu",
        "ocop_set": 21,
        "price": 150_000,
        "stock": 3,
        "weight_g": 800,
    }
    assert client.post("/en/sell/products/new/", form).status_code == 302
    revision = Revision.objects.get()
    client.force_login(staff)
    client.post(f"/en/sell/review/{revision.pk}/", {"publish": "1"})
    revision.refresh_from_db()
    assert revision.product.price == 150_000
    assert client.get("/en/products/").context["total"] == 1


@pytest.mark.parametrize(
    "path", ["sell/", "sell/products/", "account/", "programme/", "sell/review/"]
)
def test_back_offices_ask_strangers_to_sign_in(client, path):
    answer = client.get(f"/en/{path}")
    assert answer.status_code == 302
    assert "/account/login/" in answer.url
