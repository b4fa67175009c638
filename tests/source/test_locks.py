"""Who locks rows opens the transaction that holds them, or is known to leave that to its caller."""

import ast

import pytest

from tests.source.locks import Module, modules, names_in, need_a_transaction

# They lock for a step of their caller. A name that is new here means that somebody opens none.
FOR_THEIR_CALLER = {
    "catalogue.certificates.confirming.lock_proposal",
    "catalogue.certificates.granting.give_codes",
    "catalogue.certificates.linking.lock_rated",
    "catalogue.certificates.rated.next_code",
    "cms.promoters.services._locked",
    "cms.promoters.services._locked_village",
    "cms.promoters.services._waiting",
    "catalogue.certificates.replacements.enter_decision_facts",
    "catalogue.certificates.replacements.enter_rated_facts",
    "catalogue.certificates.services.lock_certificate",
    "catalogue.certificates.tables.services.enter_table",
    "catalogue.certificates.tables.services.lock_named",
    "catalogue.certificates.tables.services.locked",
    "catalogue.origin.events.capture.lock_all",
    "catalogue.origin.events.services.lock_lots",
    "catalogue.origin.lots.services.choose_lot",
    "catalogue.products.services.locked_record",
    "catalogue.products.services.record_to_change",
    "marketplace.aftersale.exchanges.note_lots",
    "marketplace.aftersale.returns.lock_claim",
    "marketplace.aftersale.takeback.give_back",
    "marketplace.bookings.changes.locked",
    "marketplace.bookings.hosting.locked_booking",
    "marketplace.gateways.refunds.promise_refund",
    "marketplace.gateways.transfers.credit_transfer",
    "marketplace.gateways.transfers.lock_transfer",
    "marketplace.gateways.transfers.row_told_of",
    "marketplace.joining.pages.lock_page",
    "marketplace.joining.papers.current",
    "marketplace.joining.services.lock",
    "marketplace.joining.standing.locked_producer",
    "marketplace.enquiries.services._going_on",
    "marketplace.enquiries.services._locked",
    "marketplace.ledger.payouts.end_line",
    "marketplace.ledger.payouts.lock_batch",
    "marketplace.listings.imports.applying.locked_offers",
    "marketplace.listings.imports.applying.open_proposals",
    "marketplace.listings.imports.applying.propose_rows",
    "marketplace.listings.imports.applying.set_offers",
    "marketplace.listings.imports.applying.take_anew",
    "marketplace.listings.imports.batches.locked",
    "marketplace.listings.imports.batches.publish_readable",
    "marketplace.listings.imports.services.locked",
    "marketplace.listings.imports.undoing.undo_offers",
    "marketplace.listings.imports.undoing.undo_proposals",
    "marketplace.listings.members._locked",
    "marketplace.listings.services.give_back",
    "marketplace.listings.services.lock",
    "marketplace.listings.services.settle_batch",
    "marketplace.producers.holidays.lock",
    "marketplace.programme.assessing.open_assessment",
    "marketplace.programme.checking.locked",
    "marketplace.programme.dossiers.drafting.lock",
    "marketplace.programme.dossiers.drafting.lock_open",
    "marketplace.purchases.parcel_lots.lots_for",
    "marketplace.purchases.placement.lock_seats",
    "marketplace.purchases.placement.lock_stock",
    "marketplace.purchases.services.hold_again",
    "marketplace.purchases.services.lock_order",
    "marketplace.purchases.services.lock_purchase",
    "marketplace.purchases.visit_orders.begin_visits",
    "marketplace.quotes.asking.lock_quote",
    "marketplace.quotes.offering.going_on",
    "marketplace.reviews.moderating.locked",
    "marketplace.reviews.moderating.open_reports",
    "marketplace.reviews.sums.lock_product",
    "marketplace.reviews.writing.renewed",
    "marketplace.shipping.rates.lock",
    "marketplace.talks.complaints.lock_complaint",
    "marketplace.talks.reports.hide_thing",
    "marketplace.talks.reports.locked_question",
    "marketplace.talks.threads.say",
    "marketplace.visits.seats.hold_purchase_again",
    "marketplace.visits.seats.lock_rows",
    "marketplace.visits.seats.lock_sessions",
    "marketplace.visits.seats.release_guests",
    "marketplace.visits.seats.release_purchase",
}
AS_ASKED = "marketplace.ledger.refunds.find_sale"  # locks only where it is told to


def test_every_lock_stands_in_a_transaction():
    house = list(modules())
    assert sum(len(module.tree.body) for module in house) > 5000
    found = need_a_transaction(house, leaving=AS_ASKED)
    assert {name: what for name, what in found.items() if name not in FOR_THEIR_CALLER} == {}
    assert FOR_THEIR_CALLER - set(found) == set()


def house(**sources: str) -> list[Module]:
    trees = {name: ast.parse(source) for name, source in sources.items()}
    return [Module(name, tree, names_in(name, tree)) for name, tree in trees.items()]


@pytest.mark.parametrize(
    ("source", "needing"),
    [
        ("def f():\n    rows.select_for_update()", {"a.f"}),
        ("@transaction.atomic\ndef f():\n    rows.select_for_update()", set()),
        ("@atomic()\ndef f():\n    rows.select_for_update()", set()),
        ("def f():\n    with transaction.atomic():\n        rows.select_for_update()", set()),
        (
            "def f():\n    with transaction.atomic():\n        x()\n    rows.select_for_update()",
            {"a.f"},
        ),
        ("def f():\n    rows.select_for_update()\ndef g():\n    f()", {"a.f", "a.g"}),
        ("def f():\n    def inner():\n        rows.select_for_update()", {"a.f"}),
    ],
)
def test_transactions_are_seen(source, needing):
    assert set(need_a_transaction(house(a=source))) == needing


@pytest.mark.parametrize(
    "caller",
    [
        "from a import f\ndef g():\n    f()",
        "from a import f as lock\ndef g():\n    lock()",
        "from c import f\ndef g():\n    f()",  # c passes it on
        "from x import a\ndef g():\n    a.f()",
    ],
)
def test_callers_are_followed_from_module_to_module(caller):
    found = need_a_transaction(
        house(
            **{
                "a": "def f():\n    rows.select_for_update()",
                "x.a": "def f():\n    rows.select_for_update()",
                "c": "from a import f",
                "b": caller,
            }
        )
    )
    assert set(found) == {"a.f", "x.a.f", "b.g"}
