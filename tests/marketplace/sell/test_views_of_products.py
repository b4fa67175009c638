"""The producer's products: price and stock at once, texts by way of the editors."""

from html import unescape
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from oscar.core.loading import get_model
from PIL import Image

from catalogue.models import Availability, Publication
from marketplace.files.pictures import MAX_BYTES
from marketplace.listings.models import Revision
from marketplace.listings.services import propose, publish_revision, send_back, texts_of
from tests import factories
from tests.flows.sale import place, stock

pytestmark = pytest.mark.django_db
LIST, NEW = "/en/sell/products/", "/en/sell/products/new/"


def price_of(product) -> str:
    return f"{LIST}{product.pk}/price/"


def texts_page(product) -> str:
    return f"{LIST}{product.pk}/texts/"


def words_of(response) -> str:
    return unescape(response.content.decode())


def messages_of(response) -> list[str]:
    return [str(one) for one in response.context["messages"]]


def picture(kind: str = "PNG", name: str = "am.png") -> SimpleUploadedFile:
    drawn = BytesIO()
    Image.new("RGB", (8, 8), "white").save(drawn, kind)
    return SimpleUploadedFile(name, drawn.getvalue())


@pytest.fixture
def shop(client, owner):
    """The owner's browser."""
    client.force_login(owner)
    return client


@pytest.fixture
def foreign(db):
    return factories.make_product(title="Của người khác")


# Who sees and does what --------------------------------------------------------------------


def test_products_are_closed_to_others(client, product, foreign, stranger, staff):
    other = factories.make_member(foreign.producer)
    words = {"title_vi": "Tên lạ", "summary_vi": "…"}
    pages = [(LIST, {}), (NEW, words), (texts_page(product), words)]
    for person, answer in ((None, 302), (stranger, 403), (staff, 403)):
        if person:
            client.force_login(person)
        for page, posted in pages:
            assert client.get(page).status_code == client.post(page, posted).status_code == answer
        assert client.post(price_of(product), {"price": 9000, "in_stock": 1}).status_code == answer
    client.force_login(other)
    assert client.get(texts_page(product)).status_code == 404
    assert client.post(texts_page(product), words).status_code == 404
    assert client.post(price_of(product), {"price": 9000, "in_stock": 1}).status_code == 404
    listed = words_of(client.get(LIST))
    assert foreign.title in listed
    assert product.title not in listed
    assert not Revision.objects.exists()
    product.refresh_from_db()
    assert (product.price, stock(product)) == (250_000, (10, 0))


def test_helper_sets_prices_and_proposes_words(client, product):
    client.force_login(factories.make_member(product.producer, role="seller"))
    client.post(price_of(product), {"price": 9000, "in_stock": 3})
    client.post(texts_page(product), {"title_vi": "Lọ mới", "summary_vi": "…"})
    product.refresh_from_db()
    assert product.price == 9000
    assert Revision.objects.get().content["title_vi"] == "Lọ mới"


def test_price_is_posted_and_no_other_product_is_found(shop, product):
    assert shop.get(price_of(product)).status_code == 405
    answer = {"price": 9000, "in_stock": 1}
    assert shop.post(f"{LIST}{product.pk + 99}/price/", answer).status_code == 404
    assert shop.get(f"{LIST}{product.pk + 99}/texts/").status_code == 404


# The list ----------------------------------------------------------------------------------


def test_list_shows_what_is_set_and_what_orders_hold(shop, product):
    place([(product, 3)])
    bare = factories.make_product(product.producer, title="Chưa có giá")
    bare.stockrecords.all().delete()
    withdrawn = factories.make_product(
        product.producer, title="Zz đã ngừng", publication=Publication.WITHDRAWN
    )
    unpriced = factories.make_product(product.producer, title="Zz chưa định giá")
    unpriced.stockrecords.update(price=None, num_allocated=None)
    rows = {row.product: row for row in shop.get(LIST).context["rows"]}
    told = {
        title: (row.price, row.in_stock, row.held, row.is_sold, row.is_withdrawn)
        for title, row in ((product.title_vi, row) for product, row in rows.items())
    }
    assert told == {
        product.title_vi: (250_000, 10, 3, True, False),
        bare.title_vi: (None, None, 0, True, False),
        withdrawn.title_vi: (250_000, 10, 0, False, True),
        unpriced.title_vi: (None, 10, 0, True, False),
    }


