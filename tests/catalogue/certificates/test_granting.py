"""Many certificates are granted at once as they are one by one."""

import pytest

from catalogue.certificates.granting import give_codes, grant_all, split_code
from catalogue.certificates.models import Certificate, RatedProduct
from catalogue.certificates.services import grant_certificate
from catalogue.search.models import Waiting
from tests import factories
from tests.catalogue.certificates.certificates import draft, shown

pytestmark = pytest.mark.django_db
LEFT = {"id", "rated_id", "product_id", "created_at"}


def facts_of(held: Certificate) -> dict:
    return {
        field.attname: getattr(held, field.attname)
        for field in Certificate._meta.fields
        if field.attname not in LEFT
    }


def test_a_certificate_is_the_same_either_way(officer, product):
    other = factories.make_product()
    grant_certificate(certificate=draft(product), by=officer, note="Đợt 1")
    Waiting.objects.all().delete()
    grant_all(certificates=[draft(other)], notes=["Đợt 1"], by=officer)
    one, two = Certificate.objects.order_by("pk")
    assert facts_of(one) == facts_of(two)
    told = [
        (each.kind, each.on, each.until, each.note, each.by)
        for held in (one, two)
        for each in held.events.all()
    ]
    assert told[0] == told[1]
    assert shown(product) == shown(other)
    assert two.rated.code == other.code
    assert Waiting.objects.filter(kind="product", object_pk=other.pk).exists()


def test_a_new_product_is_found(officer):
    rated = factories.make_rated()
    new = RatedProduct(
        code="X-1",
        name="Trà sen",
        holder_name="Hộ A",
        holder_kind="household",
        commune=rated.commune,
        ocop_set=rated.ocop_set,
    )
    grant_all(certificates=[draft(None, rated=new)], notes=[""], by=officer)
    assert RatedProduct.objects.get(code="X-1").search_text == "tra sen ho a x-1"
    assert Waiting.objects.filter(kind="rated", object_pk=new.pk).exists()


def test_serials_go_on_where_they_ended():
    rated = factories.make_rated(code="01-00577-9-2025")
    new = [RatedProduct(commune=rated.commune) for _each in range(3)]
    give_codes([(new[0], 2025), (new[1], 2024), (new[2], 2025)])
    assert [each.code for each in new] == [
        "01-00577-10-2025",
        "01-00577-1-2024",
        "01-00577-11-2025",
    ]


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("01-00577-3-2025", ("01-00577-", 3, 2025)),
        ("D00112", ("", 0, 0)),
        ("01-001-00577-3-2025", ("", 0, 0)),
        ("01-00577-x-2025", ("", 0, 0)),
    ],
)
def test_a_code_is_parted(code, parts):
    assert split_code(code) == parts
