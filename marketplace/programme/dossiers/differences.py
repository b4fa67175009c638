"""What is another thing in a snapshot than in the one before it, for who reads both."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from marketplace.programme.dossiers.form01 import QUESTIONS
from marketplace.programme.sheets.reading import sheet_of
from marketplace.programme.wording import said

Body = dict[str, Any]


class Difference(NamedTuple):
    """What it is about, as it was, as it is; "" where it was or is not there."""

    about: str
    old: str
    new: str


def differences(old: Body, new: Body) -> list[Difference]:
    """List what changed from one hand-over to the next, in the order of the forms."""
    return [*of_form(old, new), *of_claims(old, new), *of_documents(old, new)]


def of_form(old: Body, new: Body) -> Iterator[Difference]:
    for name, question in QUESTIONS.items():
        before, after = old["form01"].get(name, ""), new["form01"].get(name, "")
        if before != after:
            yield Difference(str(question.label), before, after)


def of_claims(old: Body, new: Body) -> Iterator[Difference]:
    before = {each["code"]: each for each in old["claims"]}
    after = {each["code"]: each for each in new["claims"]}
    for line in sheet_of(new["sheet"]["number"]).choices:
        was, now = before.get(line.code), after.get(line.code)
        if was != now:
            yield Difference(f"{line.code} {said(line.words)}", claim(was), claim(now))


def claim(row: Body | None) -> str:
    if row is None:
        return ""
    points = _("%(points)s points") % {"points": row["points"]}
    return f"{points} · {row['note']}" if row["note"] else points


def of_documents(old: Body, new: Body) -> Iterator[Difference]:
    before = {each["version"]: each for each in old["documents"]}
    after = {each["version"]: each for each in new["documents"]}
    for pk in sorted({*before, *after}):
        was, now = cited(before.get(pk)), cited(after.get(pk))
        if was != now:
            yield Difference((after.get(pk) or before[pk])["name"], was, now)


def cited(row: Body | None) -> str:
    """Say where a document is cited: "1.1, 1.4"; what is for the whole dossier in words."""
    if row is None:
        return ""
    return ", ".join(code or _("the dossier as a whole") for code in row["codes"])
