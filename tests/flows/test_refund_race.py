"""Two refunds at once, a refund while a webhook arrives, a return approved twice: real threads."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.databases import own_database  # noqa: F401


@pytest.fixture
def figures(own_database):  # noqa: F811
    answer = subprocess.run(
        [sys.executable, "-m", "tests.bench.refund_races"],
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
    return json.loads(answer.stdout)


@pytest.mark.django_db  # asks for the database, so that there is one to copy
def test_money_goes_back_once_whoever_says_so_and_how_often(figures):
    assert figures == {
        "two_refunds_at_once": {"results": {"promised": 1, "OverRefund": 5}, "refunded": 150_000},
        "cancelled_by_both_sides_at_once": {"left": 0, "stock": [10, 0]},
        "return_approved_twice": {"results": {"refunded": 6}, "left": 0, "credit notes": 1},
        "notice_comes_twenty_times_while_cancelled": {
            "state": "cancelled",
            "left": 0,
            "credited": True,
        },
        "success_told_while_cancelled": {
            "results": {"paid": 1, "already": 7},
            "left": 0,
            "paid": 1,
        },
        "bank_refund_confirmed_by_five": {"results": {"True": 1, "False": 4}, "postings": 1},
        "numbers_without_gaps": {"numbers": [1, 2, 3, 4, 5, 6, 7, 8, 9]},
        "books": {"sum": 0, "faults": []},
    }
