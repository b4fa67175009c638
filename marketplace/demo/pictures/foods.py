"""What the demo's food, drink and care goods are made of, by form and material."""

import math

import numpy as np

from marketplace.demo.pictures import pieces, shapes, vessels
from marketplace.demo.pictures.serving import (
    Body,
    Stuff,
    at,
    both,
    bowl_of,
    dip,
    few,
    fluff,
    glass_of,
    grain,
    lay,
    leaf,
    level,
    liquid,
    loose,
    on_face,
    packed,
    paste,
    powder,
    rows,
    sauce,
    water,
    with_more,
)  # fmt: skip


def slices(radius: float, thick: float, *shades: str, **more) -> Stuff:
    return Stuff((pieces.slice_of(radius, thick),), shades, thick, **more)


def blooms(
    size: float, petals: int, width: float, lift: float, layers: int, *shades: str, **more
) -> Stuff:
    return Stuff((pieces.flower(size, petals, width, lift, layers),), shades, size * 0.5, **more)


def domes(radius: float, *shades: str, **more) -> Stuff:
    """Caps of mushrooms."""
    cap = [(radius * 0.2, 0.0), (radius * 0.25, radius * 0.3), (radius * 0.85, radius * 0.28), (radius, radius * 0.42),
           (radius * 0.7, radius * 0.75), (0, radius * 0.85)]  # fmt: skip
    return Stuff((pieces.round_of(cap, 18),), shades, radius * 0.7, **more)


def ginger() -> Stuff:
    return slices(1.35, 0.3, "#d9b45c", "#e8cd84", rough=0.5)


def sesame(number: int, *shades: str) -> tuple[Stuff, int]:
    return grain(0.34, 0.2, 0.14, *(shades or ("#f0e4c4", "#d8c391"))), number


def peanuts(*shades: str, **more) -> Stuff:
    return grain(1.35, 0.8, 0.78, *(shades or ("#8e3b2c", "#a9503a", "#c27a5c")), **more)


def beans(*shades: str, size: float = 0.85, **more) -> Stuff:
    return grain(size, size * 0.68, size * 0.6, *shades, bend=0.05, count=420, coat=0.25, **more)


def rice_of(*shades: str, long: float = 0.66, **more) -> Stuff:
    return grain(long, 0.2, 0.18, *shades, count=1300, rough=0.4, **more)


def tea(
    length: float, width: float, twist: float, curl: float, *shades: str, count: int = 750
) -> Stuff:
    return leaf(length, width, twist, curl, *shades, count=count, rough=0.7)


def both_ways(stuff: Stuff, *more, dish: str = "#ece6d8") -> Body:
    """Goods that a clear vessel shows and a bowl beside it, too."""
    return Body(packed(stuff), (bowl_of(stuff, dish), *more))


def cakes(stuff: Stuff, number: int = 6, *more, on: str = "#e9e2d2") -> Body:
    return Body(None, (rows(stuff, number, on), *more))


def level_cup(colour: str):
    """A little cup of spirit."""
    return level(lambda: vessels.liquor("spirit", colour, colour, 0.1), 2.2, "#e6e9e6")


def berries() -> Stuff:
    """Mulberries: many small balls on a long one."""
    balls = [pieces.blob(0.5, 0.5, 0.5, segments=6, rings=5)]
    made = []
    for i in range(26):
        a, x = i * 2.4, (i / 25 - 0.5) * 1.7
        r = 0.5 * (1 - (x / 1.05) ** 2) ** 0.5
        made.append(pieces.moved(balls[0], (x, r * math.cos(a), r * math.sin(a))))
    return Stuff((pieces.merged(*made),), ("#1c0814", "#3a0f22", "#5a1830"), 0.9, 70, 0.3, 0.3)


