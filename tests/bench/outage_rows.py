"""What was seen under each fault, and the table in the report."""

from collections.abc import Callable
from dataclasses import dataclass

FLOOR_SECONDS = 0.15
HEADING = "## Slow, silent, gone, full, skewed, restarted"


@dataclass
class Row:
    """One page, or one promise, under one fault."""

    fault: str
    what: str
    usual_ms: float | None = None
    median_ms: float | None = None
    worst_ms: float | None = None
    told: str = ""
    is_right: bool = True


Promise = Callable[
    [str, str, object, bool], None
]  # fault, what, what was seen, whether it is right


def wrong(rows: list[Row]) -> list[str]:
    return [f"{row.fault}: {row.what}" for row in rows if not row.is_right]


def lines_of(rows: list[Row]) -> list[str]:
    """Write the rows as a table in Markdown."""

    def ms(value: float | None) -> str:
        return "" if value is None else f"{value:.0f}"

    lines = [
        HEADING,
        "",
        "gunicorn (2 x 4 threads), worker, clock, PostgreSQL, Redis; times in ms at the client. A page",
        f"passes within twice its usual time, or within {FLOOR_SECONDS * 1000:.0f} ms (tests/bench/outages.py).",
        "",
        "| fault | what | usual | median | worst | answers | right |",
        "|---|---|---:|---:|---:|---|---|",
    ]
    for row in rows:
        cells = (
            row.fault,
            row.what,
            ms(row.usual_ms),
            ms(row.median_ms),
            ms(row.worst_ms),
            row.told,
        )
        lines.append(f"| {' | '.join(cells)} | {'yes' if row.is_right else 'NO'} |")
    return lines
