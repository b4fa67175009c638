"""Each row of a table of decisions is held to the register, to the law and to the rows above it."""

import pytest

from catalogue.certificates.tables.checking import Asked, check_rows
from catalogue.certificates.tables.columns import DECISIONS
from marketplace.files.named_tables import read_named
from tests import factories
from tests.catalogue.certificates.tables.tables import of, row, table

pytestmark = pytest.mark.django_db


def checked(*rows, kind: str = "xlsx") -> list[Asked]:
    read = read_named(table(*rows, kind=kind), DECISIONS, 100)
    return list(check_rows(read.rows, read.places))


def told(*rows) -> list[tuple]:
    return [(each.outcome, *each.problems) for each in checked(*rows)]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_new_product_and_its_certificate_are_read(kind):
    (asked,) = checked(row(), kind=kind)
    held = asked.certificate
    assert (asked.outcome, asked.title, asked.problems) == ("created", "Chè Suối Giàng", [])
    assert (held.rated.pk, held.rated.code, held.rated.commune.code) == (None, "", "00577")
    assert (held.rated.holder_kind, held.rated.ocop_set.number) == ("household", 11)
    assert (held.stars, f"{held.score:.1f}", held.level) == (3, "62.5", "province")
    assert f"{held.decision_date} {held.issued_on} {held.expires_on}" == (
        "2025-12-31 2025-12-31 2028-12-31"
    )
    assert held.law.code == "148/QĐ-TTg"


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"decision_number": ""}, ("decision_number", "required")),
        ({"decision_number": "9" * 61}, ("decision_number", "too_long")),
        ({"decision_date": "31/2/2025"}, ("decision_date", "day")),
        ({"decision_date": "12/31/2025"}, ("decision_date", "day")),
        ({"decision_date": "1/1/0001"}, ("decision_date", "day")),
        ({"decision_date": "31/12/2017"}, ("decision_date", "no_law")),
        ({"decision_date": "31/12/2998"}, ("decision_date", "future")),
        ({"issued_on": "30/12/2025"}, ("issued_on", "dates")),
        ({"expires_on": "31/12/2029"}, ("expires_on", "long")),
        ({"expires_on": "31/12/2026"}, ("note", "short")),
        ({"authority": ""}, ("authority", "required")),
        ({"level": "làng"}, ("level", "unknown")),
        ({"level": "huyện"}, ("level", "district")),
        ({"law": "1/QĐ"}, ("law", "unknown")),
        ({"law": "1048/QĐ-TTg"}, ("law", "law")),
        ({"stars": "2"}, ("stars", "number")),
        ({"stars": "9" * 30}, ("stars", "number")),
        ({"stars": "4"}, ("stars", "stars")),
        ({"stars": "5", "score": "95"}, ("level", "ministry")),
        ({"score": "nhiều"}, ("score", "number")),
        ({"score": "100,5"}, ("score", "number")),
        ({"name": ""}, ("name", "required_new")),
        ({"commune": "99999"}, ("commune", "unknown")),
        ({"ocop_set": "27"}, ("ocop_set", "unknown")),
        ({"holder_kind": "vua"}, ("holder_kind", "unknown")),
        ({"code": "a/b"}, ("code", "code")),
    ],
)
def test_what_is_wrong_is_named_with_its_column(cells, problem):
    ((outcome, *problems),) = told(row(**cells))
    assert outcome == "refused"
    assert problem in problems


@pytest.mark.parametrize("day", ["31/12/2025", "31.12.2025", "31-12-2025", "2025-12-31"])
def test_days_are_read_alike_in_every_language(day):
    assert told(row(decision_date=day)) == [("created",)]


def test_a_shorter_term_is_taken_with_a_note():
    assert told(row(expires_on="31/12/2026", note="Theo quyết định")) == [("created",)]


def test_products_on_file_are_found_by_code_or_by_name():
    rated = factories.make_rated(code="X-1")
    like = factories.make_rated(
        "Chè Suối Giàng",
        holder_name="Hộ Lê Văn A",
        holder_kind="household",
        ocop_set=rated.ocop_set,
    )
    sold = factories.make_product()
    named = checked(of(rated), row(name="CHÈ  suối giàng"), of(sold))
    assert [each.certificate and each.certificate.product for each in named] == [None, None, sold]
    assert [each.certificate.rated for each in named[:2]] == [rated, like]
    assert checked(of(sold))[0].certificate.product == sold


def test_a_name_alone_changes_no_facts_and_chooses_between_no_two():
    facts = {"holder_name": "Hộ Lê Văn A", "holder_kind": "household"}
    factories.make_rated("Chè Suối Giàng", **facts)
    assert told(row(ocop_set="12")) == [("refused", ("ocop_set", "other_facts"))]
    other = factories.make_rated("Chè Suối Giàng", code="X-2", **facts)
    assert told(row()) == [("refused", ("code", "several"))]
    (asked,) = checked(row(code="X-2"))
    assert asked.certificate.rated == other


def test_facts_of_a_product_on_file_are_not_changed_by_a_table():
    rated = factories.make_rated(code="X-1")
    wrong = {"name": "Khác", "commune": "00025", "ocop_set": "12", "holder_kind": "farm"}
    assert told(of(rated, **wrong)) == [
        (
            "refused",
            ("name", "other_facts"),
            ("holder_kind", "other_facts"),
            ("commune", "other_facts"),
            ("ocop_set", "other_facts"),
        )
    ]
    assert told(of(rated, name=rated.name.upper(), commune="00577")) == [("created",)]
    sold = factories.make_product()
    assert told(of(sold, name="Khác")) == [("refused", ("name", "other_facts"))]


def test_a_certificate_on_file_is_unchanged_or_differs(product):
    first = checked(of(product))[0].certificate
    factories.make_certificate(
        product,
        stars=3,
        decision_number="12/qđ-ubnd",
        issued_on=first.issued_on,
        expires_on=first.expires_on,
    )
    same = of(product, score="62")
    assert told(same) == [("unchanged",)]
    assert told(same | {"score": "63"}) == [("refused", ("decision_number", "differs"))]
    assert told(same | {"decision_date": "30/12/2025"})[0][1:] == (("decision_date", "other_day"),)


def test_rows_are_held_against_each_other():
    rated = factories.make_rated(code="X-1")
    assert told(of(rated), of(rated, decision_number=" 12/qđ-UBND")) == [
        ("created",),
        ("refused", ("decision_number", "twice")),
    ]
    assert told(row(), row()) == [("created",), ("refused", ("decision_number", "twice"))]
    assert told(row(), row(name="Trà", decision_date="30/12/2025")) == [
        ("created",),
        ("refused", ("decision_date", "other_day")),
    ]
    one, two = checked(row(), row(decision_number="13/QĐ-UBND"))
    assert one.certificate.rated is two.certificate.rated
    assert told(row(), row(decision_number="13/QĐ-UBND", ocop_set="12"))[1] == (
        "refused",
        ("ocop_set", "other_facts"),
    )


def test_a_shop_product_by_both_its_codes_is_one(product):
    rated = factories.make_certificate(product).rated
    rated.code = "01-00577-1-2025"
    rated.save()
    assert told(of(product), of(rated)) == [
        ("created",),
        ("refused", ("decision_number", "twice")),
    ]
