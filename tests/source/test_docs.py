"""What the documents name is there: files, folders, functions of a file, targets of make."""

import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
HISTORY = ROOT / "CHANGELOG.md"  # names what was there once
FOLDERS = ("catalogue", "cms", "marketplace", "templates", "static", "locale", "tests", "docs")
QUOTED = re.compile(r"`([^`\n]+)`")
FILE = re.compile(r"[\w.-]+(?:/[\w.-]+)*\.(?:py|md|jinja|html|toml|json|typ)")
FOLDER = re.compile(rf"(?:{'|'.join(FOLDERS)})(?:/[\w.-]+)*/")
NAME = re.compile(r"[A-Za-z_]\w+")
MADE = re.compile(r"`make ([a-z-]+)")


@cache
def files() -> list[str]:
    return [
        path.relative_to(ROOT).as_posix()
        for folder in (*FOLDERS, ".")
        for path in ((ROOT / folder).rglob("*") if folder != "." else ROOT.glob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]


def found(token: str) -> list[Path]:
    """Find the files that a document means: by their path, or by its end."""
    return [ROOT / name for name in files() if name == token or name.endswith(f"/{token}")]


def problems(text: str) -> list[str]:
    wrong = []
    for line in text.splitlines():
        named: list[Path] = []
        end = -1
        for match in QUOTED.finditer(line):
            token, between = match[1], line[end : match.start()] if end >= 0 else ""
            end = match.end()
            if FILE.fullmatch(token):
                named = found(token)
                wrong += [] if named else [f"no file {token}"]
            elif FOLDER.fullmatch(token):
                named = []
                wrong += [] if (ROOT / token).is_dir() else [f"no folder {token}"]
            elif named and between in (" ", ", ") and NAME.fullmatch(token):
                if not any(defines(path, token) for path in named):
                    wrong.append(f"no {token} in {' or '.join(str(p.name) for p in named)}")
            else:
                named = []
    return wrong


def defines(path: Path, name: str) -> bool:
    source = path.read_text(encoding="utf-8")
    return bool(re.search(rf"^\s*(?:(?:async )?def|class) {name}\b|^{name}\b", source, re.M))


@pytest.mark.parametrize(
    "document",
    [path for path in DOCUMENTS if path != HISTORY],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_what_a_document_names_is_there(document):
    assert problems(document.read_text(encoding="utf-8")) == []


def test_links_between_documents_lead_somewhere():
    dead = [
        f"{document.name}: {target}"
        for document in DOCUMENTS
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[\w-]+)?\)", document.read_text("utf-8"))
        if not (document.parent / target).exists()
    ]
    assert dead == []


def test_targets_of_make_are_there():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    named = {name for path in DOCUMENTS for name in MADE.findall(path.read_text("utf-8"))}
    assert named <= targets


def test_readme_has_the_plain_command_of_each_target():
    targets = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.M)
    told = re.findall(r"^\| ([a-z-]+) \| ", (ROOT / "README.md").read_text(), re.M)
    assert set(targets) - {"help"} - set(told) == set()


def test_problems_are_seen():
    line = "`marketplace/purchases/placement.py` `place_purchase`, `nothing_like_it`; `gone.py` `x`"
    assert problems(line) == ["no nothing_like_it in placement.py", "no file gone.py"]
