"""Look at the shop's pages from outside: Lighthouse, axe, the Nu checker, weight.

    python -m tests.audit.quality                      every page, on a demo market of its own
    python -m tests.audit.quality --only home,listing  some; --quick leaves Lighthouse out
    python -m tests.audit.quality --site http://127.0.0.1:8000    a market that runs already
    python -m tests.audit.quality --write              puts the table into docs/quality.md

What is looked at stands in looked_at.py. It ends with 1 when a page falls below a bar. Lighthouse
simulates a slow phone by what the pages cost here: do nothing else on the machine meanwhile.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from marketplace.demo.people import PASSWORD, PEOPLE
from tests.audit import looked_at, tools
from tests.audit.looked_at import BASKET, BUYER, PAGES, STRANGER
from tests.browser.market import CHROMIUM
from tests.services.programs import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
TABLE = ROOT / "docs" / "quality.md"
BAR = 95  # points of a hundred, in each category that a page names
WIDTHS = {375: 812, 1280: 800}
LOAD = 400_000  # bytes of a first load on a phone, pictures and all
CODE = 20_000  # bytes of all style sheets, and of all scripts, as they are sent
OPENS_WITHIN = 900.0


@dataclass
class Seen:
    """What was found about a page."""

    page: looked_at.Page
    address: str = ""
    scores: dict[str, int] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)  # bytes by kind, "all" among them
    axe: dict[int, list[str]] = field(default_factory=dict)
    nu: list[str] = field(default_factory=list)

    def faults(self) -> list[str]:
        """Say what falls below a bar."""
        found = [f"{name} {self.scores[name]}" for name in self.scores if self.scores[name] < BAR]
        found += [f"axe at {width}: {text}" for width, texts in self.axe.items() for text in texts]
        found += [f"Nu: {text}" for text in self.nu]
        bars = {"all": LOAD, "stylesheet": CODE, "script": CODE}
        found += [
            f"{kind} weighs {self.sizes[kind]}"
            for kind, most in bars.items()
            if self.sizes.get(kind, 0) > most
        ]
        return found

    def row(self) -> str:
        cells = [self.page.name]
        cells += [str(self.scores.get(name, "")) for name in looked_at.ALL]
        cells += [
            f"{self.sizes.get(kind, 0) / 1000:.1f}" for kind in ("all", "stylesheet", "script")
        ]
        cells += [str(sum(map(len, self.axe.values()))), str(len(self.nu))]
        return f"| {' | '.join(cells)} |"


@contextmanager
def market() -> Iterator[str]:
    """Start a demo market in a folder of its own; give its address and end it."""
    with tempfile.TemporaryDirectory(prefix="market-audit-") as name:
        folder, port = Path(name), free_port()
        env = os.environ | {
            "DATABASE_URL": f"sqlite:///{folder / 'market.sqlite3'}",
            "VAR_DIR": str(folder),
            "MEDIA_ROOT": str(folder / "media"),
        }
        with (folder / "printed").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "market", "--port", str(port)],
                cwd=ROOT,
                env=env,
                stdout=log,
                stderr=log,
            )
            try:
                wait_for(f"http://127.0.0.1:{port}", process)
                yield f"http://127.0.0.1:{port}"
            finally:
                process.terminate()
                process.wait(60)


def wait_for(site: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until a market answers. Raises RuntimeError when it ends or takes too long."""
    end = time.monotonic() + OPENS_WITHIN
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"{site}/readyz", timeout=5)
            return
        except OSError:
            time.sleep(1)
    raise RuntimeError(f"The demo market did not open at {site}")


class Visitors:
    """The browser of each kind of visitor, at each width: a stranger, a basket, a buyer."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser, self.site = browser, site
        self.kept = {STRANGER: None, BASKET: self.with_basket(), BUYER: self.signed_in()}

    def context(self, visitor: str, width: int) -> BrowserContext:
        return self.browser.new_context(
            viewport={"width": width, "height": WIDTHS[width]},
            device_scale_factor=3 if width == min(WIDTHS) else 1,
            storage_state=self.kept[visitor],
            reduced_motion="reduce",
        )

    def cookies(self, visitor: str) -> str:
        state = self.kept[visitor]
        return "; ".join(
            f"{one['name']}={one['value']}" for one in (state or {}).get("cookies", ())
        )

    def with_basket(self):
        context = self.browser.new_context()
        page = context.new_page()
        page.goto(f"{self.site}/vi/products/?stock=1")
        page.locator(".card__add").first.click()
        page.locator(".head__basket .count:not([hidden])").wait_for()
        return self.ended(context)

    def signed_in(self):
        context = self.browser.new_context()
        page = context.new_page()
        page.goto(f"{self.site}/vi/account/login/")
        page.fill("[name=login]", PEOPLE["buyer"])
        page.fill("[name=password]", PASSWORD)
        page.locator("main button[type=submit]").first.click()
        page.wait_for_url("**/account/")
        return self.ended(context)

    @staticmethod
    def ended(context: BrowserContext):
        state = context.storage_state()
        context.close()
        return state


def address_of(visitors: Visitors, page: looked_at.Page) -> str:
    """Find a page's address: its path, or where its links lead, one after the other."""
    context = visitors.context(page.visitor, max(WIDTHS))
    tab = context.new_page()
    address = visitors.site + page.path
    for selector in page.follow.split(" >> ") if page.follow else ():
        tab.goto(address)
        address = tab.locator(selector).first.evaluate("link => link.href")
    context.close()
    return address