def comb_block(room, dice) -> list:
    """A slab of honeycomb: walls of wax round cells full of honey."""
    (wide, foot), (deep, top) = room
    high = top - foot
    slab = shapes.box(
        "comb",
        (wide * 1.8, deep * 1.7, high),
        pieces.plain("honey", "#c9780f", 0.12, 0.6),
        0.3,
        (0, 0, foot),
    )
    wax = pieces.plain("wax", "#e8bd5c", 0.5)
    step = 0.9
    spots = []
    for j in range(-int(deep * 0.85 / step / 0.87), int(deep * 0.85 / step / 0.87) + 1):
        for i in range(-int(wide * 0.88 / step), int(wide * 0.88 / step) + 1):
            spots.append((i * step + (j % 2) * step / 2, j * step * 0.87, top - 0.12))
    ring = pieces.round_of([(0.38, 0), (0.4, 0.34), (0.5, 0.36), (0.53, 0.0)], 6)
    at_ = np.array(spots)
    turns = np.zeros((len(spots), 3))
    turns[:, 2] = math.pi / 6
    return [slab, pieces.swarm("cells", [ring], at_, turns, wax, dice, (1.0, 1.02))]


def noodles(*shades: str) -> Stuff:
    """Cooked strands, curled."""
    dice = np.random.default_rng(5)
    made = []
    for _ in range(10):
        t = np.linspace(0, 1, 22)
        a, r = t * dice.uniform(4, 8), dice.uniform(0.9, 2.0)
        made.append(
            pieces.thread(np.stack([r * np.cos(a), r * np.sin(a), 0.2 * np.sin(t * 9)], 1), 0.1, 5)
        )
    return Stuff(tuple(made), shades, 0.5, 130, 0.3, 0.3, 0.12)


def limes() -> Stuff:
    return grain(4.2, 3.8, 3.7, "#5f8a34", "#7fa04a", rough=0.35, coat=0.3)


def fish_cakes(room, dice) -> list:
    """Cakes lying on the tray's floor in two rows."""
    cake = slices(2.7, 1.2, "#c98a3c", "#d9a355", rough=0.45)
    spots = np.array([(x, y, 0.8) for y in (-2.9, 2.7) for x in (-5.8, 0.0, 5.8)])
    return lay(cake, spots, np.zeros((6, 3)), dice, (0.97, 1.0))


def at_level(serve):
    """Fill an open pot with what is served, whatever its room."""
    return lambda room, dice: serve(dice)


def fig_leaves() -> Stuff:
    return leaf(7.0, 4.6, 0.1, 0.3, "#3f6a2c", "#56823c", rough=0.45)


def galangal() -> Stuff:
    return slices(1.2, 0.4, "#d9b088", "#e6c8a4", rough=0.6)


