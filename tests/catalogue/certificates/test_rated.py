"""What a decision names, sold here or not: entered once, under a code, found by it."""

import pytest

from catalogue.certificates.models import Certificate, RatedProduct
from catalogue.certificates.rated import (
    find_rated,
    next_code,
    put_all_under_rated,
    put_under_rated,
    rated_holding,
    rated_of,
)
from catalogue.certificates.records import find_record
from catalogue.certificates.register import Kept, check, others_of, search_register
from catalogue.certificates.rules import CertificateRefused
from catalogue.certificates.services import grant_certificate, sync_begun
from tests import factories
from tests.catalogue.certificates.certificates import days, draft, events_of, revoke, today

pytestmark = pytest.mark.django_db


def listed(**kept) -> set[int]:
    return {row.pk for row in search_register(Kept(**kept), today())}


def test_a_shop_product_is_entered_with_its_first_certificate(product, officer):
    held = grant_certificate(certificate=draft(product), by=officer)

    rated = RatedProduct.objects.get()
    assert (held.rated, held.product, rated.product) == (rated, product, product)
    assert (rated.code, rated.title) == (product.code, product.title)
    assert (rated.holder, rated.commune) == (product.producer.name, product.producer.commune)
    assert (rated.ocop_set, rated.holder_kind) == (product.ocop_set, product.producer.kind)
    assert str(rated) == f"{product.title_vi} ({product.code})"
    assert rated_of(product) == rated


def test_what_is_not_sold_here_is_granted_shown_and_ended(officer):
    rated = factories.make_rated()

    held = grant_certificate(certificate=draft(None, rated=rated), by=officer)

    assert (held.product, held.rated) == (None, rated)
    assert listed() == listed(text="suoi giang") == listed(text="hợp tác xã suối") == {held.pk}
    assert listed(commune=rated.commune_id) == listed(set=11) == listed(group=1) == {held.pk}
    record = find_record(rated.code, today())
    assert (record.product, record.is_sold, record.has_stars) == (None, False, True)
    assert (record.title, record.holder) == ("Chè Suối Giàng", "Hợp tác xã Suối Giàng")
    assert (record.commune, record.ocop_set.number) == (rated.commune, 11)
    revoke(held, today(), officer)
    assert find_record(rated.code, today()).has_stars is False
    assert [kind for kind, *_rest in events_of(held)] == ["granted", "revoked"]
    assert sync_begun() == 0


def test_a_check_finds_what_is_not_sold_here_by_code_decision_and_name(officer):
    rated = factories.make_rated()
    factories.make_certificate(None, rated=rated, decision_number="4412/QĐ-UBND")

    for text in (rated.code, rated.code.lower(), "4412/qđ-ubnd", "SUỐI GIÀNG"):
        [found] = check(text, today())
        assert (found.rated, found.product, found.has_stars) == (rated, None, True)
    assert (found.title, found.holder) == ("Chè Suối Giàng", "Hợp tác xã Suối Giàng")
    assert found.code == rated.code
    assert check("SUOI GIANG 2", today()) == []


def test_a_check_names_the_holder_s_others_that_hold():
    bare, rated = factories.make_rated(), factories.make_rated("Chè vàng")
    factories.make_certificate(None, rated=rated)
    factories.make_certificate(None, rated=factories.make_rated(holder_name="Ai khác"))

    [found] = check(bare.code, today())

    assert [each.rated for each in others_of(found)] == [rated]


def test_codes_follow_each_other_by_commune_and_year():
    first, second = factories.make_rated(year=2026), factories.make_rated(year=2026)
    other = factories.make_rated(year=2027)

    codes = [each.code for each in (first, second, other)]
    assert codes == ["01-00577-1-2026", "01-00577-2-2026", "01-00577-1-2027"]
    factories.make_rated(code="01-00577-19-2026")
    assert next_code(first.commune, 2026) == "01-00577-20-2026"


@pytest.mark.parametrize("code", ["01-00577-1-2020-A", "a1", "0" * 40])
def test_older_codes_stay_as_they_are(code):
    assert factories.make_rated(code=code).code == code.upper()


@pytest.mark.parametrize("code", ["01/00577", "a.b", "0" * 41, "-1", "chè"])
def test_a_code_that_no_address_holds_is_refused(code):
    with pytest.raises(CertificateRefused, match="code"):
        factories.make_rated(code=code)


def test_a_code_that_is_another_s_is_refused(product):
    factories.make_rated(code="X-1")

    for code in ("x-1", product.code):
        with pytest.raises(CertificateRefused, match="code_taken"):
            factories.make_rated(code=code)


def test_one_product_has_one_certificate_by_a_decision(officer):
    rated = factories.make_rated()
    grant_certificate(certificate=draft(None, rated=rated), by=officer)

    with pytest.raises(CertificateRefused, match="known"):
        grant_certificate(certificate=draft(None, rated=rated), by=officer)


def test_it_is_found_by_its_own_code_and_by_the_shop_s(product, held):
    RatedProduct.objects.update(code="01-00577-1-2026")

    for code in ("01-00577-1-2026", product.code.lower()):
        assert find_rated(code).product == product
        assert find_record(code, today()).code == "01-00577-1-2026"
    assert find_rated("01-00577-1-2025") is None


def test_it_is_listed_by_name_holder_and_code():
    rated = factories.make_rated()
    other = factories.make_rated("Gạo nếp", holder_name="Hộ Lê Văn A")

    for text in ("suối", "hop tac xa", rated.code, "  "):
        assert rated in rated_holding(text)
    assert list(rated_holding("le van")) == [other]
    assert list(rated_holding("")) == [other, rated]


def test_many_new_ones_take_two_queries(product, held, django_assert_num_queries):
    products = [product, factories.make_product(product.producer)]
    many = [Certificate(product=each) for each in (*products, products[1])]

    with django_assert_num_queries(2):
        put_all_under_rated(many)

    assert [each.rated.product for each in many] == [products[0], products[1], products[1]]
    assert many[0].rated == held.rated


def test_a_certificate_of_a_rated_product_has_a_copy_of_its_shop_product(product, held):
    certificate = Certificate(rated=held.rated)

    put_under_rated(certificate)

    assert certificate.product == product


def test_what_ends_is_told_of_what_is_not_sold_here():
    rated = factories.make_rated()
    factories.make_certificate(None, rated=rated, expires_on=today() - days(1))

    [entry] = find_record(rated.code, today()).entries

    assert entry.state == Certificate.State.EXPIRED
