"""Fruit, vegetables and eggs in baskets, nets, cartons and trays, with their labels."""

from random import Random

import numpy as np

from marketplace.demo.facts import Facts
from marketplace.demo.pictures import harvest, packs, vessels, wraps
from marketplace.demo.pictures.kinds.packaging import close_up, flat, place_beside, spare, sticks
from marketplace.demo.pictures.shot import Shot
from marketplace.demo.pictures.studio import View

SIZE, SAMPLES = 900, 3
PACKS_BY_VESSEL = {
    "bamboo-basket": wraps.bamboo_basket,
    "net-bag": wraps.net_bag,
    "banana-leaf": wraps.banana_leaf,
    "paper-carton": packs.paper_carton,
    "paper-tray": packs.paper_tray,
    "paper-bag": packs.paper_bag,
    "straw-basket": wraps.straw_basket,
    "clay-jar": vessels.clay_jar,
    "leaf-basket": wraps.leaf_basket,
}
HOUSE_SETTINGS = {
    33: ("workbench", "quay"),
    34: ("veranda", "workbench"),
    35: ("ash", "rust"),
    36: ("quay", "veranda"),
    37: ("moss", "workbench"),
    38: ("veranda", "ash"),
    39: ("rust", "quay"),
    40: ("moss", "courtyard"),
}
HIGH = {"bamboo-basket": 24, "net-bag": 14, "banana-leaf": 24, "paper-carton": 26, "paper-tray": 30,
        "paper-bag": 17, "straw-basket": 30, "clay-jar": 18, "leaf-basket": 30}  # fmt: skip


def goods_of(facts: Facts):
    """The pieces of a sort, and what is served beside them. Raises ValueError."""
    if facts.pattern:
        raise ValueError(f"No pattern is made for {facts.pattern}")
    key = (facts.material, facts.colour)
    if key not in harvest.GOODS_BY_FORM.get(facts.form, {}):  # type: ignore[operator]
        raise ValueError(f"No produce is made for {facts.form} of {key}")
    return harvest.GOODS_BY_FORM[facts.form][key]  # type: ignore[index]


def heaped(facts: Facts, stuff, room, grains) -> list:
    """The goods within their vessel; as many as the set has."""
    number = int(facts.contents) if facts.contents else 0
    if facts.form == "pumpkin":
        return harvest.lay(stuff, np.array([(0, 0, 6.6)]), np.zeros((1, 3)), grains, (1, 1))
    if facts.form == "pomelo":
        spots = np.array([(-4.5, 0.3, 5.2), (4.6, -0.4, 6.0)])[:number]
        return harvest.lay(stuff, spots, np.zeros((number, 3)), grains, (0.97, 1.0))
    if facts.form == "cabbage":
        spots = np.array([(-4.6, -1.0, 12.0), (4.8, 0.4, 12.6), (0, 5.0, 13.0)])
        turns = np.array([(-0.25, -0.3, 0.2), (-0.2, 0.35, 1.4), (0.1, 0.0, 2.2)])
        return harvest.lay(stuff, spots, turns, grains, (0.95, 1.0))
    if facts.form in {"chillies", "mushrooms"}:
        (wide, foot), (deep, top) = room
        n = stuff.count if facts.form == "chillies" else 22
        at = harvest.pieces.heap_at(grains, n, 1.0, (top - foot) * 1.1, foot + 0.6)
        at[:, 0] *= wide * 0.86
        at[:, 1] *= deep * 0.86
        turns = harvest.pieces.any_turn(grains, n, stuff.flat)
        return [harvest.pieces.above(one, 0.3) for one in harvest.lay(stuff, at, turns, grains)]
    is_square = facts.vessel in {"paper-carton", "paper-tray", "leaf-basket"}
    return harvest.stacked(stuff, room, grains, number, is_square)


def still_life(facts: Facts, dice: Random) -> tuple[vessels.Pack, list, list[list]]:
    """The vessel, all that stands there, and what lies beside it."""
    if facts.vessel not in PACKS_BY_VESSEL:
        raise ValueError(f"No pack is made for {facts.vessel}")
    grains = np.random.default_rng(dice.randrange(10**6))
    stuff, beside = goods_of(facts)
    pack = PACKS_BY_VESSEL[facts.vessel](facts)
    things = list(pack.things)
    servings = []
    if stuff is None:
        lying = beside(grains)
        return pack, [*things, *lying], [lying]
    if pack.room is None:
        number = min(int(facts.contents), 4) if facts.contents else 5
        servings.append(loose_pile(stuff, number, grains))
    else:
        things += heaped(facts, stuff, pack.room, grains)
    if beside:
        servings.append(beside(grains))
    served = place_beside(pack, servings)
    return pack, [*things, *flat(served)], served


def loose_pile(stuff, number: int, grains) -> list:
    """Some pieces lying before a vessel that hides the others."""
    size = float(np.ptp(stuff.pieces[0][0][:, 0]))
    high = float(np.ptp(stuff.pieces[0][0][:, 2])) / 2
    spots = np.array([(0, 0, high), (size * 1.05, -0.5, high), (size * 0.4, -size * 0.9, high),
                      (size * 1.5, -size * 0.95, high), (-size * 0.6, -size * 0.8, high)])[:number]  # fmt: skip
    turns = np.zeros((number, 3))
    turns[:, 2] = grains.uniform(0, 6.3, number)
    return harvest.lay(stuff, spots, turns, grains, (0.94, 1.03))


def whole(facts: Facts, dice: Random) -> Shot:
    _pack, things, _served = still_life(facts, dice)
    view = View(268, HIGH[facts.vessel], 85, 0.8)
    return Shot(things, setting_of(facts), view, exposure=0.55)


def detail(facts: Facts, dice: Random) -> Shot:
    pack, things, served = still_life(facts, dice)
    view = View(284, 28, 95, stop=9)
    return Shot(things, setting_of(facts), view, close_up(pack, served), 0.55)


def in_use(facts: Facts, dice: Random) -> Shot:
    """With chopsticks before it, which tell its size."""
    pack, things, _served = still_life(facts, dice)
    laid = sticks(dice, -(pack.wide * 0.5), -(pack.deep + 6.5))
    return Shot([*things, *laid], setting_of(facts, 1), View(256, 36, 80, 0.84), exposure=0.55)


def setting_of(facts: Facts, other: int = 0) -> str:
    return HOUSE_SETTINGS[33 + facts.maker][(int(facts.code[1:]) + other) % 2]


SCENES_BY_VIEW = {"whole": whole, "detail": detail, "in_use": in_use}


def scene(facts: Facts, view: str, dice: Random) -> Shot:
    spare()
    return SCENES_BY_VIEW[view](facts, dice)
