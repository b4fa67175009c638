"""Food, drink, spices and care goods in the packs that they are sold in, with their labels."""

from random import Random

import bpy
import numpy as np

from marketplace.demo.facts import Facts
from marketplace.demo.facts.makers import number_of
from marketplace.demo.pictures import packs, props, shapes, studio, vessels, wraps
from marketplace.demo.pictures.foods import BODIES_BY_FORM, EXTRAS_BY_PATTERN, rice_of
from marketplace.demo.pictures.serving import Serve, bowl_of, glass_of, level
from marketplace.demo.pictures.shot import Shot
from marketplace.demo.pictures.studio import View

SIZE, SAMPLES = 900, 3  # the denoiser does the rest: papers, grains and matt walls need no more
PACKS_BY_VESSEL = {
    "clay-jar": vessels.clay_jar,
    "paper-packet": packs.paper_packet,
    "paper-box": packs.paper_box,
    "banana-leaf": wraps.banana_leaf,
    "glass-jar": vessels.glass_jar,
    "glass-bottle": vessels.glass_bottle,
    "cloth-sack": packs.cloth_sack,
    "paper-bag": packs.paper_bag,
    "vacuum-brick": packs.vacuum_brick,
    "lotus-leaf": wraps.lotus_leaf,
    "milk-bottle": vessels.milk_bottle,
    "glass-cups": vessels.glass_cups,
    "paper-wrap": wraps.paper_wrap,
    "swing-bottle": vessels.swing_bottle,
    "hexagon-jar": vessels.hexagon_jar,
    "wood-box": packs.wood_box,
    "tin": vessels.tin,
    "small-jar": vessels.small_jar,
    "paper-tray": packs.paper_tray,
    "clay-pot": vessels.clay_pot,
    "paper-band": wraps.paper_band,
    "woven-sleeve": wraps.woven_sleeve,
    "leaf-box": wraps.leaf_box,
    "paper-tube": vessels.paper_tube,
    "tall-bottle": vessels.tall_bottle,
    "squat-bottle": vessels.squat_bottle,
    "spice-tin": vessels.spice_tin,
    "cloth-pouch": packs.cloth_pouch,
    "spice-jar": vessels.spice_jar,
    "clay-caddy": vessels.clay_caddy,
    "tea-bags": packs.tea_bag_box,
    "valve-bag": packs.valve_bag,
    "clay-bottle": vessels.clay_bottle,
    "wine-bottle": vessels.wine_bottle,
    "water-bottle": vessels.water_bottle,
    "dropper-bottle": vessels.dropper_bottle,
    "pump-bottle": vessels.pump_bottle,
    "small-tins": vessels.small_tins,
}
MORE_OF = {"tall-bottle": 1.06, "water-bottle": 1.06}  # bottles of a set stand behind the first
HOUSE_SETTINGS = {
    5: ("courtyard", "rust"),
    6: ("workbench", "moss"),
    33: ("workbench", "quay"),
    34: ("veranda", "workbench"),
    35: ("ash", "paper"),
    36: ("quay", "veranda"),
    37: ("moss", "workbench"),
    38: ("paper", "ash"),
    39: ("rust", "quay"),
    40: ("veranda", "moss"),
}


def spare() -> None:
    """Light that falls straight is enough here: no light from wall to wall."""
    cycles = bpy.context.scene.cycles
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = 1, 0, 1
    cycles.use_adaptive_sampling = False
    cycles.denoising_quality = "FAST"


def pack_of(facts: Facts) -> vessels.Pack:
    """The pack with its label, and what can be seen in it."""
    if facts.vessel not in PACKS_BY_VESSEL:
        raise ValueError(f"No pack is made for {facts.vessel}")
    return PACKS_BY_VESSEL[facts.vessel](facts)


def body_of(facts: Facts):
    """What the goods are made of."""
    if facts.material not in BODIES_BY_FORM.get(facts.form, {}):
        raise ValueError(f"No body is made for {facts.form} of {facts.material}")
    if facts.pattern not in EXTRAS_BY_PATTERN:
        raise ValueError(f"No pattern is made for {facts.pattern}")
    return BODIES_BY_FORM[facts.form][facts.material]


def moved(things: list, x: float, y: float) -> list:
    for one in things:
        if one.parent is None:
            one.location = (one.location[0] + x, one.location[1] + y, one.location[2])
    return things


def repeated(pack: vessels.Pack, things: list, number: int, step: float) -> list:
    """Stand the other bottles of a set behind the first."""
    made = []
    for i in range(1, number):
        row = (i + 1) // 2
        x = pack.wide * 2 * step * row * (1 if i % 2 else -1) * 0.92
        y = pack.wide * 1.1 * row
        for one in things:
            made.append(bpy.data.objects.new(one.name, one.data))
            bpy.context.scene.collection.objects.link(made[-1])
            made[-1].location = (one.location[0] + x, one.location[1] + y, one.location[2])
            made[-1].rotation_euler = one.rotation_euler
    return made


