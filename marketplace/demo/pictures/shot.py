"""What a kind hands to the studio: things, a setting, a view."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from marketplace.demo.pictures.studio import View


@dataclass
class Shot:
    """`things` fill the frame; `close` is (point, width in cm) for a detail by a camera of its own."""

    things: Sequence
    setting: str
    view: View = field(default_factory=View)
    close: tuple[tuple[float, float, float], float] | None = None
    exposure: float = 0.0
    with_wall: bool = True
