"""What anyone reads in the register: which rows, which words, never more than is known."""

import datetime

import pytest

from catalogue.certificates.models import Certificate
from catalogue.certificates.register import (
    Kept,
    Wanted,
    check,
    communes_named,
    others_of,
    search_register,
)
from catalogue.models import Publication
from catalogue.products.services import search_text_of
from tests import factories
from tests.catalogue.certificates.certificates import days, extend, revoke, today

State = Certificate.State


def listed(text="", holders=(), **kept) -> set[int]:
    rows = search_register(Kept(text=text, holders=holders, **kept), today())
    return {row.pk for row in rows}


def save_names(product) -> None:
    """Write the folded names that the search reads, as the product's service does."""
    product.search_text = search_text_of(product)
    product.save(update_fields=["search_text"])


def ending(product, day, **fields) -> Certificate:
    return factories.make_certificate(product, expires_on=day, **fields)


@pytest.mark.parametrize(
    ("wanted", "ends", "is_listed"),
    [
        (Wanted.VALID, 0, True),
        (Wanted.VALID, -1, False),
        (Wanted.SOON, 0, True),
        (Wanted.SOON, -1, False),
        (Wanted.SOON, 180, True),
        (Wanted.SOON, 181, False),
        (Wanted.ENDED, -1, True),
        (Wanted.ENDED, 0, False),
    ],
)
def test_a_state_is_listed_by_the_last_day(product, wanted, ends, is_listed):
    held = ending(product, today() + days(ends))

    assert listed(wanted=wanted) == ({held.pk} if is_listed else set())


@pytest.mark.parametrize(("begins", "is_ahead"), [(0, False), (1, True)])
def test_a_certificate_begins_on_its_day(product, begins, is_ahead):
    held = factories.make_certificate(product, issued_on=today() + days(begins))

    assert listed(wanted=Wanted.AHEAD) == ({held.pk} if is_ahead else set())
    assert listed(wanted=Wanted.VALID) == (set() if is_ahead else {held.pk})


def test_an_extended_one_is_valid_and_not_run_out(product, officer):
    held = ending(product, today() + days(100))
    extend(held, today() + days(200), officer)

    assert listed(wanted=Wanted.VALID) == {held.pk}
    assert listed(wanted=Wanted.SOON) == set()  # the extension counts
    assert listed(wanted=Wanted.ENDED) == set()


def test_a_revoked_one_stays_listed_as_revoked(product, officer):
    held = factories.make_certificate(product)
    revoke(held, today(), officer)

    assert listed() == listed(wanted=Wanted.REVOKED) == {held.pk}
    assert listed(wanted=Wanted.VALID) == set()


def test_a_revocation_to_come_leaves_it_valid_and_ends_it_soon(product, officer):
    held = factories.make_certificate(product)
    revoke(held, today() + days(10), officer)

    assert listed(wanted=Wanted.VALID) == listed(wanted=Wanted.SOON) == {held.pk}
    assert listed(wanted=Wanted.REVOKED) == set()


def test_rows_are_found_by_name_code_decision_and_holder(product):
    held = factories.make_certificate(product, decision_number="4412/QĐ-UBND")
    save_names(product)
    factories.make_certificate(factories.make_product(title="Một thứ khác hẳn"))

    for text in (product.title.upper(), product.code, "4412/qđ"):
        assert listed(text) == {held.pk}
    assert listed("chẳng có gì như thế") == set()
    assert held.pk in listed("chẳng có gì như thế", {product.producer.slug})


def test_stars_leave_those_with_so_many(product):
    four = factories.make_certificate(product, stars=4)
    factories.make_certificate(factories.make_product(), stars=3)

    assert listed(stars=4) == {four.pk}


def test_a_product_that_waits_for_its_editors_is_not_told(product):
    factories.make_certificate(product)
    type(product).objects.filter(pk=product.pk).update(publication=Publication.DRAFT)

    assert listed() == set()
    assert check(product.code, today()) == []


def test_a_product_taken_off_the_shelf_is_still_told(product):
    held = factories.make_certificate(product)
    type(product).objects.filter(pk=product.pk).update(publication=Publication.WITHDRAWN)

    assert listed() == {held.pk}


def found_by(text: str) -> list[int]:
    return [each.product.pk for each in check(text, today())]


def test_a_check_reads_codes_addresses_decisions_and_names(product):
    factories.make_certificate(product, decision_number="4412/QĐ-UBND")
    save_names(product)
    code = product.code

    for text in (
        code,
        code.lower(),
        f"https://cho.example.vn/P/{code}/S/ABCDEF",
        " 4412 / qđ-ubnd",
        product.title.lower(),
    ):
        assert found_by(text) == [product.pk], text


def test_a_check_reads_a_gtin(product):
    coded = factories.make_product(gtin="08936000000011")

    for text in ("08936000000011", "https://id.example.vn/01/08936000000011/10/L1"):
        assert found_by(text) == [coded.pk]
    assert found_by("https://id.example.vn/01/08936000000028") == []


@pytest.mark.parametrize("text", ["", " ", "***", "https://cho.example.vn/P/KHONGCO", "\u200b"])
def test_what_nobody_knows_is_not_found(product, text):
    assert check(text, today()) == []


@pytest.mark.parametrize(("ends", "state"), [(0, State.VALID), (-1, State.EXPIRED)])
def test_a_check_says_what_holds_today(product, ends, state):
    held = ending(product, today() + days(ends))

    [found] = check(product.code, today())

    assert (found.certificate, found.state) == (held, state)
    assert found.has_stars == (state == State.VALID)


def test_a_check_of_a_revoked_one_names_its_ground(product, officer):
    revoke(factories.make_certificate(product), today(), officer, ground="stopped")

    [found] = check(product.code, today())

    assert (found.state, found.has_stars) == (State.REVOKED, False)
    assert found.revocation.ground == "stopped"


def test_a_product_without_a_certificate_names_the_makers_others_that_hold(product):
    other = factories.make_product(product.producer)
    factories.make_certificate(other)
    ending(factories.make_product(product.producer), today() - days(1))
    factories.make_certificate(factories.make_product())  # of somebody else

    [found] = check(product.code, today())

    assert (found.certificate, found.state) == (None, "")
    assert [each.product for each in others_of(found)] == [other]


def test_a_certified_product_needs_no_others(product):
    factories.make_certificate(product)
    factories.make_certificate(factories.make_product(product.producer))

    [found] = check(product.code, today())

    assert others_of(found) == []


def test_place_kind_and_year_leave_what_is_of_them(product):
    held = factories.make_certificate(product, issued_on=datetime.date(2024, 12, 31))
    other = factories.make_product(
        factories.make_producer(village=factories.make_village("Xa", code="00004")), set_number=3
    )
    later = factories.make_certificate(other, issued_on=datetime.date(2025, 1, 1))

    for kept, left in (
        ({"commune": product.producer.commune_id}, held),
        ({"commune": other.producer.commune_id}, later),
        ({"group": 4}, held),
        ({"group": 1}, later),
        ({"set": 21}, held),
        ({"set": 3}, later),
        ({"year": 2024}, held),
        ({"year": 2025}, later),
    ):
        assert listed(**kept) == {left.pk}, kept
    assert listed(year=2026) == listed(set=3, year=2024) == set()


def test_communes_are_named_that_have_a_certificate(product):
    assert list(communes_named()) == []
    factories.make_certificate(product)
    factories.make_certificate(factories.make_product(product.producer))

    assert list(communes_named()) == [product.producer.commune]
