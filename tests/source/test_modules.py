"""Scripts are modules that a page names: what they import is fetched beside them, not after."""

import re

import pytest

from tests.source.templates import ROOT, listed

JS = ROOT / "static" / "js"
IMPORT = re.compile(r'^import (?:[^"]* from )?"(\.[^"]+)";$', re.M)
STATIC = r"""\{\{ static\("js/([\w/-]+\.js)"\) \}\}"""
ENTRY = re.compile(r'<script type="module" src="' + STATIC + '"')
PRELOAD = re.compile(r'<link rel="modulepreload" href="' + STATIC + '"')
SCRIPTS = [name.removeprefix("static/js/") for name in listed("static/js")]


def imports(name: str) -> set[str]:
    """Name what a module imports, directly and through others."""
    out: set[str] = set()
    waiting = [name]
    while waiting:
        path = JS / waiting.pop()
        for address in IMPORT.findall(path.read_text()):
            part = (path.parent / address).resolve().relative_to(JS).as_posix()
            if part not in out:
                out.add(part)
                waiting.append(part)
    return out


def named() -> dict[str, tuple[set[str], set[str]]]:
    """Give of each template the modules it starts and those it fetches early."""
    found = {}
    for name in listed("templates"):
        text = (ROOT / name).read_text()
        if ENTRY.search(text) or PRELOAD.search(text):
            found[name] = set(ENTRY.findall(text)), set(PRELOAD.findall(text))
    return found


@pytest.mark.parametrize("template", list(named()))
def test_a_page_fetches_early_what_its_modules_import(template):
    entries, early = named()[template]
    needed = set().union(*map(imports, entries))
    everywhere = set() if template == "templates/base.html" else imports("site.js") | {"site.js"}
    assert early == needed - everywhere - entries


def test_every_module_is_reached_from_a_page():
    entries = {entry for starts, _ in named().values() for entry in starts}
    assert set(SCRIPTS) == entries.union(*map(imports, entries))


@pytest.mark.parametrize("name", SCRIPTS)
def test_modules_never_import_in_a_circle(name):
    """Their collected names hold what they hold: a circle could never be named."""
    assert name not in imports(name)


@pytest.mark.parametrize("name", SCRIPTS)
def test_words_that_people_read_stand_in_templates(name):
    """Texts are translated there; only the stand-in speaks for itself, as Stripe does."""
    if name == "stripe-test/words.js":
        return
    code = re.sub(r"/\*.*?\*/|//[^\n]*", "", (JS / name).read_text(), flags=re.S)
    assert re.findall(r'"[A-Z][a-z]+ [a-z]+[^"]*"', code) == []
