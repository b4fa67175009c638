"""Publishing: what a proposal becomes on the shelf, whole or not at all."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from catalogue.models import Availability, DeliveryReach, Product, Publication
from catalogue.products.services import add_picture
from marketplace.files.sizes import draw_sizes
from marketplace.listings import publishing, services
from marketplace.listings.models import Revision
from marketplace.listings.publishing import (
    PictureUnreadable,
    kinds_of,
    new_product,
)
from marketplace.listings.services import (
    propose,
    publish_revision,
    send_back,
    texts_of,
)
from tests import factories
from tests.marketplace.listings.proposals import (
    NEW,
    picture,
    propose_title,
    publish,
    since,
    title_of,
    width_of,
)

pytestmark = pytest.mark.django_db

# A product that is on the shelf ------------------------------------------------------------


def test_published_words_are_those_proposed_and_no_others(product, owner, staff):
    price, stock = product.price, product.stockrecords.get().num_in_stock
    content = {"title_vi": "Lọ mới", "title_en": "", "price": 1, "stock": 99, "weight_g": 7}
    revision = propose(producer=product.producer, product=product, content=content, by=owner)
    published = publish_revision(revision=revision, by=staff)
    assert published.pk == product.pk
    before = texts_of(product)
    product.refresh_from_db()
    assert texts_of(product) == before | {"title_vi": "Lọ mới", "title_en": ""}
    assert (product.price, product.weight_g, product.code) == (price, 900, published.code)
    record = product.stockrecords.get()  # price and stock of a known product are not proposed
    assert (int(record.price), record.num_in_stock) == (price, stock)
    revision.refresh_from_db()
    assert (revision.state, revision.product) == (Revision.State.PUBLISHED, product)
    assert revision.reviewed_by == staff
    assert since(revision.reviewed_at)
    assert "lo moi" in product.search_text


def test_publishing_brings_a_withdrawn_product_back(product, proposal, staff):
    first_day = product.published_on
    Product.objects.update(publication=Publication.WITHDRAWN)
    publish(proposal, staff)
    product.refresh_from_db()
    assert (product.publication, product.published_on) == (Publication.PUBLISHED, first_day)


def test_new_pictures_come_after_those_it_has(product, owner, staff):
    first = add_picture(product=product, file=picture(1), caption="Cũ")
    revision = propose(
        producer=product.producer,
        product=product,
        content=texts_of(product),
        by=owner,
        images=[picture(2), picture(3)],
    )
    revision.pictures.update(caption="Mới")
    publish(revision, staff)
    images = product.images.order_by("display_order")
    assert [(one.display_order, one.caption) for one in images] == [
        (0, "Cũ"),
        (1, "Mới"),
        (2, "Mới"),
    ]
    assert [width_of(one.original) for one in images] == [1, 2, 3]
    assert {one.original.name.partition("/")[0] for one in images} == {"images"}
    assert images[0].original.name == first.original.name
    product.refresh_from_db()
    assert product.cover == ""  # shown when its sizes are drawn
    for one in images:
        assert draw_sizes.call(one.original.name)
    product.refresh_from_db()
    assert product.cover == first.original.name


def test_publication_is_whole_or_not_at_all(product, owner, staff, monkeypatch):
    revision = propose_title(product, owner, "Lọ mới")
    revision.pictures.create(image=picture())
    monkeypatch.setattr(publishing, "add_picture", lambda **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publish(revision, staff)
    assert title_of(product) != "Lọ mới"
    revision.refresh_from_db()
    assert revision.is_submitted


# A new product -----------------------------------------------------------------------------


def new_one(producer, **content) -> Revision:
    return propose(producer=producer, product=None, content=NEW | content, by=None)


def test_new_product_is_the_producer_s_and_a_draft_until_published(village_producer):
    proposal = new_one(village_producer)
    made = new_product(proposal, kinds_of([proposal]))
    assert made.pk is None
    assert (made.producer, made.village, made.commune) == (
        village_producer,
        village_producer.village,
        village_producer.commune,
    )
    assert (made.ocop_set.number, made.ocop_group) == (21, made.ocop_set.group)
    assert made.product_class.slug == "goods"
    assert made.publication == Publication.DRAFT


@pytest.fixture
def village_producer(db):
    return factories.make_producer(village=factories.make_village())


@pytest.mark.parametrize(
    ("content", "facts"),
    [
        ({}, (0, False, DeliveryReach.ABROAD)),
        (
            {"weight_g": 350, "made_to_order": True, "delivery_reach": 1},
            (350, True, DeliveryReach.PROVINCE),
        ),
    ],
)
def test_new_product_takes_what_was_proposed_else_what_suits_most(producer, content, facts):
    proposal = new_one(producer, **content)
    made = new_product(proposal, kinds_of([proposal]))
    assert (made.weight_g, made.made_to_order, made.delivery_reach) == facts


@pytest.mark.parametrize(
    ("content", "in_stock", "availability"),
    [
        ({"stock": 3}, 3, Availability.IN_STOCK),
        ({"stock": 0}, 0, Availability.SOLD_OUT),
        ({}, 0, Availability.SOLD_OUT),
        ({"made_to_order": True}, 0, Availability.MADE_TO_ORDER),
    ],
)
def test_new_product_is_on_the_shelf_with_price_and_stock(
    producer, staff, content, in_stock, availability
):
    revision = new_one(producer, **content)
    product = publish_revision(revision=revision, by=staff)
    product.refresh_from_db()
    assert (product.publication, product.is_public) == (Publication.PUBLISHED, True)
    assert since(product.published_on)
    assert product.code == f"R{product.pk:06d}"
    assert len(product.code) == 7
    assert (product.price, product.availability) == (120_000, availability)
    record = product.stockrecords.get()
    assert (record.partner, record.partner_sku) == (producer.partner, product.code)
    assert (int(record.price), record.price_currency) == (120_000, "VND")
    assert (record.num_in_stock, record.num_allocated) == (in_stock, 0)
    revision.refresh_from_db()
    assert (revision.product, revision.state) == (product, Revision.State.PUBLISHED)
    assert product.title_vi == "Ấm trà"


def test_pictures_of_a_new_product_begin_with_its_cover(producer, staff):
    revision = new_one(producer)
    revision.pictures.create(image=picture(), caption="Ấm", order=4)
    product = publish_revision(revision=revision, by=staff)
    image = product.images.get()
    assert (image.display_order, image.caption) == (0, "Ấm")
    draw_sizes.call(image.original.name)
    product.refresh_from_db()
    assert product.cover == image.original.name


def test_picture_that_cannot_be_read_keeps_its_proposal_and_says_why(product, owner, staff):
    """One that came before pictures were looked at: it is sent back, and nothing is published."""
    revision = propose_title(product, owner, "Lọ mới")
    kept = revision.pictures.create(image=picture())
    (Path(settings.PRIVATE_ROOT) / kept.image.name).write_bytes(b"\xff\xd8\xff\xe0half")
    with translation.override("en"), pytest.raises(PictureUnreadable) as refusal:
        publish_revision(revision=revision, by=staff)
    with translation.override("en"):
        assert str(refusal.value) == (
            "A picture of this proposal cannot be read. Send the proposal back and ask for another."
        )
    revision.refresh_from_db()
    assert (revision.is_submitted, product.images.count()) == (True, 0)
    send_back(revision=revision, note="Ảnh hỏng", by=staff)
    revision.refresh_from_db()
    assert revision.is_returned


def test_proposal_and_its_producer_are_locked_in_one_query(proposal):
    with CaptureQueriesContext(connection) as seen:
        services.lock(proposal.pk).producer.partner.pk  # noqa: B018
    assert len(seen) == 1
