"""What is said of a file that cannot be read; problems in the reader's language."""

import pytest
from django.utils import translation

from marketplace.listings.imports.words import column_text, failure_text, problem_texts

FAILURES = {
    "too_large": "The file is larger than 5 MB. Please send it in two parts.",
    "too_long": "The file has more than 20,000 rows. Please send it in parts of 10,000.",
    "too_many": "The file has more than 10,000 products. Please send it in two parts.",
    "no_header": "No row with the names of the columns was found. Take the template: its first row "
    "has to stay.",
    "twice": "Row 3 names the same column twice. Take one of them away.",
    "empty": "The file has the names of columns but no products below them.",
    "encoding": "The file's letters cannot be read; save it as XLSX, or as CSV in UTF-8.",
    "locked": "This file is locked by a password. Open it and save it without one.",
    "pdf": "This is a PDF. Please send the spreadsheet itself.",
    "web_archive": "This is a web page. Open it in Excel and save it as XLSX.",
    "lost": "The file is no longer there. Please send it again.",
    "nonsense": "This is no CSV or XLSX file that we can read.",
}


@pytest.mark.parametrize("code", FAILURES)
def test_each_failure_has_a_sentence_and_an_unknown_one_a_common_one(code):
    with translation.override("en"):
        assert failure_text(code, 3) == FAILURES[code]


def test_problems_name_their_column_in_the_language_of_the_reader():
    problems = [["price", {"vi": "Sai", "en": "Wrong"}], ["", {"vi": "Cả dòng"}]]
    with translation.override("en"):
        assert problem_texts(problems, "en") == [("Price", "Wrong"), ("", "Cả dòng")]
        assert column_text("") == ""