def look(visitors: Visitors, seen: Seen, file: Path) -> None:
    """Open a page at each width as its visitor: axe, what the phone loaded; keep its HTML."""
    for width in WIDTHS:
        context = visitors.context(seen.page.visitor, width)
        tab = context.new_page()
        sizes = weighed(tab, context) if width == min(WIDTHS) else {}
        answer = tab.goto(seen.address, wait_until="networkidle")
        seen.sizes = dict(sizes) or seen.sizes
        file.write_bytes(answer.body())
        # As tall as the page, so that the bar below hides nothing that one would scroll to.
        tab.set_viewport_size({"width": width, "height": height_of(tab)})
        seen.axe[width] = tools.axe_faults(tab)
        context.close()


def height_of(tab) -> int:
    return tab.evaluate("document.documentElement.scrollHeight")


def weighed(tab, context: BrowserContext) -> dict[str, int]:
    """Count a tab's bytes as they come over the wire: all, and by kind without their headers."""
    begun: dict[str, tuple[str, int]] = {}
    sizes: dict[str, int] = {"all": 0}

    def answered(event) -> None:
        begun[event["requestId"]] = (
            event["type"].lower(),
            int(event["response"]["encodedDataLength"]),
        )

    def ended(event) -> None:
        kind, head = begun.get(event["requestId"], ("other", 0))
        size = int(event["encodedDataLength"])
        sizes[kind] = sizes.get(kind, 0) + max(0, size - head)
        sizes["all"] += size

    wire = context.new_cdp_session(tab)
    wire.send("Network.enable")
    wire.on("Network.responseReceived", answered)
    wire.on("Network.loadingFinished", ended)
    return sizes


def look_at(site: str, pages: list[looked_at.Page], *, is_quick: bool) -> list[Seen]:
    """Look at pages in turn; Lighthouse last, when nothing else runs."""
    found = [Seen(page) for page in pages]
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        visitors = Visitors(browser, site)
        kept = [Path(name) / f"{number}.html" for number in range(len(found))]
        for seen, file in zip(found, kept, strict=True):
            seen.address = address_of(visitors, seen.page)
            look(visitors, seen, file)
            print(f"{seen.page.name}: {seen.address}", file=sys.stderr, flush=True)
        browser.close()
        nu_faults = tools.nu_faults(kept)
        for seen, file in zip(found, kept, strict=True):
            seen.nu = nu_faults[file.name]
        for seen in found if not is_quick else ():
            if seen.page.bars:
                cookies = visitors.cookies(seen.page.visitor)
                seen.scores = tools.scores(seen.address, cookies, seen.page.bars, BAR)
                print(f"{seen.page.name}: {seen.scores}", file=sys.stderr, flush=True)
    return found


def table(found: list[Seen]) -> str:
    """Write what was found as a table in Markdown."""
    head = (
        "| page | performance | accessibility | practices | SEO | kB | CSS kB | JS kB | axe | Nu |"
    )
    rule = "| --- | " + "--: | " * (head.count("|") - 2)
    return "\n".join([head, rule.strip(), *[seen.row() for seen in found]])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", default="", help="names of pages, parted by commas")
    parser.add_argument("--site", default="", help="a market that runs already")
    parser.add_argument("--quick", action="store_true", help="leave Lighthouse out")
    parser.add_argument("--write", action="store_true", help="put the table into docs/quality.md")
    asked = parser.parse_args()
    wanted = [page for page in PAGES if not asked.only or page.name in asked.only.split(",")]
    if asked.site:
        found = look_at(asked.site, wanted, is_quick=asked.quick)
    else:
        with market() as site:
            found = look_at(site, wanted, is_quick=asked.quick)
    print(table(found))
    faults = [f"{seen.page.name}: {text}" for seen in found for text in seen.faults()]
    print("\n".join(["", *faults]) if faults else "\nNothing falls below a bar.")
    if asked.write and len(wanted) == len(PAGES):
        before = re.split(r"\n(?:Written by hand|\| page \|)", TABLE.read_text())[0]
        TABLE.write_text(f"{before}\n{table(found)}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
