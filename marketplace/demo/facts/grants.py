"""Which certificate a demo product has: the market grants it, labels print its stars."""

from dataclasses import dataclass
from random import Random

RUNS, ENDS_SOON, ENDED, TAKEN_BACK = "runs", "ends soon", "ended", "taken back"
HOLDS = {RUNS, ENDS_SOON}  # the stars are shown


@dataclass(frozen=True)
class Grant:
    """A certificate by the day of loading: days until it ends (or since, when negative)."""

    how: str
    stars: int
    score: int
    days_left: int
    revoked_days_ago: int


def grant_of(code: str) -> Grant | None:
    """What the office decided on a product; one in six was never rated."""
    rng = Random(f"{code}-certificate")  # noqa: S311
    how = rng.choices((None, RUNS, ENDS_SOON, ENDED, TAKEN_BACK), [16, 60, 10, 9, 5])[0]
    if how is None:
        return None
    stars = rng.choices([3, 4, 5], [45, 47, 8])[0]
    days_left = {
        RUNS: rng.randint(200, 900),
        ENDS_SOON: rng.randint(120, 178),
        ENDED: -rng.randint(5, 200),
        TAKEN_BACK: rng.randint(200, 700),
    }[how]
    score = {3: rng.randint(52, 69), 4: rng.randint(70, 89), 5: rng.randint(90, 97)}[stars]
    return Grant(how, stars, score, days_left, rng.randint(2, 60))


def stars_of(code: str) -> int:
    """The stars that a pack may show today; 0 when no certificate is in force."""
    grant = grant_of(code)
    return grant.stars if grant and grant.how in HOLDS else 0
