"""What is read off a letter in HTML: its subject and its plain text."""

import pytest
from jinja2 import TemplateNotFound, UndefinedError

from marketplace.frame.letters import read_off, write_letter

HTML = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>
      Paid:   100.000\xa0₫
    </title>
  </head>
  <body>
    <header>
      <h1>Chợ OCOP</h1>
    </header>
    <p>
      We have   it.
      Thank you.
    </p>
    <h2>
      Gốm A &amp; B
      (N-1)
    </h2>
    <ul>
      <li>2 × Bowl: 100.000\xa0₫</li>
      <li>1 × Cup</li>
    </ul>
    <p>one<br>
       two</p>
    <p></p>
    <p><b>Total: 5</b></p>
    <p>
      <a href="https://x.vn/?a=1&amp;b=2">See it</a>
    </p>
    <p>Its page: <a href="https://x.vn/1">https://x.vn/1</a></p>
    <p><a href="https://x.vn/2">Here:</a></p>
  </body>
</html>
"""
TEXT = """We have it. Thank you.

Gốm A & B (N-1)
- 2 × Bowl: 100.000\xa0₫
- 1 × Cup

one
two

Total: 5

See it: https://x.vn/?a=1&b=2

Its page: https://x.vn/1

Here: https://x.vn/2

Chợ OCOP
"""


def test_letter_is_read_off_its_html():
    letter = read_off(HTML)
    assert letter.subject == "Paid: 100.000 ₫"
    assert letter.text == TEXT
    assert letter.html == HTML


def test_what_people_wrote_is_no_markup_and_no_line_of_its_own():
    evil = "</p><a href='https://evil.vn'>x</a>\nBcc: y\n- z"
    letter = write_letter("bank_account_checked", {"producer": evil, "ending": "1234"}, "en")
    assert "<a " not in letter.html
    assert "\n" not in letter.subject
    first = letter.text.splitlines()[0]
    said = " ".join(evil.split())
    assert first.startswith(f"The bank account of {said} ending in 1234 is checked.")


def test_value_that_is_missing_is_an_error():
    with pytest.raises(UndefinedError, match="ending"):
        write_letter("bank_account_checked", {"producer": "X"}, "en")


@pytest.mark.parametrize("name", ["no_such", "return_step/no_such", "../base"])
def test_letter_that_nobody_wrote_is_an_error(name):
    with pytest.raises(TemplateNotFound):
        write_letter(name, {}, "vi")
