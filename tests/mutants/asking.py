"""Ask for faults, distrust tests that fail without one, and keep the answers."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.children import Attempt
from tests.mutants.choice import is_at_import, tests_for
from tests.mutants.cold import IMPORT
from tests.mutants.mutations import Mutation
from tests.mutants.project import Project
from tests.mutants.results import Results, is_killed
from tests.mutants.touched import Touched, digest

Try = Callable[[list[Attempt]], Iterator[tuple[str, dict]]]


@dataclass
class Asking:
    """One area's round: its sample, what is known of it and who says what happens."""

    project: Project
    sources: dict[str, str]
    results: Results
    touched: Touched
    say: Callable[[str], None]
    distrusted: set[str]

    def tests_for(self, mutation: Mutation) -> tuple[str, ...]:
        """Choose the tests, the one that killed it last time first."""
        names = tests_for(mutation, self.touched)
        if "models" in mutation.module and is_at_import(mutation, self.touched):
            names = [*self.project.of_models, *names]
        killer = (self.results.answer(mutation) or {}).get("killer")
        if killer in self.touched.seconds:
            names = [killer, *(name for name in names if name != killer)]
        return tuple(name for name in names if name not in self.distrusted)

    def ask(self, mutations: Iterable[Mutation], attempt: Try) -> list[Mutation]:
        """Keep the answers to some faults; give those that this way cannot be tried.

        What killed a fault is run once more without it, together with what ran before. A test
        that fails then says nothing, and the faults that it killed are asked again.
        """
        waiting, left = list(mutations), []
        while waiting:
            by_id = {mutation.id: mutation for mutation in waiting}
            tests = {mutation.id: self.tests_for(mutation) for mutation in waiting}
            killed: dict[str, dict] = {}
            for mutation in waiting:
                if not tests[mutation.id]:
                    self.keep(mutation, {"killer": None}, ())
            attempts = [self.attempt(m, tests[m.id]) for m in waiting if tests[m.id]]
            for key, answer in attempt(attempts):
                if answer.get("cold"):
                    left.append(by_id[key])
                    continue
                self.keep(by_id[key], answer, tests[key])
                if answer.get("killer"):
                    killed[key] = answer
            untrue = self.control(killed, tests, attempt)
            self.distrusted |= untrue
            waiting = [by_id[key] for key, answer in killed.items() if answer["killer"] in untrue]
            for mutation in waiting:
                self.results.forget(mutation)
        return left

    def attempt(self, mutation: Mutation, tests: tuple[str, ...]) -> Attempt:
        source = mutation.source(self.sources[mutation.module])
        return Attempt(mutation.id, mutation.module, source, tests, self.limit(tests))

    def limit(self, tests: Iterable[str]) -> float:
        """Say how many seconds of processor time tests may take before they count as running on."""
        return 20 + 4 * sum(self.touched.seconds.get(name, 2.0) for name in tests)

    def control(
        self, killed: dict[str, dict], tests: dict[str, tuple[str, ...]], attempt: Try
    ) -> set[str]:
        """Give the tests among the killers that fail with no fault in place."""
        prefixes = set()
        for key, answer in killed.items():
            names = tests[key]
            if answer["killer"] in names:
                prefixes.add(names[: names.index(answer["killer"]) + 1])
            elif answer["killer"] == IMPORT:
                prefixes.add(names[:1])
        controls = [
            Attempt(str(n), "", None, names, self.limit(names)) for n, names in enumerate(prefixes)
        ]
        untrue = set()
        for _key, answer in attempt(controls):
            if killer := answer.get("killer"):
                self.say(f"  {killer} fails without a fault too: {answer['why']}")
                untrue.add(killer)
        return untrue

    def is_known(self, mutation: Mutation, *, only_survivors: bool) -> bool:
        """Tell whether the answer would be the same as the last one."""
        answer = self.results.answer(mutation)
        if answer is None or answer.get("error"):
            return False
        if only_survivors and is_killed(answer):
            return True
        if answer["source"] != digest(self.sources[mutation.module]):
            return False
        if answer.get("ran_on") or answer.get("killer") == IMPORT:
            return True
        killer = answer.get("killer")
        return answer["proof"] == self.proof([killer] if killer else self.tests_for(mutation))

    def keep(self, mutation: Mutation, answer: dict, tests: tuple[str, ...]) -> None:
        killer = answer.get("killer")
        proof = self.proof([killer] if killer else tests)
        source = digest(self.sources[mutation.module])
        answer = {**answer, "tests": tests, "proof": proof, "source": source}
        self.results.keep(mutation, answer)
        word = "killed" if is_killed(answer) else "ALIVE "
        if answer.get("error"):
            word = "BROKEN"
        by = killer or ("ran on" if answer.get("ran_on") else f"{len(tests)} tests")
        where = f"{mutation.module}:{mutation.line}"
        self.say(f"  {word} {mutation.id} {where} {mutation.operator}: {by}")

    def proof(self, tests: Iterable[str]) -> str:
        """Hash tests with the files that they stand in."""
        names = sorted(tests)
        files = sorted({name.partition("::")[0] for name in names})
        return digest("|".join(names) + "".join(text_of(self.project.root / f) for f in files))


def text_of(path: Path) -> str:
    return path.read_text() if path.is_file() else ""
