"""What a code names, by one query: product, lot and label, each of the other or not at all."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from catalogue.models import Product, Publication
from catalogue.origin.codes.addresses import Address
from catalogue.origin.labels import services as labels
from catalogue.origin.labels.reading import Facts, LotPart, read
from catalogue.origin.lots import services
from catalogue.origin.models import LotAttachment, LotMaterial
from tests import factories

pytestmark = pytest.mark.django_db
GTIN = "08935000000014"


@pytest.fixture
def product(producer):
    return factories.make_product(producer, village=factories.make_village("Bát Tràng"))


@pytest.fixture
def lot(product, owner):
    lot = services.open_lot(
        product=product,
        quantity=50,
        by=owner,
        number="L-7",
        made_on=timezone.localdate() - datetime.timedelta(days=3),
    )
    return services.release_lot(lot=lot, by=owner)


@pytest.fixture
def label(lot, owner):
    return labels.mint_labels(lot=lot, count=1, by=owner).labels.get()


def at(product, lot: str = "", serial: str = "", key: str = "P") -> Address:
    return Address(key=key, code=product.code if key == "P" else GTIN, lot=lot, serial=serial)


def named(facts: Facts | None) -> tuple | None:
    """What of product, lot and label a code was read as."""
    if facts is None:
        return None
    return (
        facts.product.code,
        facts.lot.number if facts.lot else None,
        facts.label.serial if facts.label else None,
    )


def test_a_serial_names_its_label_with_lot_and_product_by_one_query(
    product, lot, label, django_assert_num_queries
):
    whole = (product.code, "L-7", label.serial)
    read(at(product))  # a query is compiled once
    for asked in (at(product, "L-7", label.serial), at(product, "", label.serial)):
        with django_assert_num_queries(1):
            facts = read(asked)
        assert named(facts) == whole
    assert facts.label._asdict() == {
        "pk": label.pk,
        "serial": label.serial,
        "state": "printed",
        "scan_count": 0,
        "first_scanned_at": None,
        "opened_at": None,
        "hidden_hash": "",
        "hidden_tries": 0,
        "anchor": label.batch.anchor,
    }
    assert facts.product.village == facts.lot.village == (product.village.slug, "Bát Tràng")


def test_a_serial_of_another_lot_or_product_is_no_label_of_this(product, lot, label, owner):
    other_lot = services.open_lot(product=product, quantity=5, by=owner, number="L-8")
    other = factories.make_product(product.producer)
    assert named(read(at(product, other_lot.number, label.serial))) == (product.code, "L-8", None)
    assert named(read(at(other, "L-7", label.serial))) == (other.code, None, None)
    assert named(read(at(other, "", label.serial))) == (other.code, None, None)


def test_what_is_unknown_walks_up_in_two_queries_at_most(
    product, lot, django_assert_max_num_queries
):
    for asked, wanted in (
        (at(product, "L-7", "NOPE"), (product.code, "L-7", None)),
        (at(product, "NOPE"), (product.code, None, None)),
        (at(product), (product.code, None, None)),
    ):
        with django_assert_max_num_queries(2):
            assert named(read(asked)) == wanted


def test_a_lot_of_another_product_with_the_same_number_is_another(product, lot):
    twin = factories.make_lot(factories.make_product(), "L-7")
    assert read(at(product, "L-7")).lot.pk == lot.pk
    assert read(at(twin.product, "L-7")).lot.pk == twin.pk


def test_a_gtin_names_the_product_as_its_own_code_does(product, lot, label):
    factories.give_gtin(product, GTIN)
    by_code, by_gtin = (read(at(product, "L-7", label.serial, key)) for key in ("P", "01"))
    assert by_code == by_gtin
    assert read(at(product, key="01")).product.gtin == GTIN


@pytest.mark.parametrize("publication", list(Publication))
def test_a_draft_has_no_page_and_what_was_withdrawn_keeps_it(product, lot, label, publication):
    Product.objects.filter(pk=product.pk).update(publication=publication)
    found = [
        named(read(address)) is not None
        for address in (at(product), at(product, "L-7"), at(product, "L-7", label.serial))
    ]
    assert found == [publication != Publication.DRAFT] * 3
    assert read(Address(key="P", code="NOPE", lot="", serial="")) is None


def test_version_changes_with_all_that_the_page_below_shows(product, lot, owner):
    def version() -> tuple:
        return read(at(product, "L-7")).version

    seen = [version()]
    assert version() == seen[0]
    event = services.record_step(lot=lot, step="Vuốt", by=owner)
    seen.append(version())
    LotAttachment.objects.create(lot=lot, event=event, file="a.pdf", is_public=False)
    assert version() == seen[-1]  # not shown
    LotAttachment.objects.create(lot=lot, event=event, file="b.pdf", is_public=True)
    seen.append(version())
    LotMaterial.objects.create(lot=lot, name="Cao lanh", quantity=Decimal("4.5"))
    seen.append(version())
    factories.make_certificate(product)
    seen.append(version())
    services.recall_lot(lot=lot, reason="Chì", by=owner)
    seen.append(version())
    assert len(set(seen)) == len(seen) == 6


def test_a_lot_tells_its_state_and_how_much_it_held(product, lot):
    part = read(at(product, "L-7")).lot
    assert isinstance(part, LotPart)
    assert (part.state, part.quantity, part.attachments, part.materials or "[]") == (
        "released",
        Decimal(50),
        None,
        "[]",  # PostgreSQL makes no list of no rows
    )
