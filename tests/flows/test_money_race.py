"""Money under many hands at once, with real threads on a copy of the database."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from marketplace.ledger.checks import find_faults
from tests.databases import own_database  # noqa: F401


@pytest.mark.django_db  # a test that asks for the database: without one it is not even made
def test_new_books_are_right():
    assert find_faults() == []


@pytest.fixture
def figures(own_database):  # noqa: F811
    answer = subprocess.run(
        [sys.executable, "-m", "tests.bench.races"],
        env=os.environ
        | {
            "DATABASE_URL": own_database,
            "PYTHONPATH": str(Path(settings.BASE_DIR)),
            "LOG_LEVEL": "ERROR",
        },
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stderr[-3000:]
    found = json.loads(answer.stdout)
    for scenario in found.values():
        scenario.pop("seconds", None)
    return found


def test_nothing_is_sold_paid_or_given_back_twice(figures):
    assert figures["books"] == {
        "sum of all entries": 0,
        "faults": [],
        "vouchers over their caps": 0,
    }
    assert figures["fifty_buyers_of_ten"] == {
        "results": {"placed": 10, "OutOfStock": 40},
        "allocated": 10,
        "stock": 10,
    }
    assert figures["double_submit"] == {"purchases": 1, "answers": 1, "quantity": 1}
    assert figures["two_tabs"] == {"results": {"placed": 1, "EmptyBasket": 5}}
    assert figures["webhooks_while_buyer_returns"] == {
        "results": {"handled": 20, "returned": 8},
        "state": "paid",
        "payments posted": 1,
        "sales posted": 1,
        "mails": 1,
        "buyer is owed": 0,
    }
    assert figures["one_transfer_told_twenty_times"] == {
        "results": {"matched": 20},
        "state": "paid",
        "payments": 1,
        "buyer is owed": 0,
    }
    assert figures["payment_meets_deadline"] == {"results": {"paid, 1 held": 8}}
    assert figures["last_use_of_a_voucher"] == {
        "results": {"placed": 1, "VoucherRefused": 19},
        "uses": 1,
        "spent": 25_000,
    }
    assert figures["budget_of_a_voucher"] == {
        "results": {"placed": 4, "VoucherRefused": 16},
        "spent": 100_000,
    }
    payout = figures["payout_run_twice"]
    assert sorted(payout.pop("ends").values()) == [4, 4]
    assert payout == {"lines for 3 producers": 3, "payouts posted": 3, "end posted": 1}
    assert figures["refunds_at_once"] == {
        "results": {"refunded": 1, "AboveCeiling": 7},
        "buyer is owed": 60_000,
    }
    assert figures["cancelled_twice_at_once"] == {
        "results": {"cancelled": 1, "MoveRefused": 5},
        "refunded": True,
        "refunds": 1,
        "buyer is owed": True,
    }
