"""What the database holds of GTINs, past every form: it agrees with the rules in words."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import translation

from catalogue import gtin_rules
from catalogue.models import GtinLicence, Product
from catalogue.origin.gs1 import gtins
from catalogue.origin.gs1.check_digits import check_digit
from tests import factories

GTIN = "08930001234567"


def refuses(change) -> bool:
    """Tell whether the database refuses a change."""
    try:
        with transaction.atomic():
            change()
    except DatabaseError:  # on PostgreSQL a text that is too long is no fault of integrity
        return True
    return False


def set_gtin(product, gtin, **more) -> bool:
    """Write past all services; tell whether that was refused."""
    return refuses(lambda: Product.objects.filter(pk=product.pk).update(gtin=gtin, **more))


@pytest.fixture
def numbered(db):
    return factories.make_product(gtin=GTIN)


@pytest.mark.parametrize(
    "gtin",
    [
        "123",
        "",
        "8930001234567",
        "08930001234568",
        "0893000123456x",
        "０8930001234567",
        GTIN + "0",
        " 8930001234567",
        "02000000000008",
        "00400000000003",
        "00500000000000",
        "09800000000007",
        "09900000000004",
        "00000000000000",
        "00000020123451",
    ],
)
def test_no_write_makes_what_is_no_gtin_of_goods(numbered, gtin):
    licence = factories.make_licence(numbered.producer, "0000")
    for each in (numbered.gtin_licence, licence):
        assert set_gtin(numbered, gtin, gtin_licence=each)


@translation.override("en")
def test_model_says_why_a_number_is_none(numbered):
    for gtin, said in {
        "123": "A GTIN has 14 digits",
        "02000000000008": "for use inside a shop",
    }.items():
        numbered.gtin = gtin
        with pytest.raises(ValidationError) as wrong:
            numbered.validate_constraints()
        assert said in str(wrong.value)
    numbered.gtin, numbered.gtin_licence = GTIN, None
    with pytest.raises(ValidationError, match="comes with the licence"):
        numbered.validate_constraints()


def test_a_gtin_and_its_licence_come_and_go_together(numbered):
    assert set_gtin(numbered, GTIN, gtin_licence=None)
    assert set_gtin(numbered, None)
    assert not set_gtin(numbered, None, gtin_licence=None)


def test_a_gtin_is_within_a_licence_of_its_own_producer(numbered):
    other = factories.make_licence(factories.make_producer(), GTIN[1:8])
    elsewhere = factories.make_licence(numbered.producer, "8930002")
    longer = factories.make_licence(numbered.producer, "893000123456")
    assert set_gtin(numbered, GTIN, gtin_licence=other)
    assert set_gtin(numbered, GTIN, gtin_licence=elsewhere)
    assert not set_gtin(numbered, GTIN, gtin_licence=longer)
    assert refuses(
        lambda: Product.objects.filter(pk=numbered.pk).update(producer=other.producer_id)
    )
    assert refuses(lambda: factories.make_product(gtin=GTIN, gtin_licence=elsewhere))


def test_a_gtin_of_8_digits_is_within_the_prefix_at_its_seventh(numbered):
    short = factories.make_licence(numbered.producer, "9638507")
    assert not set_gtin(numbered, "00000096385074", gtin_licence=short)


def test_two_products_never_have_one_gtin(numbered):
    other = factories.make_product(numbered.producer)
    assert set_gtin(other, GTIN, gtin_licence=numbered.gtin_licence)


def test_a_licence_keeps_its_prefix_and_its_producer(numbered):
    licence = GtinLicence.objects.filter(pk=numbered.gtin_licence_id)
    assert refuses(lambda: licence.update(prefix="8930002"))
    assert refuses(lambda: licence.update(producer=factories.make_producer()))
    assert not refuses(lambda: licence.update(holder="HTX Gốm"))


@pytest.mark.parametrize("prefix", ["893", "", "89300012345678", "8930x01", "893 001"])
def test_no_write_makes_a_licence_of_what_is_no_prefix(db, prefix):
    producer = factories.make_producer()
    assert refuses(lambda: factories.make_licence(producer, prefix))


def test_a_licence_ends_after_it_begins(db):
    licence = factories.make_licence(factories.make_producer())
    yesterday = licence.starts_on.replace(year=2020)
    assert refuses(lambda: GtinLicence.objects.update(ends_on=yesterday))


def test_the_database_and_the_words_agree_on_every_prefix(db):
    """A GTIN-13 of each prefix, as itself and in a case, with the last digit right and wrong."""
    rule = gtin_rules.is_gtin("gtin") & gtin_rules.is_of_goods("gtin")
    prefixes = [*range(0, 65, 5), *range(195, 305, 7), 893, 952, *range(975, 1000)]
    bodies = [f"{first}{prefix:03}000012345"[:13] for prefix in prefixes for first in "01"]
    bodies += [f"00000{first}{digit}123456" for first in "01" for digit in "01239"]
    numbers = [body + check_digit(body) for body in bodies]
    for gtin in [*numbers, *(number[:-1] + check_digit(number) for number in numbers[:9])]:
        is_held = gtins.is_gtin(gtin) and not gtins.is_restricted(gtin)
        assert rule.check({"gtin": gtin}) is is_held, gtin
