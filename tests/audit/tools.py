"""Programs of others that look at a page: Lighthouse, the Nu checker and axe."""

import json
import os
import statistics
import subprocess
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.market import CHROMIUM

TOOLS = Path(__file__).resolve().parent.parent.parent / ".cache" / "audit" / "node_modules"
LIGHTHOUSE = TOOLS / "lighthouse" / "cli" / "index.js"
NU = TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"
# WCAG 2.2 AA and what axe's makers advise beside it.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AGAIN = 2  # runs more of a page that fell below: other work on the machine makes one run slow


def run_lighthouse(address: str, cookies: str, categories: tuple[str, ...]) -> dict:
    """Look at a page once as a phone of the middle class does; give Lighthouse's report."""
    command = ["node", str(LIGHTHOUSE), address, "--output=json", "--quiet"]
    command += ["--chrome-flags=--no-sandbox", f"--only-categories={','.join(categories)}"]
    if cookies:
        command.append(f"--extra-headers={json.dumps({'Cookie': cookies})}")
    env = os.environ | {"CHROME_PATH": CHROMIUM}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=300)
    if done.returncode:
        raise RuntimeError(f"Lighthouse ended at {address}: {done.stderr[-600:]}")
    return json.loads(done.stdout)


def scores(address: str, cookies: str, categories: tuple[str, ...], bar: int) -> dict[str, int]:
    """Give a page's points by category; the median of three runs where the first fell below."""
    runs = [points(run_lighthouse(address, cookies, categories))]
    if min(runs[0].values()) < bar:
        runs += [points(run_lighthouse(address, cookies, categories)) for _ in range(AGAIN)]
    return {name: statistics.median_low([run[name] for run in runs]) for name in categories}


def points(report: dict) -> dict[str, int]:
    """Read a report's points, 0 to 100, by category."""
    return {name: round(each["score"] * 100) for name, each in report["categories"].items()}


def nu_faults(files: list[Path]) -> dict[str, list[str]]:
    """Ask the Nu checker about files, all in one run: errors and warnings by a file's name."""
    command = ["java", "-jar", str(NU), "--format", "json", "--exit-zero-always"]
    command += map(str, files)
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    found: dict[str, list[str]] = {file.name: [] for file in files}
    for message in json.loads(done.stderr)["messages"]:
        if message["type"] == "error" or message.get("subType") == "warning":
            file = message["url"].rsplit("/", 1)[-1]
            found[file].append(f"{message['message']} (line {message.get('lastLine')})")
    return found


def axe_faults(page: Page) -> list[str]:
    """Ask axe about an open page: rule, weight and the first place of each violation."""
    options = {"runOnly": {"type": "tag", "values": RULES}}
    return [
        f"{one['id']} ({one['impact']}): {one['nodes'][0]['target']} x {len(one['nodes'])}"
        for one in Axe().run(page, options=options).response["violations"]
    ]
