"""The list of ASVS requirements (docs/security.md): what is met names evidence that is there."""

import re

from django.conf import settings

ROOT = settings.BASE_DIR
LIST = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d[\d., –]*) \| (met|n/a|not yet) \| (.+) \|$", re.M)
QUOTED = re.compile(r"`([\w./-]+)`")
# Chapters in which nothing may be left open: authentication, sessions, access, files.
CLOSED = {"2", "3", "4", "12"}


def rows() -> list[tuple[str, str, str]]:
    return ROW.findall(LIST)


def is_there(token: str) -> bool:
    """Tell whether a word in backticks is a file or a folder of ours, by its whole path."""
    return ("/" in token and (ROOT / token).exists()) or (ROOT / token).is_file()


def test_every_line_of_the_list_is_read():
    lines = [line for line in LIST.splitlines() if re.match(r"\| \d", line)]
    assert len(lines) == len(rows()) > 70


def test_what_is_met_names_evidence_that_is_there():
    without = [
        numbers
        for numbers, answer, why in rows()
        if answer == "met" and not any(is_there(token) for token in QUOTED.findall(why))
    ]
    assert without == []


def test_every_path_is_there():
    paths = [each for _n, _a, why in rows() for each in QUOTED.findall(why) if "/" in each]
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_at_most_one_in_ten_is_left_and_none_at_the_doors():
    left = [numbers for numbers, answer, _why in rows() if answer == "not yet"]
    assert [each for each in left if each.split(".")[0] in CLOSED] == []
    assert len(left) * 10 <= len(rows())


# What would make a word of a person run, and where an address of one would be fetched.
DANGEROUS = re.compile(
    r"shell=True|\bos\.(?:system|popen)\(|\b(?:eval|exec)\(|\b(?:pickle|marshal|yaml)\b"
    r"|\b(?:urlopen|httpx|aiohttp)\b|\bimport (?:requests|ldap|lxml)\b|xpath"
)
# The demo market and the stand-in for Stripe fetch and start what the source names.
DEMO = ("marketplace/demo/", "marketplace/gateways/stripe/standin/")


def test_nothing_of_people_is_run_or_fetched():
    found = [
        f"{name}: {match[0]}"
        for folder in ("catalogue", "cms", "marketplace")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for name in [path.relative_to(ROOT).as_posix()]
        if not name.startswith(DEMO)
        for match in DANGEROUS.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []
