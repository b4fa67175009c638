"""A product's GTIN under its licence: what is refused and why, what follows where it is taken."""

import datetime

import pytest
from django.utils import timezone, translation

from catalogue.models import GtinLicence, Product
from catalogue.origin import refusals
from catalogue.origin.codes.gtins import Licence, enter_gtin, read_gtin, remove_gtin
from catalogue.origin.labels.services import mint_labels
from catalogue.origin.lots import services as lot_services
from catalogue.search.models import Waiting
from tests import factories

GTIN = "08930001234567"
OTHER = "08930001234574"
SHOP = "Numbers that begin so are for use inside one shop: elsewhere they say nothing."
COUPONS = "Numbers that begin so are for coupons and refunds, or for nobody yet: not for goods."
MEASURED = "A number that begins with 9 is for goods of changing weight: we sell whole packs."
EXAMPLES = "Numbers with the prefix 952 are GS1's examples: no goods carry them."
VARIANTS = "A GTIN numbers one pack, and of this product there are several: it takes none."
ANOTHER = (
    "Another producer has entered this prefix under another holder. If it is yours, write to the"
    " market."
)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def licence(prefix="8930001", holder="HTX Gốm", starts=-30, ends=700) -> Licence:
    today = timezone.localdate()
    days = [today + datetime.timedelta(days=many) for many in (starts, ends)]
    return Licence(prefix, holder, *days)


def enter(product, gtin=GTIN, **facts) -> tuple[str, str]:
    return enter_gtin(product=product, gtin=gtin, licence=licence(**facts))


def stored(product) -> str | None:
    return Product.objects.values_list("gtin", flat=True).get(pk=product.pk)


@pytest.mark.parametrize(
    ("written", "refusal", "said"),
    [
        ("", refusals.GtinOfOtherLength, "A GTIN has 8, 12, 13 or 14 digits and nothing else."),
        ("123", refusals.GtinOfOtherLength, "A GTIN has 8, 12, 13 or 14 digits and nothing else."),
        (
            "893000123456789",
            refusals.GtinOfOtherLength,
            "A GTIN has 8, 12, 13 or 14 digits and nothing else.",
        ),
        (
            "893000123456x",
            refusals.GtinOfOtherLength,
            "A GTIN has 8, 12, 13 or 14 digits and nothing else.",
        ),
        (
            "٨٩٣٠٠٠١٢٣٤٥٦٧",
            refusals.GtinOfOtherLength,
            "A GTIN has 8, 12, 13 or 14 digits and nothing else.",
        ),
        (
            "8930001234568",
            refusals.GtinMistyped,
            "The last digit does not fit the others: after these it would be 7.",
        ),
        ("2000000000008", refusals.GtinOfAShop, SHOP),
        ("20123451", refusals.GtinOfAShop, SHOP),
        ("212345678909", refusals.GtinOfAShop, SHOP),
        ("9800000000007", refusals.GtinOfCoupons, COUPONS),
        ("9900000000004", refusals.GtinOfCoupons, COUPONS),
        ("98930001234560", refusals.GtinOfMeasure, MEASURED),
    ],
)
def test_what_is_no_gtin_of_goods_is_refused_with_its_reason(written, refusal, said):
    with pytest.raises(refusal) as why:
        read_gtin(written)
    assert said in str(why.value)
    assert why.value.field == "gtin"


def test_product_with_variants_takes_no_number(product):
    factories.make_variants(product, "100 g", "500 g", axis="pack")
    with pytest.raises(refusals.GtinOfVariants, match=VARIANTS):
        enter(product)
    assert stored(product) is None


def test_examples_of_gs1_are_numbers_of_a_demo_alone(settings):
    settings.SHOP_IS_DEMO = True
    assert read_gtin("9520123456788") == "09520123456788"
    settings.SHOP_IS_DEMO = False
    with pytest.raises(refusals.GtinOfExamples, match=EXAMPLES):
        read_gtin("9520123456788")


def test_a_gtin_is_kept_with_its_licence_and_the_product_is_found_by_it(product):
    Waiting.objects.all().delete()
    assert enter(product, "893 0001 234567") == ("", GTIN)
    kept = Product.objects.select_related("gtin_licence").get(pk=product.pk)
    assert (kept.gtin, product.gtin) == (GTIN, GTIN)
    assert kept.gtin_licence.prefix == "8930001"
    assert kept.gtin_licence.holder == "HTX Gốm"
    assert kept.gtin_licence.producer == product.producer
    assert GTIN in kept.search_text
    assert Waiting.objects.filter(kind="product", object_pk=product.pk).exists()


