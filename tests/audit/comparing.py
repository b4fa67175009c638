"""Two records side by side: what differs, by view, with a few examples of each kind."""

import difflib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.audit.reading import GLUE

FAILURES = ("missing", "new", "status", "redirect", "type", "error", "text", "parts", "mail", "more queries")  # fmt: skip
TOLD = ("spaces", "fewer queries", "other queries", "static files")
FEWER = {"spaces": 1, "static files": 0}  # examples of what is mostly noise
LISTS = ("lines", "items", "static", "queries", "mail")


def save(path: Path, entries: list[dict]) -> None:
    """Write a record; equal strings are written once."""
    numbers: dict[str, int] = {}

    def short(entry: dict) -> dict:
        entry = dict(entry)
        for name in LISTS:
            if name in entry:
                entry[name] = [numbers.setdefault(text, len(numbers)) for text in entry[name]]
        if entry.get("then"):
            entry["then"] = short(entry["then"])
        return entry

    rows = [short(entry) for entry in entries]
    with path.open("w", encoding="utf-8") as file:
        json.dump({"strings": list(numbers), "entries": rows}, file, ensure_ascii=False)


def load(path: Path) -> list[dict]:
    with path.open(encoding="utf-8") as file:
        record = json.load(file)
    strings = record["strings"]

    def whole(entry: dict) -> dict:
        for name in LISTS:
            if name in entry:
                entry[name] = [strings[number] for number in entry[name]]
        if entry.get("then"):
            whole(entry["then"])
        return entry

    return [whole(entry) for entry in record["entries"]]


def wanted(only: str) -> Callable[[object], bool]:
    """Tell whether a view's name or, for words with a slash, an address starts like one asked."""
    words = [word for word in only.split(",") if word]

    def is_wanted(thing) -> bool:
        path = thing.address[3:] if thing.address[3:4] == "/" else thing.address
        return not words or any(
            path.startswith(word) or thing.address.startswith(word)
            if "/" in word
            else thing.view.startswith(word)
            for word in words
        )

    return is_wanted


def key_of(entry: dict) -> str:
    data = json.dumps(entry.get("data"), sort_keys=True, ensure_ascii=False) if entry.get("data") else ""  # fmt: skip
    return " ".join(filter(None, (entry["role"], entry["method"], entry["address"], data)))


def words_of(lines: list[str]) -> list[str]:
    return " ".join(lines).replace(GLUE, " ").split()


Story = Callable[[], str]


def differences(before: dict, after: dict) -> Iterator[tuple[str, Story]]:
    """Give the kinds of difference between two answers, each with what tells its story."""
    for kind, name in (
        ("status", "status"),
        ("redirect", "to"),
        ("type", "type"),
        ("error", "error"),
    ):
        if before[name] != after[name]:
            yield kind, partial("{} -> {}".format, before[name] or "-", after[name] or "-")
    old, new = before["lines"], after["lines"]
    if old != new:
        if words_of(old) != words_of(new):
            yield "text", partial(in_words, words_of(old), words_of(new))
        elif " ".join(old) != " ".join(new):
            yield "spaces", partial(in_words, " ".join(old).split(), " ".join(new).split())
    for kind, name in (("parts", "items"), ("mail", "mail"), ("static files", "static")):
        if before.get(name, []) != after.get(name, []):
            yield kind, partial(in_lines, before.get(name, []), after.get(name, []))
    if before["queries"] != after["queries"]:
        yield from query_differences(before["queries"], after["queries"])
    if before.get("then") and after.get("then"):
        yield from differences(before["then"], after["then"])
    elif bool(before.get("then")) != bool(after.get("then")):
        yield "redirect", lambda: "a page follows only in one of the two"


def query_differences(old: list[str], new: list[str]) -> Iterator[tuple[str, Story]]:
    more, less = Counter(new) - Counter(old), Counter(old) - Counter(new)
    changes = [f"+{n} {text}" for text, n in more.items()]
    changes += [f"-{n} {text}" for text, n in less.items()]
    story = partial("{} -> {} {}".format, len(old), len(new), ", ".join(changes))
    if len(new) > len(old):
        yield "more queries", story
    elif len(new) < len(old):
        yield "fewer queries", story
    elif changes:
        yield "other queries", story


def in_words(old: list[str], new: list[str]) -> str:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    told = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            gone, come = " ".join(old[a:b])[:200], " ".join(new[c:d])[:200]
            around = " ".join(old[max(0, a - 4) : a])
            told.append(f"… {around} [-{gone}-] {{+{come}+}}")
    return "\n      ".join(told[:6]) + (
        f"\n      and {len(told) - 6} more" if len(told) > 6 else ""
    )


def in_lines(old: list[str], new: list[str]) -> str:
    changed = [
        line[:260]
        for line in difflib.unified_diff(old, new, n=0, lineterm="")
        if not line.startswith(("---", "+++", "@@"))
    ]
    if not changed:
        return "the order differs"
    more = f"\n      and {len(changed) - 10} more" if len(changed) > 10 else ""
    return "\n      ".join(changed[:10]) + more


def compare(before: list[dict], after: list[dict], examples: int = 2, out=sys.stdout) -> int:
    """Print what differs; 1 if anything but what is only told does."""
    old, new = ({key_of(e): e for e in entries} for entries in (before, after))
    found: dict[str, dict[str, list[tuple[str, Story]]]] = defaultdict(lambda: defaultdict(list))
    for key in sorted(old.keys() | new.keys()):
        view = (old.get(key) or new[key])["view"]
        if key not in new:
            found[view]["missing"].append((key, lambda: "asked before, not now"))
        elif key not in old:
            found[view]["new"].append((key, lambda: "asked now, not before"))
        else:
            for kind, story in differences(old[key], new[key]):
                found[view][kind].append((key, story))
    totals: Counter = Counter()
    for view in sorted(found):
        print(f"\n== {view}", file=out)
        for kind in (*FAILURES, *TOLD):
            stories = found[view].get(kind, [])
            totals[kind] += len(stories)
            if stories:
                print(f"  {kind}: {len(stories)}", file=out)
            for key, story in stories[: FEWER.get(kind, examples)]:
                print(f"    {key[:180]}\n      {story()}", file=out)
    counts = ", ".join(f"{kind} {totals[kind]}" for kind in (*FAILURES, *TOLD) if totals[kind])
    both = len(old.keys() & new.keys())
    print(f"\n{both} answers compared: {counts or 'no difference'}", file=out)
    return int(any(totals[kind] for kind in FAILURES))
