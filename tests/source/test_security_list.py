"""The list of ASVS requirements (docs/security.md): what is met names evidence that is there."""

import json
import re

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
LIST = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d[\d., –]*) \| (met|n/a|not yet) \| (.+) \|$", re.M)
QUOTED = re.compile(r"`([\w./-]+)`")
# Chapters in which nothing may be left open: authentication, sessions, access, files.
CLOSED = {"2", "3", "4", "12"}


def rows() -> list[tuple[str, str, str]]:
    return ROW.findall(LIST)


def key_of(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split("."))


def required() -> list[str]:
    """Give the number of each requirement of level 2."""
    found = []
    for line in (ROOT / "tests/data/asvs-4.0.3-level-2.txt").read_text().splitlines()[1:]:
        section, _, runs = line.partition(": ")
        for run in runs.split():
            first, _, last = run.partition("-")
            found += [f"{section}.{n}" for n in range(int(first), int(last or first) + 1)]
    return found


def answered(numbers: str) -> set[str]:
    """Give the requirements of a line: "1.10.1, 1.14.1–1.14.6"."""
    found = set()
    for part in numbers.split(", "):
        first, _, last = part.partition("–")
        bounds = key_of(first), key_of(last or first)
        found |= {each for each in required() if bounds[0] <= key_of(each) <= bounds[1]}
    return found


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


def test_each_requirement_is_answered_once():
    given = [each for numbers, _a, _w in rows() for each in answered(numbers)]
    assert sorted(given, key=key_of) == required()
    assert len(required()) == 259


def test_at_the_doors_evidence_is_a_test():
    without = [
        numbers
        for numbers, answer, why in rows()
        if answer == "met" and numbers.split(".")[0] in CLOSED
        if not any(is_there(each) and "/test_" in each for each in QUOTED.findall(why))
    ]
    assert without == []


def test_every_path_is_there():
    paths = [each for _n, _a, why in rows() for each in QUOTED.findall(why) if "/" in each]
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_at_most_one_in_ten_is_left_and_none_at_the_doors():
    left = {
        each
        for numbers, answer, _why in rows()
        if answer == "not yet"
        for each in answered(numbers)
    }
    assert {each for each in left if each.split(".")[0] in CLOSED} == set()
    assert len(left) * 10 <= len(required())


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_each_package_is_locked_to_a_version_by_hashes(name):
    text = (ROOT / name).read_text().replace("\\\n", "")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    loose = [line for line in lines if not re.match(r"[\w.\[\],-]+==\S+ .*--hash=sha256:", line)]
    assert loose == [] and len(lines) > 50
    asked = re.findall(r"pip install\b.*-r requirements\S*", (ROOT / "Makefile").read_text())
    assert asked and all("--require-hashes" in each for each in asked)


def test_each_package_of_npm_is_locked_by_a_hash():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, each in packages.items() if name and not each.get("integrity")] == []


# What would make a word of a person run, and where an address of one would be fetched.
DANGEROUS = re.compile(
    r"shell=True|\bos\.(?:system|popen)\(|\b(?:eval|exec)\(|\b(?:pickle|marshal|yaml)\b"
    r"|\b(?:urlopen|httpx)\b|\b(?:import|from) (?:requests|ldap|lxml|aiohttp)\b|aiohttp\.|xpath"
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
