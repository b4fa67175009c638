"""What came of each fault, kept so that a run can go on where the last one stopped."""

import json
from collections.abc import Iterable
from pathlib import Path

from tests.mutants.mutations import Mutation

ENOUGH_PERCENT = 85


class Results:
    """An area's answers by fault: killer, why, tests asked, hashes of what was asked."""

    def __init__(self, folder: Path, area: str) -> None:
        self.path = folder / f"{area}.json"
        self.answers = json.loads(self.path.read_text()) if self.path.exists() else {}

    def keep(self, mutation: Mutation, answer: dict) -> None:
        self.answers[mutation.id] = {
            **answer,
            "module": mutation.module,
            "operator": mutation.operator,
            "occurrence": mutation.occurrence,
            "line": mutation.line,
            "text": mutation.text,
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(self.answers, indent=1))

    def answer(self, mutation: Mutation) -> dict | None:
        return self.answers.get(mutation.id)

    def forget(self, mutation: Mutation) -> None:
        self.answers.pop(mutation.id, None)


def is_killed(answer: dict | None) -> bool:
    """Tell whether a test failed or ran on and on."""
    return bool(answer and (answer.get("killer") or answer.get("ran_on")))


def percent(killed: int, of: int) -> float:
    return 100 * killed / of if of else 100.0


def summary(area: str, sample: Iterable[Mutation], results: Results) -> str:
    """Say in a line how many of the sample's faults were noticed."""
    sample = list(sample)
    killed = sum(is_killed(results.answer(mutation)) for mutation in sample)
    asked = sum(results.answer(mutation) is not None for mutation in sample)
    share = percent(killed, len(sample))
    verdict = "enough" if share >= ENOUGH_PERCENT else f"under {ENOUGH_PERCENT} %"
    left = "" if asked == len(sample) else f", {len(sample) - asked} not asked yet"
    return f"{area:<14}{killed:>4} of {len(sample):>4} killed  {share:5.1f} %  {verdict}{left}"


def report(area: str, sample: Iterable[Mutation], results: Results, sources: dict[str, str]) -> str:
    """List the survivors with their place, fault and how many tests ran them."""
    sample = list(sample)
    parts = [summary(area, sample, results)]
    for mutation in sorted(sample, key=lambda m: (m.module, m.line, m.operator)):
        answer = results.answer(mutation)
        if answer and not is_killed(answer):
            tests = len(answer["tests"])
            ran = f"{tests} tests ran it" if tests else "NO TEST RUNS IT"
            parts.append(
                f"\n{mutation.id}  {mutation.module}:{mutation.line}  "
                f"{mutation.definition or 'module'}  {mutation.operator}  {ran}\n"
                + indent(mutation.diff(sources[mutation.module]))
            )
    return "\n".join(parts)


def show(mutation: Mutation, answer: dict | None, source: str) -> str:
    """Tell all about one fault."""
    parts = [
        f"{mutation.id}  {mutation.module}:{mutation.line}  {mutation.definition}",
        f"{mutation.operator}, occurrence {mutation.occurrence}",
        indent(mutation.diff(source)),
    ]
    if answer is None:
        return "\n".join([*parts, "not asked yet"])
    if answer.get("error"):
        parts.append(answer["error"])
    if is_killed(answer):
        killer = answer.get("killer") or "ran on and on"
        parts.append(f"killed by {killer}\n{indent(answer.get('why') or '')}")
    else:
        parts.append("alive; the tests that ran it:")
    return "\n".join([*parts, *(f"  {name}" for name in answer["tests"])])


def indent(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())
