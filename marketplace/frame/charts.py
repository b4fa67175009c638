"""Bars drawn on the server: plain numbers in, places of rectangles out; the page adds a table."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, FOOT = 720, 200, 34


@dataclass(frozen=True)
class Bar:
    """A rectangle in the units of the picture, with what it stands for."""

    label: str
    value: int
    x: int
    y: int
    width: int
    height: int
    shows_label: bool

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


def bars(pairs: Sequence[tuple[str, int]], every: int = 1) -> list[Bar]:
    """Place (label, value) pairs side by side; every so-manieth label is written."""
    if not pairs:
        return []
    highest = max([value for _, value in pairs] + [1])
    step = WIDTH / len(pairs)
    room = HEIGHT - FOOT
    return [
        Bar(
            label,
            value,
            round(i * step + step * 0.12),
            room - max(0, round(value * room / highest)),
            max(1, round(step * 0.76)),
            max(0, round(value * room / highest)),
            i % every == 0,
        )
        for i, (label, value) in enumerate(pairs)
    ]
