"""The form of a GTIN: what it shows first, and what an empty number means."""

from uuid import uuid4

import pytest

from marketplace.listings.gtin_form import GtinForm, initial_of
from tests import factories

FILLED = {
    "gtin": "8930001234567",
    "company_prefix": "8930001",
    "holder": "HTX Gốm",
    "starts_on": "2026-01-01",
    "ends_on": "2099-12-31",
}


def filled(**more) -> GtinForm:
    return GtinForm(FILLED | {"key": uuid4()} | more)


@pytest.mark.parametrize("name", ["company_prefix", "holder", "starts_on", "ends_on"])
def test_a_number_asks_for_all_of_its_licence(name):
    form = filled(**{name: ""})
    assert list(form.errors) == [name]
    assert filled(**{name: ""}, gtin="").is_valid()


def test_without_a_number_there_is_no_licence():
    form, bare = filled(), filled(gtin=" ")
    assert form.is_valid()
    assert form.licence.prefix == "8930001"
    assert bare.is_valid()
    assert bare.licence is None


def test_a_form_begins_with_the_producer_s_name_then_with_its_licence(db, product):
    first = initial_of(product)
    assert (first["holder"], first["gtin"]) == (product.producer.name, "")
    old = factories.make_licence(product.producer, "8930002", holder="Cũ")
    factories.make_licence(product.producer, "8930001", ends_on=old.ends_on.replace(year=2098))
    assert initial_of(product)["company_prefix"] == "8930001"
    factories.give_gtin(product, "08930001234567")
    shown = initial_of(product)
    assert (shown["gtin"], shown["company_prefix"]) == ("8930001234567", "8930001")
    assert shown["key"] != first["key"]


@pytest.mark.parametrize(("name", "most"), [("company_prefix", 40), ("holder", 160)])
def test_a_licence_is_written_in_so_many_letters(name, most):
    assert filled(**{name: "8" * most}).is_valid()
    assert list(filled(**{name: "8" * (most + 1)}).errors) == [name]
