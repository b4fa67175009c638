"""Everything that tests/security asks, in parts: python -m tests.security.attack [--jobs 2]

The whole takes hours in one process. Cut into parts, each in a process and on a database of its
own, it uses all cores; what is done of the same source is kept in .cache/attack, so that a run
that was ended goes on where it stopped (--again begins anew). The parts together ask what one run
would: a part that sends forms fetches those that stand on pages of another. At the end stands what
was asked of how many addresses, and each part that found something.
"""

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from queue import SimpleQueue
from typing import Any

ROOT = Path(__file__).parents[2]
KEPT = ROOT / ".cache" / "attack"
PARTS = 12
WALKED = ("marketplace", "catalogue", "cms", "templates", "tests/security", "locale")


def source() -> str:
    """Name what is attacked: the code, its templates and words, and the attack itself."""
    digest = sha256()
    for folder in WALKED:
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix in {".py", ".html", ".txt", ".po"}:
                digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def attack(part: int, folder: Path, database: Path) -> dict[str, Any]:
    """Run one part, unless it is done; give its report."""
    report, log = folder / f"{part}.json", folder / f"{part}.log"
    if report.exists() and (told := json.loads(report.read_text()))["passed"]:
        return told
    report.unlink(missing_ok=True)
    more = {
        "ATTACK": "all",
        "ATTACK_PART": f"{part}/{PARTS}",
        "ATTACK_REPORT": str(report),
        "TEST_DATABASE": str(database),
    }
    with log.open("wb") as file:
        subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-s", "tests/security"],
            cwd=ROOT,
            env=os.environ | more,
            stdout=file,
            stderr=file,
        )
    told = json.loads(report.read_text()) if report.exists() else {"passed": False}
    print(f"part {part} of {PARTS}: {told}", flush=True)
    return told


def total(reports: list[dict[str, Any]]) -> dict[str, Any]:
    """Sum what the parts asked."""
    roles: Counter[str] = Counter()
    answers: Counter[str] = Counter()
    for each in reports:
        roles.update(each.get("by role", {}))
        answers.update(each.get("answers", {}))
    return {
        "parts": len(reports),
        "parts that found something": sum(not each["passed"] for each in reports),
        "addresses": max((each.get("addresses", 0) for each in reports), default=0),
        "requests": sum(each.get("requests", 0) for each in reports),
        "by role": dict(roles),
        "answers": dict(answers),
        "minutes of one core": round(sum(each.get("seconds", 0) for each in reports) / 60),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--again", action="store_true", help="also what is done of this source")
    options = parser.parse_args()
    folder = KEPT / source()
    folder.mkdir(parents=True, exist_ok=True)
    if options.again:
        for report in folder.glob("*.json"):
            report.unlink()
    databases: SimpleQueue[Path] = SimpleQueue()
    for job in range(options.jobs):
        databases.put(KEPT / f"test-{job}.sqlite3")

    def run(part: int) -> dict[str, Any]:
        database = databases.get()
        try:
            return attack(part, folder, database)
        finally:
            databases.put(database)

    with ThreadPoolExecutor(options.jobs) as pool:
        reports = list(pool.map(run, range(1, PARTS + 1)))
    print(json.dumps(total(reports), indent=1))
    wrong = [at for at, each in enumerate(reports, 1) if not each["passed"]]
    sys.exit(f"parts that found something: {wrong}; what, is in {folder}" if wrong else 0)


if __name__ == "__main__":
    main()
