"""Labels: as many as goods, moved only as the table says, hidden codes with five tries."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalogue.origin import refusals
from catalogue.origin.codes import serials
from catalogue.origin.labels import services as label_services
from catalogue.origin.labels.services import Opening
from catalogue.origin.lots import services
from catalogue.origin.models import Label, Lot, TraceEvent
from tests import factories
from tests.databases import own_database  # noqa: F401


@pytest.fixture
def lot(product, owner):
    lot = services.open_lot(product=product, quantity=20, by=owner)
    return services.release_lot(lot=lot, by=owner)


def serials_of(batch) -> list[str]:
    return list(batch.labels.values_list("serial", flat=True))


def states(lot: Lot) -> list[str]:
    return sorted(lot.labels.values_list("state", flat=True))


def test_minting_stops_at_the_quantity_of_the_lot(lot, owner):
    label_services.mint_labels(lot=lot, count=15, by=owner)
    with pytest.raises(refusals.LabelsExceedLot) as refused:
        label_services.mint_labels(lot=lot, count=6, by=owner)
    assert refused.value.facts["left"] == 5
    label_services.mint_labels(lot=lot, count=5, by=owner)
    lot.refresh_from_db()
    assert (lot.labels_issued, lot.labels.count()) == (20, 20)


def test_database_itself_holds_the_number_of_labels(lot):
    with pytest.raises(IntegrityError), transaction.atomic():
        Lot.objects.filter(pk=lot.pk).update(labels_issued=21)


@pytest.mark.parametrize("count", [0, -1])
def test_no_labels_are_refused(lot, owner, count):
    with pytest.raises(refusals.LabelsExceedLot):
        label_services.mint_labels(lot=lot, count=count, by=owner)


def test_minting_keeps_the_serials_out_of_the_events(lot, owner):
    batch = label_services.mint_labels(lot=lot, count=3, by=owner)
    event = TraceEvent.objects.get(biz_step="encoding")
    assert event.items.get().quantity == 3
    assert not event.is_private
    assert all(serial not in str(event.body) for serial in serials_of(batch))


def test_labels_move_only_along_the_table(lot, owner):
    batch = label_services.mint_labels(lot=lot, count=4, by=owner)
    one, two, *_ = batch.labels.values_list("serial", flat=True)
    assert label_services.mark_sold(lot=lot, only=[one]) == 0
    assert label_services.activate_labels(lot=lot, batch=batch) == 4
    assert label_services.activate_labels(lot=lot, batch=batch) == 0
    assert label_services.mark_sold(lot=lot, only=[one.lower()]) == 1
    assert label_services.void_labels(lot=lot, reason="Rách", only=[two]) == 1
    assert label_services.activate_labels(lot=lot, only=[two]) == 0
    assert states(lot) == ["activated", "activated", "revoked", "sold"]


def test_labels_of_another_lot_are_left_alone(lot, owner):
    other = services.release_lot(
        lot=services.open_lot(product=factories.make_product(), quantity=5, by=owner), by=owner
    )
    foreign = label_services.mint_labels(lot=other, count=1, by=owner).labels.get()
    assert label_services.void_labels(lot=lot, reason="x", only=[foreign.serial]) == 0
    assert states(other) == ["printed"]


def test_voided_labels_may_be_printed_anew(lot, owner):
    label_services.mint_labels(lot=lot, count=20, by=owner)
    spoilt = list(lot.labels.values_list("serial", flat=True)[:3])
    assert label_services.void_labels(lot=lot, reason="Rách", only=spoilt) == 3
    label_services.mint_labels(lot=lot, count=3, by=owner)
    with pytest.raises(refusals.LabelsExceedLot):
        label_services.mint_labels(lot=lot, count=1, by=owner)


def test_reprint_has_the_same_serials_and_a_reason(lot, owner):
    batch = label_services.mint_labels(lot=lot, count=4, by=owner)
    first = batch.labels.order_by("pk").first()
    label_services.void_labels(lot=lot, reason="Rách", only=[first.serial])
    again = label_services.reprint_labels(batch=batch, reason="Mực nhòe", by=owner)
    assert again.count == 3
    printed = {label.serial for label in label_services.labels_to_print(again)}
    assert printed == set(batch.labels.exclude(pk=first.pk).values_list("serial", flat=True))
    assert set(batch.labels.values_list("prints", flat=True)) == {1, 2}
    one = sorted(printed)[0]
    single = label_services.reprint_labels(batch=again, only=[one], reason="Mất", by=owner)
    assert [label.serial for label in label_services.labels_to_print(single)] == [one]
    assert Label.objects.get(serial=one).prints == 3
    with pytest.raises(ValueError, match="reason"):
        label_services.reprint_labels(batch=batch, reason=" ", by=owner)


def test_recalled_and_open_lots_give_no_labels_into_use(lot, product, owner):
    waiting = services.open_lot(product=product, quantity=5, by=owner)
    label_services.mint_labels(lot=waiting, count=1, by=owner)
    with pytest.raises(refusals.LotNotReleased):
        label_services.activate_labels(lot=waiting)
    batch = label_services.mint_labels(lot=lot, count=1, by=owner)
    services.recall_lot(lot=lot, reason="x", by=owner)
    for step in (
        lambda: label_services.mint_labels(lot=lot, count=1, by=owner),
        lambda: label_services.activate_labels(lot=lot),
        lambda: label_services.reprint_labels(batch=batch, reason="x", by=owner),
        lambda: label_services.mark_sold(lot=lot, only=[]),
    ):
        with pytest.raises(refusals.LotRecalled):
            step()


@pytest.fixture
def hidden(lot, owner):
    label = label_services.mint_labels(lot=lot, count=1, by=owner, hidden=True).labels.get()
    label_services.activate_labels(lot=lot)
    return label


def test_first_right_hidden_code_opens_and_later_ones_are_told(hidden):
    code = serials.hidden_code(hidden.serial)
    assert label_services.open_label(label=hidden, code=code.lower()) is Opening.OPENED
    hidden.refresh_from_db()
    assert hidden.state == "opened"
    assert abs((timezone.now() - hidden.opened_at).total_seconds()) < 60
    assert label_services.open_label(label=hidden, code=code) is Opening.OPENED_BEFORE


def test_five_wrong_hidden_codes_are_the_last(hidden):
    answers = [label_services.open_label(label=hidden, code="00000000") for _ in range(6)]
    assert answers == [Opening.WRONG] * 4 + [Opening.NO_TRIES] * 2
    right = serials.hidden_code(hidden.serial)
    assert label_services.open_label(label=hidden, code=right) is Opening.NO_TRIES


def test_hidden_code_is_not_kept_in_the_clear(hidden):
    row = Label.objects.filter(pk=hidden.pk).values().get()
    assert serials.hidden_code(hidden.serial) not in str(row)


def test_label_without_use_or_code_is_not_opened(lot, owner, hidden):
    plain = label_services.mint_labels(lot=lot, count=1, by=owner).labels.get()
    assert label_services.open_label(label=plain, code="x") is Opening.NO_CODE
    label_services.void_labels(lot=lot, reason="x", only=[hidden.serial])
    right = serials.hidden_code(hidden.serial)
    assert label_services.open_label(label=hidden, code=right) is Opening.NOT_IN_USE


RACE = """
import threading
import django; django.setup()
from django.db import connection
from catalogue.origin import refusals
from catalogue.origin.labels import services as label_services
from tests import factories
lot = factories.make_lot(factories.make_product())
start, results = threading.Barrier(3), []

def mint():
    start.wait()
    try:
        results.append(str(label_services.mint_labels(lot=lot, count=60, by=None).count))
    except refusals.LabelsExceedLot:
        results.append("refused")
    finally:
        connection.close()

threads = [threading.Thread(target=mint) for _ in range(3)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
lot.refresh_from_db()
print(*sorted(results), lot.labels_issued, lot.labels.count())
"""


def test_print_runs_at_once_never_exceed_the_lot(own_database):  # noqa: F811
    env = os.environ | {
        "DATABASE_URL": own_database,
        "DJANGO_SETTINGS_MODULE": "marketplace.settings",
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    raced = subprocess.run(
        [sys.executable, "-c", RACE],
        env=env,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert raced.stdout.split() == ["60", "refused", "refused", "60", "60"]
