import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command

from marketplace.frame.static_bundles import (
    BrokenBundle,
    BundleFinder,
    ModuleStorage,
    joined,
    parts_of,
    squeezed,
)

CSS = Path(settings.BASE_DIR, "static", "css")


@pytest.fixture
def folder(tmp_path, settings):
    """A folder of static files with one bundle of two parts and a sheet that is none."""
    settings.VAR_DIR = tmp_path / "var"
    settings.STATICFILES_DIRS = [tmp_path / "static"]
    css = tmp_path / "static" / "css"
    css.mkdir(parents=True)
    (css / "shop.css").write_text('/* All. */\n@import "head.css";\n@import "foot.css";\n')
    (css / "head.css").write_text("/* The head. */\n.head {\n  color: red;\n}\n")
    (css / "foot.css").write_text('.foot > a {\n  background: url("../x.svg");\n}\n')
    (css / "alone.css").write_text("/* Alone. */\np {\n  margin: 0;\n}\n")
    return css


@pytest.mark.parametrize(
    ("css", "short"),
    [
        ("a , b {\n  color : red;\n  margin: 0 auto;\n}\n", "a,b{color :red;margin:0 auto}"),
        (".a :hover > b + c {}", ".a :hover > b + c{}"),
        ("a { width: calc(1px + 2%); }", "a{width:calc(1px + 2%)}"),
        ('a::before { content: " ;  /* , */ "; }', 'a::before{content:" ;  /* , */ "}'),
        ("a { /* why */ color: /* how */ red; }", "a{color:red}"),
        ("@media (min-width: 9px) and print {\n  a {\n    b: c;\n  }\n}",
         "@media (min-width:9px) and print{a{b:c}}"),
        ("/* one */\n.a {\n  b: c; /* two */\n}\n", ".a{b:c}"),
        ("/* one */ .a { b: c } /* two */ , .d { e: f }", ".a{b:c},.d{e:f}"),
    ],
)  # fmt: skip
def test_squeezing_takes_only_what_means_nothing(css, short):
    assert squeezed(css) == short


def test_a_bundle_is_its_parts_in_order(folder):
    made = joined(folder / "shop.css")
    assert made.read_text() == '.head{color:red}.foot > a{background:url("../x.svg")}'


def test_what_is_no_bundle_is_served_as_it_is(folder):
    assert joined(folder / "alone.css") == folder / "alone.css"


def test_a_changed_part_shows_at_once_and_an_unchanged_bundle_is_kept(folder):
    made = joined(folder / "shop.css")
    inode = made.stat().st_ino
    assert joined(folder / "shop.css").stat().st_ino == inode
    (folder / "head.css").write_text(".head { color: blue; }")
    later = made.stat().st_mtime + 5
    os.utime(folder / "head.css", (later, later))
    assert joined(folder / "shop.css").read_text().startswith(".head{color:blue}")


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("shop.css", '@import "head.css";\np { color: red; }', "rules of its own"),
        ("shop.css", '@import "none.css";', "not there"),
        ("head.css", '@import "foot.css";', "may not import"),
    ],
)
def test_a_broken_bundle_says_what_is_wrong(folder, name, text, why):
    (folder / name).write_text(text)
    with pytest.raises(BrokenBundle, match=why):
        joined(folder / "shop.css")


def test_the_finder_finds_bundles_joined_and_lists_no_part(folder):
    finder = BundleFinder()
    assert Path(finder.find("css/shop.css")).read_text().startswith(".head{")
    assert sorted(path for path, _ in finder.list(None)) == ["css/alone.css", "css/shop.css"]


def test_collected_files_carry_what_they_hold_in_names_and_imports(folder, tmp_path, settings):
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STATICFILES_FINDERS = ["marketplace.frame.static_bundles.BundleFinder"]
    (folder.parent / "x.svg").write_text("<svg/>")
    js = folder.parent / "js"
    js.mkdir()
    (js / "page.js").write_text('import { show } from "./part.js";\n\nshow();\n')
    (js / "part.js").write_text("export const show = () => {};\n")
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "marketplace.frame.static_bundles.ModuleStorage"}
    }
    finders.get_finder.cache_clear()
    call_command("collectstatic", interactive=False, verbosity=0)
    finders.get_finder.cache_clear()
    storage = ModuleStorage(location=settings.STATIC_ROOT)
    css = Path(storage.path(storage.stored_name("css/shop.css"))).read_text()
    script = Path(storage.path(storage.stored_name("js/page.js"))).read_text()
    assert re.fullmatch(
        r'\.head\{color:red\}\.foot > a\{background:url\("\.\./x\.\w{12}\.svg"\)\}', css
    )
    assert re.match(r'import \{ show \} from "\./part\.\w{12}\.js";', script)


def test_every_style_sheet_is_a_part_of_one_bundle_or_stands_alone():
    """A sheet that no bundle names would never reach a page."""
    bundles = {path.name: [part.name for part in parts_of(path)] for path in CSS.glob("*.css")}
    named = [part for parts in bundles.values() for part in parts]
    assert sorted(named) == sorted(set(named))
    alone = {name for name, parts in bundles.items() if not parts} - set(named)
    assert alone == {
        "assessment.css",
        "bought.css",
        "dossier.css",
        "office.css",
        "proposal.css",
        "review-sums.css",
        "stars.css",
        "stripe-test.css",
        "variants.css",
        "visit.css",
    }


def test_no_page_asks_for_a_part_by_itself():
    """A part is not collected: where files are, a page that names it would fail."""
    parts = {part.name for path in CSS.glob("*.css") for part in parts_of(path)}
    templates = (CSS.parents[1] / "templates").rglob("*.html")
    asked = {
        name
        for path in templates
        for name in re.findall(r"""static\(["']css/([\w-]+\.css)""", path.read_text())
    }
    assert "shop.css" in asked
    assert asked & parts == set()


def test_without_collected_files_a_page_gets_the_joined_sheet(client):
    answer = client.get("/static/css/shop.css")
    text = b"".join(answer.streaming_content).decode()
    assert answer.status_code == 200
    assert text.startswith("@font-face{")
    assert "@import" not in text and "/*" not in text