def place_beside(pack: vessels.Pack, servings: list[list]) -> list[list]:
    """Lay what is served to the right in front of the pack, the second to the left."""
    made = []
    for i, things in enumerate(servings):
        if not things:
            continue
        points = studio.bounds(things)
        low, high = points.min(axis=0), points.max(axis=0)
        wide, deep = (high - low)[:2] / 2
        middle = (low + high)[:2] / 2
        side = 1 if i % 2 == 0 else -1
        x = side * (pack.wide * 0.62 + wide * 0.72)
        if pack.wide > 1.35 * pack.tall:  # it lies: what is served stands before it
            x = side * pack.wide * 0.42
        y = -(pack.deep + deep * 0.8 + 0.4 + (0 if i == 0 else 0.6))
        made.append(moved(things, x - middle[0], y - middle[1]))
    return made


def still_life(facts: Facts, dice: Random) -> tuple[vessels.Pack, list, list[list]]:
    """The pack, all that stands there, and what is served beside it."""
    grains = np.random.default_rng(dice.randrange(10**6))
    pack, body = pack_of(facts), body_of(facts)
    things = list(pack.things)
    if pack.room is not None and body.fill:
        things += body.fill(pack.room, grains)
    if facts.vessel in MORE_OF and facts.contents:
        things += repeated(pack, things, int(facts.contents), MORE_OF[facts.vessel])
    servings = [serve(grains) for serve in body.beside]
    extra = EXTRAS_BY_PATTERN[facts.pattern]
    if extra:
        servings.append(extra(grains))
    served = place_beside(pack, servings)
    return pack, [*things, *flat(served)], served


def flat(groups: list[list]) -> list:
    return [one for group in groups for one in group]


def view_of(facts: Facts) -> View:
    """Low before what stands, higher before what lies open."""
    lying = {"wood-box": 26, "paper-tray": 30, "lotus-leaf": 32, "clay-pot": 30, "small-tins": 26,
             "paper-band": 22, "paper-wrap": 24, "woven-sleeve": 22, "banana-leaf": 20, "leaf-box": 20}  # fmt: skip
    return View(268, lying.get(facts.vessel, 17), 85, 0.8)


def whole(facts: Facts, dice: Random) -> Shot:
    """The pack and what is served of it: the card."""
    _pack, things, _served = still_life(facts, dice)
    return Shot(things, setting_of(facts), view_of(facts), exposure=0.55)


def close_up(pack: vessels.Pack, served: list[list]) -> tuple[tuple[float, float, float], float]:
    """Where a camera of its own looks, and how many centimetres it sees: what one eats or drinks,
    else the label."""
    if not served:
        return (0.0, -pack.deep, pack.tall * 0.45), pack.wide * 1.7
    points = studio.bounds(served[0])
    low, high = points.min(axis=0), points.max(axis=0)
    x, y, _z = (low + high) / 2
    return (float(x), float(y), float(high[2]) * 0.55), float((high - low)[:2].max()) * 1.15


def detail(facts: Facts, dice: Random) -> Shot:
    """Near enough to count the grains."""
    pack, things, served = still_life(facts, dice)
    view = View(284, 28, 95, stop=9)
    return Shot(things, setting_of(facts), view, close_up(pack, served), 0.55)


def fruit(dice: Random, x: float, y: float) -> list:
    """A tangerine tells the size of what stands beside it."""
    return props.tangerine(2.8, (x, y, 0), dice)


def sticks(dice: Random, x: float, y: float) -> list:
    return props.chopsticks((x - 6, y - 1 + dice.uniform(-0.5, 0.5), 0), 0.12, 22)


def set_down(serve: Serve):
    """What is served, set down on the table."""

    def put(dice: Random, x: float, y: float) -> list:
        return moved(serve(np.random.default_rng(dice.randrange(999))), x, y)

    return put


def cup(deep: str, bright: str):
    return set_down(level(lambda: vessels.liquor("tea", deep, bright, 0.12), 3.6, "#e4e9e2"))


def glass(deep: str, bright: str):
    return set_down(glass_of(deep, bright, 0.12, 2.7, 7.0))


def towel(dice: Random, x: float, y: float) -> list:
    """A folded cloth beside what one washes with."""
    cloth = props.skin("towel", "#e3dac6", 0.95, 0.9, 4, 0.6)
    turn = dice.uniform(0.1, 0.3)
    made = [
        shapes.box("towel", (12 - 0.3 * i, 8, 1.5), cloth, 0.7, (0, 0, 1.4 * i)) for i in (0, 1)
    ]
    return [props.stand(one, (x - 2, y, one.location[2]), (0, 0, turn)) for one in made]


def rice(dice: Random, x: float, y: float) -> list:
    """A bowl of cooked rice with chopsticks before it."""
    cooked = bowl_of(rice_of("#efe8d6", "#faf6ea", long=0.8), "#d8dfe0", 4.4)
    return set_down(cooked)(dice, x, y + 1) + props.chopsticks((x - 7, y - 5.5, 0), 0.12, 20)


