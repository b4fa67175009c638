"""What the register tells of one product: each certificate, each step, in the order of time."""

import pytest

from catalogue.certificates.models import Certificate, CertificateEvent
from catalogue.certificates.records import find_record
from catalogue.certificates.services import cancel_revocation, grant_certificate
from catalogue.models import Publication
from tests import factories
from tests.catalogue.certificates.certificates import days, draft, extend, revoke, today

Kind, State = CertificateEvent.Kind, Certificate.State


def steps(product, day=None) -> list[list[tuple]]:
    record = find_record(product.code, day or today())
    return [[(step.kind, step.on) for step in entry.steps] for entry in record.entries]


def test_a_granted_one_has_one_step(product, officer):
    held = grant_certificate(certificate=draft(product), by=officer)

    [entry] = find_record(product.code, today()).entries

    [step] = entry.steps
    assert (step.kind, step.on, step.until) == (Kind.GRANTED, held.issued_on, held.expires_on)
    assert (entry.certificate, entry.state, entry.tone) == (held, State.VALID, "ok")


def test_one_that_was_entered_without_an_event_was_granted_on_its_day(product, held):
    assert steps(product) == [[(Kind.GRANTED, held.issued_on)]]


@pytest.mark.parametrize(("ends", "has_run_out"), [(0, False), (-1, True)])
def test_it_runs_out_the_day_after_its_last(product, ends, has_run_out):
    held = factories.make_certificate(product, expires_on=today() + days(ends))

    [found] = steps(product)

    ended = [(State.EXPIRED, today())] if has_run_out else []
    assert found == [(Kind.GRANTED, held.issued_on), *ended]


def test_steps_stand_in_the_order_of_time_and_a_revoked_one_does_not_run_out(product, officer):
    held = factories.make_certificate(product, expires_on=today() + days(50))
    extend(held, today() + days(100), officer)
    revoke(held, today() + days(10), officer, ground="stopped")

    [found] = steps(product, today() + days(200))

    assert found == [
        (Kind.GRANTED, held.issued_on),
        (Kind.EXTENDED, today()),
        (Kind.REVOKED, today() + days(10)),
    ]
    [entry] = find_record(product.code, today()).entries
    assert entry.steps[-1].ground_text == str(CertificateEvent.Ground.STOPPED.label)
    assert entry.steps[0].ground_text == ""


def test_a_revocation_that_was_taken_back_stays_told(product, held, officer):
    revoke(held, today() + days(10), officer)
    cancel_revocation(certificate=held, by=officer, note="Nhầm sản phẩm")

    [found] = steps(product)

    assert [kind for kind, _day in found] == [Kind.GRANTED, Kind.REVOKED, Kind.CANCELLED]


def test_the_latest_certificate_stands_first_and_the_valid_one_is_spoken_of(product):
    old = factories.make_certificate(
        product, issued_on=today() - days(1200), expires_on=today() - days(100)
    )
    new = factories.make_certificate(product, stars=5)

    record = find_record(product.code, today())

    assert [entry.certificate for entry in record.entries] == [new, old]
    assert (record.current, record.has_stars, record.state) == (new, True, State.VALID)


def test_a_revocation_is_the_one_that_stands(product, held, officer):
    revoke(held, today() + days(10), officer, note="Nhầm")
    cancel_revocation(certificate=held, by=officer, note="Nhầm sản phẩm")
    assert find_record(product.code, today()).revocation is None
    revoke(held, today(), officer, ground="stopped")

    record = find_record(product.code, today())

    assert (record.revocation.ground, record.has_stars) == ("stopped", False)


def test_a_product_without_a_certificate_has_an_empty_record(product):
    record = find_record(product.code, today())

    assert (record.entries, record.current, record.state) == ([], None, "")
    assert (record.has_stars, record.revocation) == (False, None)


@pytest.mark.parametrize("change", ["", "X"])
def test_a_code_that_differs_by_a_sign_is_another(product, change):
    assert find_record(product.code[:-1] + change, today()) is None


def test_a_code_is_read_as_people_type_it(product):
    assert find_record(f" {product.code.lower()} ", today()).product == product


@pytest.mark.parametrize(
    ("publication", "is_known", "is_sold"),
    [
        (Publication.DRAFT, False, None),
        (Publication.PUBLISHED, True, True),
        (Publication.WITHDRAWN, True, False),
        (Publication.HIDDEN, True, False),
    ],
)
def test_what_waits_for_its_editors_is_not_told(product, held, publication, is_known, is_sold):
    type(product).objects.filter(pk=product.pk).update(publication=publication)

    record = find_record(product.code, today())

    assert (record is not None) == is_known
    assert not is_known or record.is_sold == is_sold


def test_a_record_asks_as_often_for_three_certificates_as_for_one(
    product, held, officer, django_assert_num_queries
):
    with django_assert_num_queries(4):
        find_record(product.code, today())
    for _each in range(2):
        revoke(factories.make_certificate(product), today(), officer)
    with django_assert_num_queries(4):
        find_record(product.code, today())
