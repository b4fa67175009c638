"""The producer's products: price and stock at once, texts by way of the editors."""

import re
from html import unescape
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from catalogue.facts.queries import facts_of
from catalogue.facts.services import keep_facts
from catalogue.models import Publication
from marketplace.files.pictures import MAX_BYTES
from marketplace.listings.models import Revision
from marketplace.listings.services import propose, publish_revision, send_back, texts_of
from marketplace.producers.models import Producer
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
        assert client.post(price_of(product), {"price": 9000, "key": uuid4()}).status_code == answer
    client.force_login(other)
    assert client.get(texts_page(product)).status_code == 404
    assert client.post(texts_page(product), words).status_code == 404
    assert client.post(price_of(product), {"price": 9000, "key": uuid4()}).status_code == 404
    listed = words_of(client.get(LIST))
    assert foreign.title in listed
    assert product.title not in listed
    assert not Revision.objects.exists()
    product.refresh_from_db()
    assert (product.price, stock(product)) == (250_000, (10, 0))


def test_helper_sets_prices_and_proposes_words(client, product):
    client.force_login(factories.make_member(product.producer, role="seller"))
    client.post(price_of(product), {"price": 190_000, "key": uuid4()})
    client.post(texts_page(product), {"title_vi": "Lọ mới", "summary_vi": "…"})
    product.refresh_from_db()
    assert product.price == 190_000
    assert Revision.objects.get().content["title_vi"] == "Lọ mới"


def test_price_is_posted_and_no_other_product_is_found(shop, product):
    assert shop.get(price_of(product)).status_code == 405
    answer = {"price": 9000, "key": uuid4()}
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
    offers = [row.offer for row in shop.get(LIST).context["rows"]]
    rows = {offer.product: offer for offer in offers}
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


# Before the producer is verified -----------------------------------------------------------


NEW_ANSWERS = {
    "title_vi": "Ấm trà",
    "summary_vi": "Ấm nhỏ.",
    "ocop_set": "21",
    "price": "120.000",
    "stock": "3",
    "weight_g": "300",
}


def verify(producer, at) -> None:
    state = Producer.State.VERIFIED if at else Producer.State.REGISTERING
    Producer.objects.filter(pk=producer.pk).update(state=state, verified_at=at)


def test_unverified_producer_is_told_so_and_keeps_drafts(shop, producer):
    verify(producer, None)
    page = words_of(shop.get(NEW))
    assert "Staff have not verified this producer yet." in page
    assert "Keep as a draft" in page
    assert "Send to the editors" not in page
    response = shop.post(NEW, NEW_ANSWERS, follow=True)
    assert messages_of(response) == [
        "Kept as a draft. It can be sent once the producer is verified."
    ]
    draft = Revision.objects.get()
    assert draft.is_draft
    page = words_of(response)
    assert "Ấm trà: Draft" in page
    assert "/submit/" not in page
    response = shop.post(f"{LIST}proposals/{draft.pk}/submit/", follow=True)
    assert messages_of(response) == ["Your producer is not verified yet: drafts wait until it is."]


def test_draft_is_changed_and_sent_after_verification(shop, producer):
    verify(producer, None)
    shop.post(NEW, NEW_ANSWERS)
    draft = Revision.objects.get()
    form = shop.get(f"{LIST}proposals/{draft.pk}/").context["form"]
    assert (form["title_vi"].value(), form["ocop_set"].value()) == ("Ấm trà", 21)
    shop.post(f"{LIST}proposals/{draft.pk}/", NEW_ANSWERS | {"title_vi": "Ấm tích"})
    draft = Revision.objects.get()
    assert (draft.content["title_vi"], draft.state) == ("Ấm tích", "draft")
    verify(producer, timezone.now())
    assert "not verified" not in words_of(shop.get(LIST))
    response = shop.post(f"{LIST}proposals/{draft.pk}/submit/", follow=True)
    assert messages_of(response) == [
        "Sent to the editors. Nothing changes in the shop until they agree."
    ]
    assert Revision.objects.get().is_submitted


def test_proposals_of_others_are_not_found(shop, foreign):
    revision = propose(
        producer=foreign.producer, product=foreign, content=texts_of(foreign), by=None
    )
    for response in (
        shop.get(f"{LIST}proposals/{revision.pk}/"),
        shop.post(f"{LIST}proposals/{revision.pk}/", NEW_ANSWERS),
        shop.post(f"{LIST}proposals/{revision.pk}/submit/"),
    ):
        assert response.status_code == 404


def test_facts_are_proposed_with_the_words_and_stay_as_they_are_when_nothing_is_said(
    shop, product, owner
):
    keep_facts({product.pk: {"height": "12", "glaze": ["celadon"]}})
    page = shop.get(texts_page(product)).content.decode()
    assert 'name="fact_height" value="12"' in page and "Product information" in page
    said = {
        "fact_height": "38 cm",
        "fact_glaze": ["crackle", "celadon"],
        "fact_care_vi": "Rửa tay.",
    }
    shop.post(texts_page(product), texts_of(product) | said)
    revision = Revision.objects.get(product=product)
    assert revision.content["facts"] == {
        "glaze": ["crackle", "celadon"],
        "height": "38",
        "care": {"vi": "Rửa tay."},
    }
    publish_revision(revision=revision, by=owner)
    assert facts_of([product.pk])[product.pk] == {
        "glaze": ["crackle", "celadon"],
        "height": "38",
        "care": {"vi": "Rửa tay."},
    }


def test_a_doubted_name_is_asked_about_once_and_then_sent_as_it_is(shop, product):
    said = texts_of(product) | {"title_vi": "Lược sừng sừng vân"}
    refused = shop.post(texts_page(product), said)
    page = refused.content.decode()
    assert refused.status_code == 422 and "sừng sừng" in page
    assert not Revision.objects.exists()
    looked = re.search(r'name="looked" value="([0-9a-f]{64})"', page)[1]
    assert shop.post(texts_page(product), said | {"looked": looked}).status_code == 302
    assert Revision.objects.get().content["title_vi"] == "Lược sừng sừng vân"
