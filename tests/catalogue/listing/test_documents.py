"""What of the catalogue search finds: texts in all languages, codes, weights."""

import datetime
from dataclasses import asdict

import pytest
from django.utils import timezone

from catalogue.facts.services import keep_facts
from catalogue.listing.documents import gtins_of, products, sets, villages
from catalogue.models import OcopSet, Product, Publication
from catalogue.search.query import as_kind
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_product_is_found_by_what_is_said_of_it_in_each_language():
    village = factories.make_village("Bát Tràng")
    maker = factories.make_producer("Hợp tác xã Gốm", village=village)
    product = factories.make_product(maker, title="Lọ hoa", gtin="08935000000014")
    certificate = factories.make_certificate(product, stars=4)
    (found,) = products([product.pk])
    group, kind = product.ocop_group, product.ocop_set
    assert asdict(found) == {
        "kind": "product",
        "object_pk": product.pk,
        "titles": {"vi": "Lọ hoa", "en": product.title_en, "id": product.title_ind},
        "paths": {
            code: f"/{code}/products/{product.slug}_{product.pk}/" for code in ("vi", "en", "id")
        },
        "body": " ".join(
            [
                "Men rạn, vẽ tay. Crackle glaze, painted by hand. Glasir retak, dilukis tangan.",
                "Hợp tác xã Gốm Bát Tràng zxbattrang gốm sứ ceramics keramik",
                *(as_kind(name) for name in (kind.name_vi, kind.name_en, kind.name_ind)),
                *(as_kind(name) for name in (group.name_vi, group.name_en, group.name_ind)),
            ]
        ),
        "codes": (
            product.code,
            "08935000000014",
            "08935000000014",
            "8935000000014",
            certificate.decision_number,
        ),
        "weight": 14,
    }


def test_what_can_be_had_and_has_stars_weighs_more():
    sold_out, past, starred = (factories.make_product(stock=n) for n in (0, 5, 0))
    factories.make_certificate(starred, stars=5)
    factories.make_certificate(past, stars=3)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Product.objects.filter(pk=past.pk).update(ocop_valid_until=yesterday)
    weights = {found.object_pk: found.weight for found in products(None)}
    assert weights == {sold_out.pk: 0, past.pk: 10, starred.pk: 5}


def test_nothing_is_found_that_is_not_on_sale():
    shown = factories.make_product()
    for publication in (Publication.DRAFT, Publication.WITHDRAWN):
        factories.make_product(publication=publication)
    Product.objects.filter(pk=factories.make_product().pk).update(price=None)
    Product.objects.filter(pk=factories.make_product().pk).update(is_public=False)
    assert [found.object_pk for found in products(None)] == [shown.pk]


def test_products_cost_the_same_queries_whatever_their_number(django_assert_num_queries):
    for _ in range(3):
        factories.make_certificate(factories.make_product())
    with django_assert_num_queries(2):
        assert len(list(products(None))) == 3


@pytest.mark.parametrize(
    ("gtin", "ways"),
    [
        ("", ()),
        ("08935000000014", ("08935000000014", "08935000000014", "8935000000014")),
        ("8935000000014", ("8935000000014", "08935000000014", "8935000000014")),
    ],
)
def test_a_gtin_is_found_as_packages_print_it(gtin, ways):
    assert gtins_of(gtin) == ways


def test_villages_and_sets_are_found_beside():
    village = factories.make_village("Vạn Phúc", slug="van-phuc")
    (found,) = villages([village.pk])
    assert asdict(found) | {"codes": ()} == {
        "kind": "village",
        "object_pk": village.pk,
        "titles": {"vi": "Vạn Phúc"},
        "paths": {code: f"/{code}/products/?village=van-phuc" for code in ("vi", "en", "id")},
        "body": "gốm sứ ceramics keramik Làng gốm bên sông Hồng. A pottery village on the Red "
        "River. Desa keramik di tepi Sungai Merah.",
        "codes": (),
        "weight": 20,
    }
    ocop_set = OcopSet.objects.get(number=21)
    (found,) = sets([ocop_set.pk])
    assert (found.titles["vi"], found.paths["en"], found.weight) == (
        ocop_set.name_vi,
        "/en/products/?set=21",
        15,
    )


def test_facts_are_found_in_all_languages_but_not_what_warns():
    product = factories.make_product()
    keep_facts(
        {
            product.pk: {
                "glaze": ["celadon"],
                "contents": {"vi": "6 chén", "en": "6 cups"},
                "allergens": ["peanut"],
                "storage": {"vi": "Trong tủ lạnh."},
                "height": "12",
            }
        }
    )
    (found,) = products([product.pk])
    assert found.body.endswith("Men ngọc Celadon Seladon 6 chén 6 cups")