def test_doing_it_again_changes_nothing_and_new_days_renew_the_licence(product):
    enter(product, ends=3)
    assert enter(product, ends=900, holder="HTX Gốm Ánh Hồng") == (GTIN, GTIN)
    [kept] = GtinLicence.objects.all()
    assert kept.ends_on == timezone.localdate() + datetime.timedelta(days=900)
    assert kept.holder == "HTX Gốm Ánh Hồng"


@pytest.mark.parametrize(
    ("facts", "refusal", "field", "said"),
    [
        (
            {"prefix": "893"},
            refusals.PrefixMalformed,
            "company_prefix",
            "A company prefix has 4 to 13 digits.",
        ),
        (
            {"prefix": "89300o1"},
            refusals.PrefixMalformed,
            "company_prefix",
            "A company prefix has 4 to 13 digits.",
        ),
        (
            {"prefix": ""},
            refusals.PrefixMalformed,
            "company_prefix",
            "A company prefix has 4 to 13 digits.",
        ),
        (
            {"prefix": "8930002"},
            refusals.GtinOutsidePrefix,
            "company_prefix",
            "The number 8930001234567 does not begin with the prefix 8930002",
        ),
        ({"starts": 5}, refusals.LicenceNotBegun, "starts_on", ": enter the number from then on."),
        ({"ends": -1}, refusals.LicenceEnded, "ends_on", ": enter its new end once it is renewed."),
        (
            {"ends": -31},
            refusals.LicenceBackwards,
            "ends_on",
            "The licence would end before it begins.",
        ),
    ],
)
def test_a_licence_that_does_not_cover_the_number_is_refused(product, facts, refusal, field, said):
    with pytest.raises(refusal) as why:
        enter(product, **facts)
    assert said in str(why.value)
    assert why.value.field == field
    assert stored(product) is None
    assert not GtinLicence.objects.exists()


def test_first_and_last_day_of_a_licence_count(product):
    enter(product, starts=0, ends=0)
    assert stored(product) == GTIN


def test_a_number_belongs_to_one_product(product):
    enter(factories.make_product(product.producer))
    with pytest.raises(
        refusals.GtinTaken,
        match="Another product has this number already: each product has its own",
    ):
        enter(product)
    assert stored(product) is None


def test_a_number_taken_in_the_same_moment_is_refused_in_words(product, monkeypatch):
    enter(factories.make_product(product.producer))
    monkeypatch.setattr("catalogue.origin.codes.gtins.is_taken", lambda *_args: False)
    with pytest.raises(refusals.GtinTaken):
        enter(product)


@pytest.mark.parametrize("theirs", ["8930001", "893000", "89300012"])
def test_a_prefix_of_another_holder_is_refused_and_a_shared_one_is_not(product, theirs):
    other = factories.make_producer()
    factories.make_licence(other, theirs, holder="Công ty khác")
    with pytest.raises(refusals.PrefixOfAnother, match=ANOTHER):
        enter(product)
    GtinLicence.objects.update(holder="htx gom")  # one cooperative, two of its workshops
    enter(product)
    assert stored(product) == GTIN


def test_prefixes_beside_each_other_are_two_licences(product):
    factories.make_licence(factories.make_producer(), "8930002", holder="Công ty khác")
    enter(product)
    assert stored(product) == GTIN


def printed(product, owner) -> None:
    lot = lot_services.open_lot(product=product, quantity=5, by=owner, number="L-1")
    lot_services.release_lot(lot=lot, by=owner)
    mint_labels(lot=lot, count=1, by=owner)


def test_a_number_changes_and_goes_until_it_is_printed(product, owner):
    enter(product)
    assert enter(product, OTHER) == (GTIN, OTHER)
    assert remove_gtin(product=product) == OTHER
    assert remove_gtin(product=product) == ""
    assert stored(product) is None
    enter(product)
    product.refresh_from_db()
    printed(product, owner)
    for change in (lambda: enter(product, OTHER), lambda: remove_gtin(product=product)):
        with pytest.raises(
            refusals.GtinPrinted, match="8930001234567 are printed: it stays with this product"
        ):
            change()
    assert enter(product) == (GTIN, GTIN)


def test_labels_under_the_old_code_do_not_hold_a_number(product, owner):
    printed(product, owner)
    enter(product)
    assert remove_gtin(product=product) == GTIN
