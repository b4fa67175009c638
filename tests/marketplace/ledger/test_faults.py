"""A fault is kept as a code with its figures and told in the language of whoever reads it."""

import pytest
from django.utils import translation

from marketplace.ledger.faults import TEXTS, Fault, from_json

VALUES = {
    "total": {"amount": -5_000},
    "transaction": {"number": 7, "amount": 1_234},
    "entry": {"number": 7},
    "refund": {"line": "1", "order": "O-1"},
    "snapshot": {"number": 3},
    "message": {"name": "evt_1", "gateway": "stripe"},
    "trigger": {"name": "ledger_entry_keep"},
    "register": {"day": "29/11/2026"},
    "dossier": {"dossier": "HS-1", "what": "body"},
    "document": {"number": "HD26-0004"},
    "documents": {"first": "HD26-0004", "last": "HD26-0006"},
    "series": {"series": "HD26", "counted": 9, "last": 8},
}


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("total", "All accounts together are owed -₫5,000 instead of 0."),
        ("transaction", "Transaction 7 sums to ₫1,234 instead of 0."),
        ("entry", "Entry 7 is booked at another time than its transaction."),
        ("refund", "More went back than was paid for line 1 of order O-1."),
        ("snapshot", "The sum kept as number 3 differs from its entries."),
        ("message", "Message evt_1 of stripe could not be handled."),
        (
            "trigger",
            "The guard ledger_entry_keep is missing in the database: rows could be changed.",
        ),
        (
            "register",
            "What the register published on 29/11/2026 is not what was signed and kept.",
        ),
        (
            "dossier",
            "What was handed over of dossier HS-1 is not what was signed: body.",
        ),
        ("document", "Document HD26-0004 is missing: its series has a gap."),
        ("documents", "Documents HD26-0004 to HD26-0006 are missing: their series has a gap."),
        ("series", "Series HD26 counted to 9, its last document is number 8."),
    ],
)
def test_a_fault_names_its_figures(code, sentence):
    with translation.override("vi"):
        assert Fault(code, VALUES[code]).in_english() == sentence


@pytest.mark.parametrize("language", ["vi", "en", "id"])
@pytest.mark.parametrize("code", TEXTS)
def test_a_fault_is_told_whole_in_each_language_and_kept_as_json(code, language):
    fault = Fault(code, VALUES[code])
    with translation.override(language):
        assert "%" not in str(fault)
        assert str(from_json(fault.as_json())) == str(fault)
    assert from_json(fault.as_json()) == fault


def test_a_sentence_that_the_first_checks_kept_stays_as_it_is():
    assert str(from_json("Sổ lệch 5 đồng.")) == "Sổ lệch 5 đồng."