GREEN_TEA, SPIRIT = ("#8a8a2c", "#c9c46a"), ("#e9e6d8", "#f6f3e6")
USES_BY_FORM = {
    "green-tea": cup(*GREEN_TEA),
    "black-tea": cup("#6d2408", "#b5541c"),
    "jasmine-tea": cup("#9a8f34", "#d9cf80"),
    "lotus-tea": cup("#9a8f34", "#d6c878"),
    "lotus-leaf-tea": cup("#7a6a24", "#b8a452"),
    "chrysanthemum-tea": cup("#c09a1c", "#ecd468"),
    "rose-tea": cup("#a8503c", "#e09a80"),
    "ginger-tea": cup("#a8701c", "#e0b458"),
    "artichoke-tea": cup("#7a5a1c", "#b89048"),
    "perilla-tea": cup("#8a3a5a", "#c9809c"),
    "black-bean-tea": cup("#2a120c", "#6d3420"),
    "coffee": cup("#140804", "#2a140a"),
    "cocoa": cup("#2a140c", "#5a3424"),
    "kombucha": glass("#9a5f14", "#e0ae54"),
    "mineral-water": glass("#b9d6de", "#e6f2f5"),
    "apricot-syrup": glass("#9aa23c", "#dbdc92"),
    "mulberry-syrup": glass("#3a0a20", "#8a2648"),
    "sugarcane-molasses": glass("#6a4a14", "#b88a3c"),
    "apricot-liqueur": glass("#8a4a0c", "#e0a03a"),
    "honey": glass("#b8842a", "#ecc86a"),
    "royal-jelly-honey": glass("#c99a3e", "#f2dc9a"),
    "turmeric-honey": glass("#b8842a", "#ecc86a"),
    "rice-spirit": cup(*SPIRIT),
    "milk-cakes": cup(*GREEN_TEA),
    "peanut-brittle": cup(*GREEN_TEA),
    "che-lam": cup(*GREEN_TEA),
    "doi-sweet": cup(*GREEN_TEA),
    "gai-cake": cup(*GREEN_TEA),
    "green-bean-cake": cup(*GREEN_TEA),
    "com-cake": cup(*GREEN_TEA),
    "puffed-rice": cup(*GREEN_TEA),
    "phu-the-cake": cup(*GREEN_TEA),
    "dried-jackfruit": cup(*GREEN_TEA),
    "dried-banana": cup(*GREEN_TEA),
    "apricot-preserve": cup(*GREEN_TEA),
    "kumquat-preserve": cup(*GREEN_TEA),
    "sugared-lotus": cup(*GREEN_TEA),
    "lingzhi": cup("#4a2410", "#8a4a24"),
    "cordyceps": cup("#a8701c", "#e0b458"),
    "rice": rice,
    "pork-floss": rice,
    "chicken-floss": rice,
    "sesame-salt": rice,
    "shrimp-paste": rice,
    "braised-fish": rice,
    "pickled-eggplant": rice,
    "sour-bamboo": rice,
    "soy-paste": sticks,
    "soy-sauce": sticks,
    "fish-sauce": sticks,
    "vinegar": sticks,
    "chilli-sauce": sticks,
    "rice-noodles": sticks,
    "glass-noodles": sticks,
    "pho-noodles": sticks,
    "te-cake": sticks,
    "chung-cake": sticks,
    "xoi-mix": sticks,
    "pork-roll": sticks,
    "cinnamon-roll": sticks,
    "fermented-pork": sticks,
    "sausage": sticks,
    "smoked-duck": sticks,
    "fish-cakes": sticks,
    "tofu": sticks,
    "shampoo": towel,
    "soap": towel,
    "lip-balm": towel,
    "lemongrass-oil": towel,
    "cajuput-oil": towel,
    "foot-bath": towel,
}


def in_use(facts: Facts, dice: Random) -> Shot:
    """The table laid, on the maker's other ground."""
    pack, things, _served = still_life(facts, dice)
    spot = (-(pack.wide * 0.7 + 4.5), -(pack.deep + 5.5))
    things = [*things, *USES_BY_FORM.get(facts.form, fruit)(dice, *spot)]
    return Shot(things, setting_of(facts, 1), View(258, 36, 80, 0.84), exposure=0.55)


def setting_of(facts: Facts, other: int = 0) -> str:
    """The maker's ground and light: one of two, by turns."""
    pair = HOUSE_SETTINGS[number_of(facts.place, facts.maker)]
    return pair[(int(facts.code[1:]) + other) % 2]


SCENES_BY_VIEW = {"whole": whole, "detail": detail, "in_use": in_use}


def scene(facts: Facts, view: str, dice: Random) -> Shot:
    spare()
    return SCENES_BY_VIEW[view](facts, dice)
