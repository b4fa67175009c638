"""The texts of the source and their translations.

python locale/words.py missing           texts of the source that a catalogue lacks
python locale/words.py unused            texts of a catalogue that the source no longer has
python locale/words.py add FILE.json     {"text": {"vi": "…", "id": "…"}}, plurals as
                                         {"one|many": {"vi": ["…"], "id": ["…"]}}
python locale/words.py merge FOLDER      take what another checkout's locale/ has and this one lacks
python locale/words.py compile           write the .mo files anew
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes
from jinja2.ext import Extension, extract_from_ast

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("vi", "id")
# Pages that are theirs say what they say, in their words.
LIBRARIES = ("allauth",)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
Text = str | tuple[str, str]


def source_files() -> Iterator[Path]:
    """The files that git knows or would take, tests left out."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],  # noqa: S607
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if not name.startswith(("tests/", "locale/")) and path.is_file():
            yield path


def texts() -> dict[Text, str]:
    """Every translatable text of the source and the first file that has it."""
    found: dict[Text, str] = {}
    for path in source_files():
        for text in texts_of(path):
            if text and text != ("", ""):
                found.setdefault(text, str(path.relative_to(ROOT)))
    return found


def texts_of(path: Path) -> Iterator[Text]:
    if path.suffix == ".py":
        with path.open("rb") as file:
            for _line, message, _comments, _context in extract("python", file, KEYWORDS):
                yield message if isinstance(message, str) else tuple(message)
    elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
        yield from spoken(path.read_text())


def spoken(source: str) -> Iterator[Text]:
    """The texts of a template of Jinja's."""
    for _line, _function, message in extract_from_ast(JINJA.parse(source), KEYWORDS):
        if isinstance(message, str):
            yield message
        elif message:
            yield tuple(text for text in message if text)


class IncludeBlock(Extension):
    """Read Wagtail's tag without Wagtail."""

    tags = {"include_block"}

    def parse(self, parser) -> nodes.Node:
        line = next(parser.stream).lineno
        return nodes.ExprStmt(parser.parse_expression(), lineno=line)


JINJA = Environment(extensions=["jinja2.ext.i18n", IncludeBlock], autoescape=True)
JINJA.policies["ext.i18n.trimmed"] = True


def path_of(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def known_in(language: str) -> set[Text]:
    """The texts that are translated: by our catalogue, or by that of a library."""
    paths = [
        path_of(language),
        ROOT / "locale" / "allauth" / language / "LC_MESSAGES" / "django.po",
    ]
    for name in LIBRARIES:
        spec = find_spec(name)
        if spec and spec.origin:
            paths.append(
                Path(spec.origin).parent / "locale" / language / "LC_MESSAGES" / "django.po"
            )
    return {
        m.id if isinstance(m.id, str) else tuple(m.id)
        for path in paths
        if path.exists()
        for m in read(path)
        if not m.context and (m.string if isinstance(m.string, str) else all(m.string))
    }


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def write(language: str, catalog: Catalog) -> None:
    catalog.fuzzy = False
    with path_of(language).open("wb") as file:
        write_po(file, catalog, sort_output=True, omit_header=False, width=100, no_location=True)
    with path_of(language).with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)


def missing() -> int:
    source = texts()
    lacking = 0
    for language in LANGUAGES:
        known = known_in(language)
        known |= {text[0] for text in known if isinstance(text, tuple)}
        for text, file in sorted(source.items(), key=lambda pair: (pair[1], str(pair[0]))):
            if text not in known:
                print(f"{language}  {file}: {text!r}")
                lacking += 1
    return lacking


def unused(*, prune: bool = False) -> int:
    source = set(texts())
    source |= {text[0] for text in source if isinstance(text, tuple)}
    left = 0
    for language in LANGUAGES:
        catalog = read(path_of(language))
        for message in list(catalog):
            key = message.id if isinstance(message.id, str) else tuple(message.id)
            if message.id and key not in source:
                print(f"{language}  {key!r}")
                left += 1
                catalog.delete(key if isinstance(key, str) else key[0])
        if prune:
            write(language, catalog)
    return left


def add(file: str) -> None:
    given = json.loads(Path(file).read_text())
    for language in LANGUAGES:
        catalog = read(path_of(language))
        for key, translations in given.items():
            text = translations[language]
            one, bar, many = key.partition("|") if isinstance(text, list) else (key, "", "")
            identity = (one, many) if bar else key
            catalog.delete(one)
            flags = ["python-format"] if re.search(r"%\(\w+\)[sd]", key) else []
            catalog.add(identity, tuple(text) if bar else text, flags=flags)
        write(language, catalog)


def merge(folder: str) -> None:
    for language in LANGUAGES:
        catalog = read(path_of(language))
        for message in read(Path(folder) / language / "LC_MESSAGES" / "django.po"):
            if message.id and catalog.get(message.id) is None:
                catalog.add(message.id, message.string, flags=message.flags)
        write(language, catalog)


def rewrite() -> None:
    for language in (*LANGUAGES, "en"):  # "en": what another catalogue would say otherwise
        write(language, read(path_of(language)))
    for path in ROOT.glob("locale/*/*/LC_MESSAGES/*.po"):  # what libraries lack
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read(path))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["missing"]:
            sys.exit(1 if missing() else 0)
        case ["unused"]:
            sys.exit(1 if unused() else 0)
        case ["prune"]:
            unused(prune=True)
        case ["add", given]:
            add(given)
        case ["merge", other]:
            merge(other)
        case ["compile"]:
            rewrite()
        case _:
            sys.exit(__doc__)
