"""What a library's own pages lack of our languages.

python locale/library.py missing wagtail           texts that neither the library nor ours has
python locale/library.py missing wagtail --json    the same, to be filled in and added
python locale/library.py add wagtail FILE.json     {"vi": {"text": "…"}, "id": {"text": "…"}}

The library's English catalogues say what its pages say (`django.po`; `djangojs.po` for scripts).
Ours stand in locale/<library>/ and are asked first (marketplace/frame/office_words.py).
"""

import io
import json
import re
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
LANGUAGES = {"vi": ("vi",), "id": ("id_ID", "id")}  # as we and as libraries name them
DOMAINS = ("django", "djangojs")
COMMENT = "# What the scripts of a library say; see locale/library.py."
# Headers that Babel fills in for nobody.
NOBODY = re.compile(
    r'"(?:Project-Id|Report-Msgid|PO-Revision|Last-Trans|Language-Team|Generated-By)'
)
Key = tuple[str | None, str]  # context and text, of a plural the one for one


def apps_of(name: str) -> Iterator[Path]:
    """The folders of the apps of a library that are installed here."""
    from marketplace.wiring import INSTALLED_APPS

    for app in INSTALLED_APPS:
        if app == name or app.startswith((f"{name}.", f"{name}_")):
            spec = find_spec(app.partition(".apps.")[0])
            if spec and spec.origin:
                yield Path(spec.origin).parent


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def key_of(message: Message) -> Key:
    text = message.id
    return message.context, text if isinstance(text, str) else text[0]


def is_said(message: Message) -> bool:
    said = message.string
    return bool(said) if isinstance(said, str) else bool(said) and all(said)


def texts(name: str, domain: str) -> dict[Key, Message]:
    """Every text of a library's installed apps."""
    found: dict[Key, Message] = {}
    for app in apps_of(name):
        path = app / "locale" / "en" / "LC_MESSAGES" / f"{domain}.po"
        if path.exists():
            found |= {key_of(each): each for each in read(path) if each.id}
    return found


def said(name: str, language: str, domain: str) -> set[Key]:
    """What the library says in a language, and what we say for it."""
    paths = [ROOT / "locale" / name / language / "LC_MESSAGES" / f"{domain}.po"]
    for app in apps_of(name):
        paths += [app / "locale" / c / "LC_MESSAGES" / f"{domain}.po" for c in LANGUAGES[language]]
    return {
        key_of(each)
        for path in paths
        if path.exists()
        for each in read(path)
        if each.id and is_said(each) and not each.fuzzy
    }


def missing(name: str, language: str) -> dict[tuple[str, Key], Message]:
    """The texts of a library that a language lacks, by catalogue, context and text."""
    found: dict[tuple[str, Key], Message] = {}
    for domain in DOMAINS:
        known = said(name, language, domain)
        for key, message in texts(name, domain).items():
            if key not in known:
                found[domain, key] = message
    return found


def written(key: tuple[str, Key], message: Message) -> str:
    """A text as files of `add` name it: "djangojs|", "context\\x04" before it, plurals by "|"."""
    domain, (context, text) = key
    whole = text if isinstance(message.id, str) else "|".join(message.id)
    scripts = "djangojs|" if domain == "djangojs" else ""
    return scripts + (f"{context}\x04" if context else "") + whole


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["missing"] and len(arguments) in (2, 3):
        lacks = {each: missing(arguments[1], each) for each in LANGUAGES}
        if arguments[2:] == ["--json"]:
            empty = {c: {written(k, m): "" for k, m in found.items()} for c, found in lacks.items()}
            print(json.dumps(empty, ensure_ascii=False, indent=1))
            return 0
        for language, found in lacks.items():
            print(
                f"{language}: {len(found)} of {sum(len(texts(arguments[1], d)) for d in DOMAINS)}"
            )
            for key, message in found.items():
                print(f"  {written(key, message)!r}")
        return int(any(lacks.values()))
    if arguments[:1] == ["add"] and len(arguments) == 3:
        add(arguments[1], json.loads(Path(arguments[2]).read_text(encoding="utf-8")))
        return 0
    print(__doc__)
    return 2


def add(name: str, given: dict[str, dict[str, str | list[str]]]) -> None:
    """Put translations into our catalogues for a library; only texts that it has."""
    for domain in DOMAINS:
        known = texts(name, domain)
        names = {written((domain, key), message): message for key, message in known.items()}
        for language, words in given.items():
            mine = [(names[text], said) for text, said in words.items() if text in names and said]
            if mine:
                put(ROOT / "locale" / name / language / "LC_MESSAGES" / f"{domain}.po", mine)


def put(path: Path, words: list[tuple[Message, str | list[str]]]) -> None:
    """Write translations into a catalogue, over those that it has."""
    catalog = read(path) if path.exists() else Catalog("vi", header_comment=COMMENT, fuzzy=False)
    for message, said in words:  # one form for all numbers, in both languages
        one = isinstance(message.id, str) or not isinstance(said, str)
        catalog.delete(message.id, message.context)
        string = said if one else (said,)
        catalog.add(message.id, string, context=message.context, flags=message.flags)
    out = io.BytesIO()
    write_po(out, catalog, width=100, sort_output=True, no_location=True)
    lines = out.getvalue().decode().splitlines(keepends=True)
    text = "".join(line for line in lines if not NOBODY.match(line))
    language = path.parent.parent.name
    path.write_text(re.sub(r"(Language: )vi\b", rf"\g<1>{language}", text), encoding="utf-8")
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
