"""Run, report and show mutants.

    python -m tests.mutants run ledger listings       # all areas without a name
    python -m tests.mutants run ledger --only-survivors
    python -m tests.mutants report ledger
    python -m tests.mutants show 3f2a91c07b
    python -m tests.mutants cover                     # which tests run which lines, anew

MUTANTS_COVERAGE names a folder of records that several clones share.
"""

import argparse
import json
import os
import subprocess
import sys
import warnings
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from tests.mutants import cold, warm
from tests.mutants.asking import Asking, Try
from tests.mutants.mutations import Mutation, mutations_of, sample_of
from tests.mutants.project import MARKET, Project
from tests.mutants.results import Results, is_killed, percent, report, show, summary
from tests.mutants.touched import Records, Touched, digest


class Desk:
    """One call of the tool: the project, its folders and what was asked for."""

    def __init__(self, project: Project, asked: argparse.Namespace) -> None:
        self.project, self.asked = project, asked
        self.folder = project.root / ".cache" / "mutants"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.records = Records(Path(os.environ.get("MUTANTS_COVERAGE") or self.folder / "records"))
        self.sources = {name: path.read_text() for name, path in project.modules().items()}
        self.distrusted: set[str] = set()  # tests that failed with no fault in place
        self.screen = os.fdopen(os.dup(1), "w", buffering=1)

    def say(self, text: str) -> None:
        print(text, file=self.screen, flush=True)

    def results(self, area: str) -> Results:
        return Results(self.folder / "results", area)

    def mutations(self, area: str) -> list[Mutation]:
        root = self.project.root
        modules = self.project.areas[area].modules(root)
        return mutations_of(area, {path.relative_to(root).as_posix(): path for path in modules})

    def sample(self, area: str) -> list[Mutation]:
        return sample_of(
            self.mutations(area), self.sources, seed=self.asked.seed, size=self.asked.sample
        )

    # --- Running

    def run(self) -> bool:
        """Ask for what is not known yet; tell whether every area has enough killed."""
        self.migrate()
        samples = {area: self.sample(area) for area in self.asked.names or self.project.areas}
        left = self.folder / "left.json"  # what the warm session hands on to cold ones
        left.unlink(missing_ok=True)

        def work(session: warm.Warm) -> None:
            imported = sorted(sys.modules)
            self.cover(session)
            touched = self.touched(session.by_file)
            attempt = partial(session.try_out, workers=self.asked.workers)
            ids = [
                mutation.id
                for area, sample in samples.items()
                for mutation in self.ask(area, sample, touched, attempt)
            ]
            files = list(session.by_file)
            rest = {"imported": imported, "files": files, "ids": ids}
            left.write_text(json.dumps({**rest, "distrusted": list(self.distrusted)}))

        log = self.folder / "session.log"
        if warm.serve(self.project, work, log) or not left.exists():
            self.say(f"The session broke, see {log}")
            return False
        rest = json.loads(left.read_text())
        self.distrusted |= set(rest["distrusted"])
        if rest["ids"]:
            cold.preload(self.project, rest["imported"])
            touched = self.touched(rest["files"])
            attempt = partial(cold.try_out, self.project, workers=self.asked.workers)
            for area, sample in samples.items():
                faults = [mutation for mutation in sample if mutation.id in rest["ids"]]
                self.asking(area, touched).ask(faults, attempt)
        return self.report(samples)

    def asking(self, area: str, touched: Touched) -> Asking:
        results, untrue = self.results(area), self.distrusted
        return Asking(self.project, self.sources, results, touched, self.say, untrue)

    def ask(
        self, area: str, sample: list[Mutation], touched: Touched, attempt: Try
    ) -> list[Mutation]:
        """Ask for an area's faults that are not known; give those that need a cold start."""
        asking, asked = self.asking(area, touched), self.asked
        if asked.ids:
            unknown = [mutation for mutation in sample if mutation.id in asked.ids]
        elif asked.fresh:
            unknown = sample
        else:
            survivors = asked.only_survivors
            unknown = [m for m in sample if not asking.is_known(m, only_survivors=survivors)]
        self.say(f"{area}: {len(unknown)} of {len(sample)} to ask")
        return asking.ask(unknown, attempt)

    def migrate(self) -> None:
        """Make sure that the kept database is there and has today's migrations."""
        if not self.project.database:
            return
        text = "".join(
            path.read_text() for path in sorted(self.project.root.glob("*/**/migrations/*.py"))
        )
        mark = self.folder / "migrated"
        database = self.project.root / self.project.database
        if mark.exists() and mark.read_text() == digest(text) and database.exists():
            return
        self.say("bringing the test database up to date")
        command = [sys.executable, "-m", "pytest", "-q", *self.project.of_models]
        subprocess.run(command, cwd=self.project.root, check=True)
        mark.write_text(digest(text))

    def cover(self, session: warm.Warm) -> None:
        """Make the records of test files that are new or have changed."""
        root = self.project.root
        missing = [file for file in session.by_file if not self.records.path(root / file).exists()]
        if missing:
            self.say(f"watching which lines {len(missing)} test files run")
        for line in session.watch_tests(self.records, missing, self.asked.workers):
            self.say(f"  {line}")

    def touched(self, files: Iterable[str]) -> Touched:
        """Read the records of test files."""
        touched = Touched(self.records, self.sources)
        for file in files:
            path = self.project.root / file
            if kept := self.records.read(path):
                touched.add(file, path.read_text(), kept)
        return touched

    # --- Telling

    def report(self, samples: dict[str, list[Mutation]] | None = None) -> bool:
        areas = self.asked.names or list(self.project.areas)
        samples = samples or {area: self.sample(area) for area in areas}
        enough = True
        for area, sample in samples.items():
            results = self.results(area)
            text = report(area, sample, results, self.sources)
            (self.folder / f"{area}.txt").write_text(text + "\n")
            self.say(text + "\n")
            killed = sum(is_killed(results.answer(mutation)) for mutation in sample)
            enough &= percent(killed, len(sample)) >= 85
        for area, sample in samples.items():
            self.say(summary(area, sample, self.results(area)))
        return enough

    def show(self) -> bool:
        for area in self.project.areas:
            for mutation in self.mutations(area):
                if mutation.id in self.asked.names:
                    answer = self.results(area).answer(mutation)
                    self.say(show(mutation, answer, self.sources[mutation.module]))
        return True

    def cover_only(self) -> bool:
        self.migrate()
        log = self.folder / "session.log"
        return not warm.serve(self.project, self.cover, log)


def main(arguments: list[str], project: Project = MARKET) -> int:
    """Do what the command line asks for; 1 when an area has not enough killed."""
    parser = argparse.ArgumentParser(prog="tests.mutants", description=__doc__)
    parser.add_argument("command", choices=["run", "report", "show", "cover"])
    parser.add_argument("names", nargs="*", help="areas; for show, mutants")
    parser.add_argument("--sample", type=int, default=60, help="faults an area")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1, choices=[1, 2])
    parser.add_argument("--only-survivors", action="store_true")
    parser.add_argument("--fresh", action="store_true", help="ask again what is known")
    parser.add_argument("--ids", nargs="*", default=[], help="ask these mutants only")
    warnings.simplefilter("ignore", SyntaxWarning)  # `is` beside a literal is one of the faults
    desk = Desk(project, parser.parse_args(arguments))
    commands = {
        "run": desk.run,
        "report": desk.report,
        "show": desk.show,
        "cover": desk.cover_only,
    }
    return 0 if commands[desk.asked.command]() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
