"""Why a row, or a whole file, is refused is a sentence in every case."""

import inspect
import re

import pytest
from django.utils.translation import override

from catalogue.certificates.models import ProposalRow
from catalogue.certificates.tables import checking
from marketplace.ocop.forms import REASONS
from marketplace.ocop.table_rows import WHY, failure_text, problems_of


def test_every_problem_of_a_row_has_its_sentence():
    named = re.findall(r'refuse\([^)]*, "(\w+)"\)', inspect.getsource(checking))
    assert {"required", "twice", "differs", "code"} <= set(named)
    assert set(named) | checking.KEY_OF.keys() <= WHY.keys() | REASONS.keys()


def test_a_problem_is_said_with_its_column():
    problems = [["stars", "required"], ["level", "district"], ["code", "several"]]
    with override("en"):
        told = problems_of(ProposalRow(problems=problems))
    assert told == [
        ("Stars", "It is missing."),
        ("Level", "Districts decided until June 2025 only."),
        ("Code", "Several products on file have this name and holder: write the code."),
    ]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("too_many", "The file has more than 5,000 rows. Please send it in parts."),
        ("empty", "The file has the names of columns but no rows below them."),
        ("twice", "Row 3 names the same column twice. Take one of them away."),
    ],
)
def test_a_file_that_cannot_be_read_says_why(code, sentence):
    with override("en"):
        assert failure_text(code, 3, 5000) == sentence