def test_list_shows_open_proposals_with_the_editor_s_words(shop, product, owner, staff, foreign):
    returned = propose(
        producer=product.producer, product=product, content=texts_of(product), by=owner
    )
    send_back(revision=returned, note="Viết rõ hơn.", by=staff)
    new = {"title_vi": "Ấm trà", "ocop_set": 21, "price": 9000}
    propose(producer=product.producer, product=None, content=new, by=owner)
    hidden = propose(
        producer=foreign.producer, product=None, content=new | {"title_vi": "Kín"}, by=staff
    )
    done = propose(
        producer=product.producer, product=None, content=new | {"title_vi": "Xong"}, by=owner
    )
    publish_revision(revision=done, by=staff)
    response = shop.get(LIST)
    assert {row.pk for row in response.context["revisions"]} == set(
        Revision.objects.exclude(pk__in=[hidden.pk, done.pk]).values_list("pk", flat=True)
    )
    page = words_of(response)
    assert "Sent back. Viết rõ hơn." in page
    assert "Ấm trà: Submitted" in page
    assert "Kín" not in page


def test_owner_alone_reads_how_to_stop_selling(shop, client, product):
    assert shop.get(LIST).context["is_owner"] is True
    client.force_login(factories.make_member(product.producer, role="seller"))
    assert client.get(LIST).context["is_owner"] is False


# Price and stock ---------------------------------------------------------------------------


def test_price_and_stock_show_at_once(shop, product):
    response = shop.post(price_of(product), {"price": 180_000, "in_stock": 0}, follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert messages_of(response) == [f"“{product.title_en}” is up to date."]
    product.refresh_from_db()
    assert (product.price, product.availability) == (180_000, Availability.SOLD_OUT)
    assert stock(product) == (0, 0)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"price": 1000, "in_stock": 0}, ""),
        ({"price": 10**10 - 1, "in_stock": 10**6}, ""),
        ({"price": 999}, "Ensure this value is greater than or equal to 1000."),
        ({"price": 10**10}, "Ensure this value is less than or equal to 9999999999."),
        ({"price": ""}, "This field is required."),
        ({"price": "abc"}, "Enter a whole number."),
        ({"in_stock": -1}, "Ensure this value is greater than or equal to 0."),
        ({"in_stock": 10**6 + 1}, "Ensure this value is less than or equal to 1000000."),
    ],
)
def test_price_and_stock_have_bounds(shop, product, answer, sentence):
    answer = {"price": 5000, "in_stock": 5} | answer
    response = shop.post(price_of(product), answer, follow=True)
    product.refresh_from_db()
    if sentence:
        assert messages_of(response) == [f"{product.title_en}: {sentence}"]
        assert (product.price, stock(product)) == (250_000, (10, 0))
    else:
        assert (product.price, stock(product)[0]) == (answer["price"], answer["in_stock"])


@pytest.mark.parametrize(("in_stock", "is_taken"), [(2, False), (3, True), (4, True)])
def test_stock_stays_above_what_orders_hold(shop, product, in_stock, is_taken):
    place([(product, 3)])
    response = shop.post(price_of(product), {"price": 9000, "in_stock": in_stock}, follow=True)
    product.refresh_from_db()
    if is_taken:
        assert (product.price, stock(product)) == (9000, (in_stock, 3))
    else:
        assert messages_of(response) == [
            "Orders already hold more than that; ship or cancel them first."
        ]
        assert (product.price, stock(product)) == (250_000, (10, 3))


def test_product_that_has_no_stock_record_gets_one(shop, product):
    product.stockrecords.all().delete()
    shop.post(price_of(product), {"price": 9000, "in_stock": 4})
    record = get_model("partner", "StockRecord").objects.get(product=product)
    assert (int(record.price), record.num_in_stock) == (9000, 4)


# Texts -------------------------------------------------------------------------------------