YOUNG_RICE = ("#8fa04a", "#a9b766", "#bcc884")
AMBER = ("#7a3f08", "#d98f1e")
BODIES_BY_FORM = {
    "soy-paste": {
        "glutinous-rice": Body(None, (paste("#6d3d18"), few(beans("#d9b978", "#e6cf97"), 9, 2.6))),
        "black-bean": Body(sauce("#2a1510"), (paste("#2e1711"), few(beans("#15100f", "#2a2120"), 11, 2.6))),
    },
    "peanut-brittle": {
        "peanut-malt": cakes(grain(6.4, 3.4, 1.3, "#b8702a", "#c98437", square=5, rough=0.25, coat=0.5,
                                   crust=(peanuts("#d9a86a", "#e6bf86"), 20),
                                   dust=sesame(40)), 5),
    },
    "che-lam": {
        "ginger-honey": cakes(grain(5.6, 2.6, 1.5, "#b98a52", "#cfa56c", square=6, rough=0.8,
                                    crust=(grain(0.2, 0.18, 0.08, "#f4ecdc"), 90)), 8, few(ginger(), 3, 2.4)),
    },
    "te-cake": {"ordinary-rice": cakes(grain(9.5, 2.8, 2.4, "#e9e3d0", "#ddd5be", rough=0.3, coat=0.3), 2, on="#55702f")},
    "doi-sweet": {
        "peanut-molasses": Body(
            packed(grain(3.0, 1.5, 1.5, "#efe4cf", "#e2d2b3", square=3, count=56, core="#c9a878")),
            (rows(grain(4.6, 1.7, 1.7, "#f3ead8", "#e6d8bc", square=3), 7), few(peanuts("#a9503a", "#c9946a"), 8, 2.4)),
        ),
    },
    "sticky-rice": {
        "golden-flower": both_ways(grain(0.5, 0.26, 0.22, "#f4efe2", "#ebe3cf", count=1200, rough=0.5)),
        "black-sticky": both_ways(rice_of("#1f1420", "#3a2436", "#533246")),
    },
    "rice": {"tam-thom": both_ways(rice_of("#efe9d8", "#f8f5ea", long=0.78), dish="#7a5230")},
    "brown-rice": {"red-rice": Body(on_face(rice_of("#6e2f22", "#8b4634", "#a2614a")), (bowl_of(rice_of("#6e2f22", "#8b4634", "#a2614a")),))},
    "rice-flakes": {"young-sticky": Body(lambda room, dice: loose(
        grain(0.62, 0.36, 0.1, *YOUNG_RICE, count=1500, rough=0.6), 7.6, 3.6)(dice))},
    "millet": {"yellow-millet": both_ways(grain(0.24, 0.23, 0.22, "#d9a52e", "#efc655", count=1700), dish="#5a4636")},
    "maize-kernels": {"sticky-maize": both_ways(grain(0.95, 0.8, 0.5, "#efe3c4", "#e2cf9d", "#d8b36a", square=3, count=420))},
    "mung-beans": {"split-mung": both_ways(grain(0.55, 0.42, 0.25, "#e6c053", "#f0d478", count=1000))},
    "soybeans": {"yellow-soy": both_ways(beans("#dcbf80", "#ead7a4"), dish="#5a4636")},
    "peanuts": {"red-peanut": both_ways(peanuts(count=300))},
    "sesame": {"black-sesame": both_ways(grain(0.34, 0.2, 0.14, "#12100f", "#2c2725", "#4a4340", count=1500))},
    "black-beans": {"green-hearted": Body(on_face(beans("#16120f", "#2c2622")), (bowl_of(beans("#16120f", "#2c2622")), few(
        grain(0.8, 0.55, 0.3, "#9db05a", "#7f9a44"), 7, 2.2)))},
    "milk": {"fresh-milk": Body(sauce("#f6f2e8"), (glass_of("#efe9dc", "#fbf8f0", 0.05),))},
    "yoghurt": {"set-yoghurt": Body(None, (bowl_of(rice_of("#1f1420", "#3a2436", "#533246"), radius=3.4),))},
    "milk-cakes": {"condensed-milk": cakes(grain(3.6, 2.6, 1.7, "#efe0b8", "#e6d2a0", square=6, rough=0.6), 8)},
    "cheese": {"fresh-cheese": cakes(slices(4.0, 2.4, "#f6efda", "#efe5c9", rough=0.45), 1, on="#8a6238")},
    "honey": {
        "longan-blossom": Body(liquid("#7a4206", "#dc8f1c"), (dip("#7a4206", "#dc8f1c"), few(grain(1.9, 1.8, 1.75, "#b08a55", "#9a7442"), 3, 2.2))),
        "forest-flowers": Body(liquid("#4a1e05", "#a3560f"), (dip("#4a1e05", "#a3560f"), few(blooms(1.3, 5, 0.5, 0.3, 1, "#f4e7ee", "#d9b8d0"), 4, 2.4))),
        "mint-blossom": Body(liquid("#8f7a1c", "#dcc65a"), (dip("#8f7a1c", "#dcc65a"), few(leaf(2.2, 1.3, 0.2, 0.4, "#4f7f3c", "#6d9a52"), 5, 2.4))),
    },
    "honeycomb": {"raw-comb": Body(comb_block, (dip("#7a4206", "#dc8f1c"),))},
    "lingzhi": {"sliced-lingzhi": Body(packed(grain(6.4, 2.6, 0.4, "#5a2414", "#7a3a20", "#a3683c", bend=0.12, count=30, rough=0.35, flat=0.2)), (
        few(grain(6.4, 2.6, 0.4, "#5a2414", "#7a3a20", "#a3683c", bend=0.12, rough=0.35), 3, 3.6),))},
    "pollen": {"bee-pollen": both_ways(grain(0.36, 0.36, 0.34, "#d98a1e", "#efb53c", "#e6cf6a", "#b8702a", count=1300))},
    "royal-jelly-honey": {"royal-jelly": Body(liquid("#c99a3e", "#f2dc9a", 0.12), (dip("#c9a04a", "#f4e3ae"), few(
        grain(0.36, 0.36, 0.34, "#efb53c"), 6, 2.0)))},
    "pork-roll": {"lean-pork": cakes(slices(3.7, 1.1, "#e6c9b0", "#dcb99c", rough=0.4), 3, on="#55702f")},
    "cinnamon-roll": {"cinnamon-pork": Body(on_face(grain(11, 3.4, 1.2, "#8a4a22", "#9c5a2c", square=3, rough=0.4, count=3), 1.0), (
        rows(Stuff((pieces.slice_of(3.2, 1.2),), ("#a8663a", "#94522a"), 1.2), 3), few(
            grain(6.5, 1.1, 1.1, "#7a4526", "#8f5832", square=2.6), 2, 2.2)))},
    "fermented-pork": {"nem-pork": cakes(grain(3.0, 2.4, 2.0, "#d98878", "#e09a88", square=4, rough=0.3,
                                               crust=(grain(0.2, 0.15, 0.12, "#d9b98a", "#c9a06a"), 60)), 3)},
    "pork-floss": {"fine-pork": Body(packed(fluff(1, 1, "#c9924e", "#dcae6c", "#b57a38"), 2.0), (bowl_of(fluff(1, 1, "#c9924e", "#dcae6c", "#b57a38")),))},
    "dried-beef": {"sesame-beef": Body(None, (with_more(bowl_of(grain(5.2, 1.3, 0.5, "#5a1f14", "#742c1a", square=3, count=26, coat=0.3,
                                                                      crust=sesame(22)), "#e6dfcf", 4.6)),))},
    "sausage": {"lean-pork": cakes(grain(10, 2.3, 2.3, "#8a2f24", "#9e3f2e", bend=0.05, rough=0.28, coat=0.4), 3)},
    "chicken-floss": {"free-range-chicken": Body(None, (bowl_of(fluff(1, 1, "#e6cf96", "#f0dfb2", "#d4b775")),))},
    "smoked-duck": {"grass-duck": Body(on_face(grain(10.5, 5.2, 1.4, "#7a3f1e", "#8f4f28", square=2.6, rough=0.3, count=3), 1.0), (
        rows(grain(6.2, 2.6, 0.9, "#b5604a", "#8f4a30", square=3, rough=0.35, coat=0.2), 5),))},
    "fish-cakes": {"featherback": Body(fish_cakes, (few(leaf(3.4, 1.7, 0.1, 0.4, "#3f6a2c", "#56823c"), 3, 2.4),))},
    "braised-fish": {"black-carp": Body(
        at_level(few(grain(5.2, 3.6, 2.6, "#4a220e", "#6d3716", square=3, rough=0.2, coat=0.7), 4, 3.4, 5.6)),
        (few(grain(3.4, 0.62, 0.55, "#a8241c", "#c03a22", bend=0.06, coat=0.4), 4, 2.6),))},
    "rice-noodles": {"dried-bun": Body(None, (bowl_of(noodles("#f6f2e8", "#ebe4d2"), "#3f5a78", 5.0), few(limes(), 1, 0.2)))},
    "glass-noodles": {"canna": Body(None, (bowl_of(noodles("#b3a58c", "#968769"), radius=4.6), few(grain(4.5, 3.2, 2.8, "#8a6a4a", "#a3815c", bend=0.05, rough=0.8), 2, 3.0),))},
    "pho-noodles": {"flat-rice": Body(None, (loose(Stuff(
        tuple(pieces.strip(9 * k, 0.62, 2.6 * k, 5.5 * k, 16, 0.0) for k in (1, 0.8, 0.6)), ("#f2ecdd", "#e6dcc6"), 0.8, 150, 0.45), 5.0, 2.4),))},
    "rice-paper": {"sesame-rice": Body()},
    "chung-cake": {"green-bean-pork": cakes(grain(5.4, 3.6, 2.6, "#6f7d3a", "#8a9448", square=5, rough=0.5,
                                                  crust=(grain(0.5, 0.26, 0.2, "#8f9a52", "#a3ab68"), 70)), 2)},
    "gai-cake": {"ramie-leaf": cakes(grain(3.8, 2.9, 1.9, "#1c1f1a", "#2a2e26", square=3, rough=0.3, coat=0.4, crust=sesame(14)), 6)},
    "green-bean-cake": {"mung-flour": cakes(grain(2.4, 1.8, 1.3, "#dcb94e", "#e8cb6a", square=8, rough=0.7), 12)},
    "com-cake": {"young-sticky": cakes(grain(4.2, 4.2, 1.7, "#7f9440", "#94a856", square=6, rough=0.4, coat=0.2,
                                             crust=(grain(0.5, 0.3, 0.1, *YOUNG_RICE), 40)), 6)},
    "puffed-rice": {"malted-rice": cakes(grain(5.4, 2.8, 1.8, "#d9b06a", "#cfa057", square=5, rough=0.5,
                                               crust=(grain(0.62, 0.36, 0.34, "#f2e6cc", "#e6d2a8", "#dcbf8a"), 90)), 6)},
    "phu-the-cake": {"tapioca-coconut": cakes(grain(3.6, 3.6, 1.7, "#d9b03c", "#e3bf54", square=5, rough=0.18, coat=0.7,
                                                    crust=(grain(0.7, 0.12, 0.1, "#f6f1e2"), 16)), 3)},
    "xoi-mix": {"gac-fruit": Body(on_face(grain(0.5, 0.28, 0.24, "#c9401c", "#dc5a26", "#e67836", count=900)), (
        bowl_of(grain(0.5, 0.28, 0.24, "#c9401c", "#dc5a26", "#e67836", count=1200, coat=0.2)),))},
    "rice-crackers": {"burnt-rice": cakes(grain(5.6, 5.6, 1.1, "#cf9a4a", "#dcaa5c", square=6, rough=0.5,
                                                crust=(grain(0.6, 0.3, 0.28, "#e6c286", "#d9a95e", "#c48a3c"), 150)), 4)},
    "dried-jackfruit": {"ripe-jackfruit": Body(None, (loose(leaf(4.6, 2.4, 0.5, 1.4, "#e0a52a", "#efbe4a", "#d08f1e", count=46, rough=0.45), 4.6, 2.0),))},
    "dried-banana": {"sun-dried": cakes(grain(6.2, 2.1, 1.0, "#7a4a22", "#94602e", bend=0.06, rough=0.35, coat=0.3), 6)},
    "apricot-preserve": {"salted-apricot": Body(packed(grain(1.9, 1.7, 1.5, "#7a3f22", "#945430", "#b5744a", count=70, rough=0.6)), (
        bowl_of(grain(1.9, 1.7, 1.5, "#7a3f22", "#945430", count=26, rough=0.6)),))},
    "kumquat-preserve": {"honeyed-kumquat": Body(packed(grain(2.4, 2.2, 2.0, "#d9731a", "#e88f2c", count=56, coat=0.5, core="#b0560f")), (
        bowl_of(grain(2.4, 2.2, 2.0, "#d9731a", "#e88f2c", count=16, coat=0.6)),))},
    "lotus-seeds": {"dried-lotus": Body(None, (bowl_of(grain(1.25, 0.95, 0.92, "#e9dcbb", "#d9c699", count=190), "#6a4a32"),))},
    "pickled-eggplant": {"salted-eggplant": Body(None, (bowl_of(grain(2.1, 2.0, 1.8, "#efe8d0", "#e0dab4", "#d2d09a", count=24, coat=0.3)),))},
    "sour-bamboo": {"chilli-bamboo": Body(both(packed(leaf(3.6, 0.9, 0.4, 0.6, "#ece0ae", "#dccb8c", count=170, core="#d8c88c"), 2.0), packed(
        grain(2.2, 0.5, 0.42, "#b3201a", "#d0392a", bend=0.06, count=12, core="#d8c88c"), 1.6)), (
        bowl_of(leaf(3.4, 0.9, 0.4, 0.6, "#ece0ae", "#dccb8c", count=80)), few(grain(3.2, 0.62, 0.55, "#b3201a", "#d0392a", bend=0.06), 3, 2.0)))},
    "wood-ear": {"dried-wood-ear": Body(None, (loose(leaf(3.0, 2.2, 1.8, 2.6, "#1c1512", "#3a2a22", "#54402f", count=70, rough=0.7), 4.4, 2.0),))},
    "shiitake": {"dried-shiitake": Body(None, (loose(domes(1.9, "#5a3a22", "#7a5434", "#94704a", count=34, rough=0.8, flat=0.35), 4.4, 1.6),))},
    "peanut-butter": {"roasted-peanut": Body(sauce("#946026"), (paste("#8f5f2c"), few(peanuts(), 8, 2.4)))},
    "tofu": {"soft-tofu": cakes(grain(6.2, 4.4, 3.0, "#f4efe0", "#ece5d0", square=7, rough=0.4, coat=0.15), 3)},
    "sugared-lotus": {"sugar-coated": Body(None, (bowl_of(grain(1.4, 1.15, 1.1, "#f6f1e6", "#ece2cc", count=150, rough=0.8), "#6a4a32"),))},
    "fish-sauce": {"plant-brewed": Body(liquid("#5a2408", "#b5601c", 0.15), (dip("#5a2408", "#b5601c"),))},
    "soy-sauce": {"black-soy": Body(sauce("#1a0d0a"), (paste("#1e0f0b"), few(beans("#15100f", "#2a2120"), 9, 2.2)))},
    "vinegar": {"rice-vinegar": Body(liquid("#d9c686", "#f4ecc8", 0.1), (dip("#d9c686", "#f4ecc8", 0.1), few(rice_of("#f4efe2"), 14, 2.2)))},
    "chilli-sauce": {"sun-chilli": Body(sauce("#b3261a"), (paste("#b82a1c"), few(grain(4.2, 0.8, 0.7, "#b3201a", "#d0392a", bend=0.07, coat=0.5), 4, 2.6)))},
    "shrimp-paste": {"river-shrimp": Body(None, (paste("#8f4a4e"), few(
        grain(1.5, 0.42, 0.4, "#c9746a", "#dc9484", bend=0.22), 6, 2.2)))},
    "sesame-salt": {"roasted-sesame": Body(packed(grain(0.34, 0.2, 0.15, "#c9a468", "#e0c592", "#a37c44", count=1300), 2.2), (
        bowl_of(grain(0.34, 0.2, 0.15, "#c9a468", "#e0c592", "#a37c44", count=1300), radius=3.4),))},
    "mac-khen": {"wild-pepper": Body(None, (bowl_of(grain(0.5, 0.46, 0.4, "#4a3020", "#6d4a2e", "#8a6a3c", count=700, rough=0.7), radius=3.6),))},
    "turmeric": {"ground-turmeric": Body(None, (powder("#d07d12"), few(grain(4.6, 1.6, 1.5, "#b5702a", "#a05c20", bend=0.06, rough=0.7), 2, 2.4)))},
    "five-spice": {"whole-spices": Body(None, (with_more(
        few(blooms(1.3, 8, 0.34, 0.12, 1, "#5a2f1a", "#74421f"), 7, 4.2), few(grain(6.4, 1.0, 0.95, "#7a4526", "#8f5832", square=2.6), 3, 3.0, 0.5),
        few(grain(1.5, 0.9, 0.8, "#6d5a3c", "#857048"), 7, 4.6)),))},
    "chilli-salt": {"lime-leaf": Body(packed(grain(0.22, 0.2, 0.16, "#b5482a", "#d0693c", "#e6a07a", "#f0d9c4", "#54702f", count=1500), 2.0), (
        bowl_of(grain(0.22, 0.2, 0.16, "#b5482a", "#d0693c", "#e6a07a", "#f0d9c4", count=1500), radius=3.0), few(
            leaf(3.4, 1.7, 0.1, 0.4, "#3f6a2c", "#56823c"), 3, 2.4)))},
    "green-tea": {
        "shan-tea": Body(None, (bowl_of(tea(2.4, 0.42, 4.0, 2.2, "#3a4430", "#6d775a", "#b8bda4", count=420)), )),
        "hook-shaped": Body(None, (bowl_of(tea(1.3, 0.3, 6.0, 4.4, "#2a331f", "#3f4a2c", "#57633c")),)),
    },
    "black-tea": {"whole-leaf": Body(None, (bowl_of(tea(2.2, 0.34, 5.0, 1.6, "#1c120d", "#3a2317", "#5a3820", count=520)),))},
    "jasmine-tea": {"green-jasmine": Body(None, (with_more(bowl_of(tea(1.9, 0.34, 5.0, 2.0, "#3a4a26", "#57683a"))), few(
        blooms(1.5, 6, 0.42, 0.55, 1, "#f8f4e8", "#efe8d4"), 6, 2.8)))},
    "lotus-tea": {"westlake-style": Body(None, (with_more(bowl_of(tea(1.6, 0.34, 5.0, 3.0, "#2f3a24", "#4a5636")), at(few(
        grain(0.36, 0.16, 0.16, "#f6efda", "#efe0b4"), 60, 3.0), 0, 0, 2.9)), few(blooms(3.2, 8, 0.5, 0.8, 2, "#e6a4b4", "#f2c8d0"), 1, 0.2)))},
    "lotus-leaf-tea": {"cut-lotus-leaf": Body(None, (bowl_of(tea(2.4, 0.4, 0.8, 0.9, "#5a6a34", "#7a8648", "#94985c", count=420)),))},
    "chrysanthemum-tea": {"golden-chrysanthemum": Body(packed(blooms(0.9, 12, 0.2, 0.5, 2, "#d99a1a", "#efbf3a", count=120, core="#c9901c")), (
        bowl_of(blooms(0.95, 12, 0.2, 0.5, 2, "#d99a1a", "#efbf3a", count=60)),))},
    "rose-tea": {"rose-buds": Body(None, (bowl_of(blooms(0.95, 6, 0.6, 1.15, 2, "#a83a54", "#c9607a", "#7a2a3c", count=80)),))},
    "ginger-tea": {"ginger-jujube": Body(None, (few(grain(4.6, 5.2, 1.1, "#efe8d6", "#e0d4b8", square=4, rough=0.8), 3, 4.2), with_more(
        few(ginger(), 3, 2.2), at(few(grain(2.1, 1.6, 1.5, "#6d1f1a", "#8a2f24", coat=0.3), 4, 2.4), 2.0, -3.0))))},
    "artichoke-tea": {"artichoke-flower": Body(None, (few(blooms(4.2, 11, 0.42, 0.75, 3, "#6d6a3c", "#8a7f4c", "#a3905c"), 2, 3.2),))},
    "perilla-tea": {"dried-perilla": Body(None, (bowl_of(leaf(1.9, 1.0, 1.4, 1.8, "#3a2436", "#57364a", "#5a6140", count=240, rough=0.8)),))},
    "black-bean-tea": {"roasted-black-bean": Body(None, (bowl_of(beans("#1c1310", "#3a2820", "#54402f"), "#d9cdb2"), glass_of("#2a120c", "#6d3420", 0.1, 2.6, 6.5)))},
    "coffee": {"robusta": Body(None, (loose(grain(1.1, 0.82, 0.56, "#23130c", "#3a2014", "#4a2c1c", count=330, rough=0.35), 4.6, 2.0),))},
    "cocoa": {"cocoa-powder": Body(None, (powder("#4a2616", 3.8), few(grain(2.2, 1.3, 1.0, "#5a3220", "#6d4028", rough=0.7), 4, 2.0)))},
    "rice-spirit": {
        "yellow-sticky": Body(None, (level_cup("#f4f0e0"), few(grain(0.62, 0.27, 0.22, "#d9b45c", "#c99f45"), 26, 2.8))),
        "lotus-infused": Body(both(water("#f2ecd0"), packed(grain(1.2, 0.95, 0.92, "#e9dcbb", "#d9c699", count=22, core="#efe6cc"), 1.0)), (
            level_cup("#f4eed8"), few(grain(1.25, 0.95, 0.92, "#e9dcbb", "#d9c699"), 7, 2.2))),
    },
    "apricot-liqueur": {"ripe-apricot": Body(liquid("#8a4a0c", "#e0a03a", 0.25), (few(grain(2.8, 2.6, 2.5, "#dc9a34", "#e8b04c", "#d07f2a", rough=0.6), 4, 3.0), level_cup("#e0a03a")))},
    "rice-wine": {"fermented-black-rice": Body(packed(rice_of("#2a0f22", "#4a1c38", "#6d2f50", coat=0.3)), (bowl_of(rice_of("#2a0f22", "#4a1c38", "#6d2f50", coat=0.4)),))},
    "mulberry-wine": {"ripe-mulberry": Body(None, (loose(berries(), 4.0, 1.6), glass_of("#1f0610", "#5a1226", 0.06, 2.7, 6.5)))},
    "mineral-water": {"spring-water": Body(water("#d6ecf2"))},
    "apricot-syrup": {"green-apricot": Body(liquid("#7f8a2a", "#cfd07a", 0.2), (few(grain(2.6, 2.5, 2.4, "#7f9a3a", "#98ad52", rough=0.6), 4, 3.0),))},
    "soy-milk": {"stone-ground": Body(sauce("#efe4c8"), (glass_of("#e9dcbc", "#f4ecd4", 0.05), few(beans("#dcbf80", "#ead7a4"), 12, 2.6)))},
    "mulberry-syrup": {"black-mulberry": Body(liquid("#1f0612", "#5a1230", 0.08), (loose(berries(), 4.0, 1.6),))},
    "sugarcane-molasses": {"boiled-cane": Body(liquid("#1f0a04", "#5a260c", 0.1), (dip("#2a0f06", "#6d300f"), few(
        grain(6.5, 2.0, 2.0, "#6a7434", "#7f8a44", square=3), 2, 3.0)))},
    "kombucha": {"tea-ginger": Body(liquid("#9a5f14", "#e0ae54", 0.25), (few(ginger(), 4, 2.8),))},
    "solanum-extract": {"solanum": Body(sauce("#1c120c"), (paste("#1f140d"), few(leaf(3.0, 1.3, 0.4, 0.8, "#54602f", "#6d7a3f"), 4, 2.4)))},
    "turmeric-honey": {"turmeric-balls": Body(packed(grain(0.85, 0.85, 0.83, "#a8680f", "#c27f1a", count=330)), (bowl_of(grain(0.85, 0.85, 0.83, "#a8680f", "#c27f1a", count=190)),))},
    "gac-oil": {"gac-membrane": Body(liquid("#8f1408", "#dc3c14", 0.2), (few(grain(1.9, 1.6, 0.9, "#b3200f", "#d0381a", coat=0.5), 7, 2.8),))},
    "cordyceps": {"dried-cordyceps": Body(None, (bowl_of(grain(4.2, 0.26, 0.24, "#c9701a", "#e08f2a", bend=0.07, count=150, flat=0.25), "#3a302a"),))},
    "shampoo": {"soapberry": Body(liquid("#2a1208", "#5a2c12", 0.08), (few(grain(10, 1.9, 0.7, "#2a1610", "#3f2418", bend=0.08, rough=0.35, coat=0.3), 4, 3.4),))},
    "soap": {"loofah-honey": Body(None, (few(slices(2.6, 1.1, "#d9bf86", "#c9a96a", rough=0.9), 2, 2.8),))},
    "lip-balm": {"beeswax": Body(None, (few(grain(3.0, 2.4, 1.2, "#d9a52e", "#e8bd4c", square=5), 2, 2.6),))},
    "lemongrass-oil": {"lemongrass": Body(liquid("#a8862a", "#e6cf7a", 0.2), (few(grain(11, 1.1, 1.1, "#b8bf7a", "#8fa04f", "#dcd9b0"), 3, 1.7),))},
    "cajuput-oil": {"cajuput": Body(liquid("#6d8a5a", "#c6d8a8", 0.2), (few(leaf(5.2, 1.0, 0.4, 0.5, "#4a6a3a", "#6a8a50"), 8, 3.4),))},
    "foot-bath": {"dried-herbs": Body(None, (loose(Stuff((*leaf(2.8, 1.0, 1.4, 1.6, "x").pieces, pieces.blob(3.0, 0.3, 0.26)),
                                                         ("#4a5230", "#6d6a3c", "#8a6a3c", "#7a4526"), 0.7, 170, 0.85), 4.8, 2.0),))},
}  # fmt: skip
EXTRAS_BY_PATTERN = {
    "": None,
    "sesame": few(grain(0.34, 0.2, 0.14, "#f0e4c4", "#d8c391"), 26, 2.6),
    "fig-leaf": few(fig_leaves(), 3, 3.4),
    "galangal": few(galangal(), 5, 2.4),
    "ginger": few(ginger(), 3, 2.2),
}