def test_form_begins_with_the_words_as_they_are(shop, product):
    page = words_of(shop.get(texts_page(product)))
    assert product.title_vi in page
    assert "Men rạn, vẽ tay." in page
    assert product.title_vi not in words_of(shop.get(NEW))


def test_words_wait_for_the_editors(shop, owner, product):
    before = texts_of(product)
    answer = texts_of(product) | {"title_vi": "Lọ mới", "picture": picture()}
    response = shop.post(texts_page(product), answer, follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert messages_of(response) == [
        "Sent to the editors. Nothing changes in the shop until they agree."
    ]
    product.refresh_from_db()
    assert texts_of(product) == before
    revision = Revision.objects.get()
    assert (revision.producer, revision.product, revision.created_by) == (
        product.producer,
        product,
        owner,
    )
    assert revision.content["title_vi"] == "Lọ mới"
    assert "picture" not in revision.content
    assert revision.pictures.count() == 1


def test_same_words_twice_are_one_proposal(shop, product):
    new = {
        "title_vi": "Ấm trà",
        "summary_vi": "…",
        "ocop_set": 21,
        "price": 9000,
        "stock": 2,
        "weight_g": 0,
    }
    for page, answer in ((texts_page(product), texts_of(product)), (NEW, new)):
        for _twice in range(2):
            assert shop.post(page, answer | {"picture": picture()}).status_code == 302
    assert Revision.objects.count() == 2
    assert [revision.pictures.count() for revision in Revision.objects.all()] == [1, 1]


def test_new_product_waits_with_all_that_it_needs(shop, producer):
    answer = {
        "title_vi": "Ấm trà",
        "summary_vi": "Men lam",
        "ocop_set": 21,
        "price": 120_000,
        "stock": 4,
        "weight_g": 650,
        "made_to_order": "on",
        "delivery_reach": 2,
    }
    assert shop.post(NEW, answer).status_code == 302
    revision = Revision.objects.get()
    assert (revision.producer, revision.product) == (producer, None)
    facts = ("ocop_set", "price", "stock", "weight_g", "made_to_order", "delivery_reach")
    assert [revision.content[name] for name in facts] == [21, 120_000, 4, 650, True, 2]
    assert revision.pictures.count() == 0


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"title_vi": ""}, "This field is required."),
        ({"title_vi": "x" * 256}, "Ensure this value has at most 255 characters (it has 256)."),
        ({"story_vi": "x" * 6001}, "Ensure this value has at most 6000 characters (it has 6001)."),
        (
            {"picture": SimpleUploadedFile("a.png", b"no")},
            "Please choose a JPEG, PNG, WebP or HEIC picture.",
        ),
    ],
)
def test_words_that_do_not_fit_are_refused_on_the_form(shop, product, answer, sentence):
    response = shop.post(texts_page(product), texts_of(product) | answer)
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert not Revision.objects.exists()


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [("price", 1000, 10**10 - 1), ("stock", 0, 10**6), ("weight_g", 0, 10**6)],
)
def test_figures_of_a_new_product_have_bounds(shop, name, least, most):
    answer = {"title_vi": "Ấm", "summary_vi": "…", "ocop_set": 21}
    answer |= {"price": 5000, "stock": 5, "weight_g": 5}
    for value, status in ((least - 1, 422), (least, 302), (most, 302), (most + 1, 422)):
        assert shop.post(NEW, answer | {name: value}).status_code == status
    assert sorted(row.content[name] for row in Revision.objects.all()) == [least, most]


def test_new_product_names_a_set_that_exists(shop):
    answer = {"title_vi": "Ấm", "summary_vi": "…", "price": 5000, "stock": 5, "weight_g": 5}
    for ocop_set in ("", "99"):
        assert shop.post(NEW, answer | {"ocop_set": ocop_set}).status_code == 422
    assert not Revision.objects.exists()


def test_picture_that_is_too_large_is_refused(shop, product):
    large = SimpleUploadedFile("a.png", picture().read() + b"\0" * MAX_BYTES)
    response = shop.post(texts_page(product), texts_of(product) | {"picture": large})
    assert "The picture is larger than 25 MB." in words_of(response)


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
