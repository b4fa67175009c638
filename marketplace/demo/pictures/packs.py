"""Bags, bricks, boxes and trays that goods are sold in, with their labels."""

import math

import numpy as np

from marketplace.demo.facts import Facts
from marketplace.demo.pictures import labels, pieces, shapes
from marketplace.demo.pictures.ink import as_image
from marketplace.demo.pictures.nodes import Graph
from marketplace.demo.pictures.vessels import Pack, house, patch, printed, turned


def creased(n: int, seed: int, soft: float = 9.0) -> np.ndarray:
    """A field of soft folds, (n, n), -1 to 1, that does not repeat."""
    dice = np.random.default_rng(seed)
    f = np.fft.fftfreq(n)[:, None] ** 2 + np.fft.rfftfreq(n)[None, :] ** 2
    made = np.fft.irfft2(
        np.fft.rfft2(dice.standard_normal((n, n))) * np.exp(-f * soft**2 * 20), s=(n, n)
    )
    return (made / np.abs(made).max()).astype(np.float32)


class Bag:
    """A filled bag, `wide` x `deep` at its fullest and `tall`; closed flat at the top.

    `front(x, t)` is the y of its front at a height t (0 foot, 1 top).
    """

    def __init__(
        self, wide: float, deep: float, tall: float, flat: float = 0.55, folds=0.18, seed=1
    ):
        self.wide, self.deep, self.tall, self.flat = wide, deep, tall, flat
        self.folds, self.crease = folds, creased(64, seed)

    def half_depth(self, t):
        full = np.clip(np.minimum(t / 0.06, 1), 0, 1) ** 0.5 * 0.12 + 0.88
        over = np.clip((t - self.flat) / (1 - self.flat), 0, 1)
        return np.maximum(self.deep / 2 * full * (1 - over**1.3), 0.12)

    def half_width(self, t):
        over = np.clip((t - self.flat) / (1 - self.flat), 0, 1)
        return self.wide / 2 * (0.94 + 0.06 * over)

    def wrinkle(self, x, t):
        i = np.clip(((x / self.wide + 0.5) * 0.9 * 63).astype(int), 0, 63)
        j = np.clip((t * 63).astype(int), 0, 63)
        return self.folds * self.crease[j, i] * (0.4 + t)

    def front(self, x, t):
        share = np.clip(np.abs(x) / self.half_width(t), 0, 1)
        return -self.half_depth(t) * (1 - share**5) ** (1 / 3) - self.wrinkle(x, t)

    def body(self, material):
        t = np.linspace(0, 1, 60)[:, None]
        a = np.linspace(0, 2 * math.pi, 112, endpoint=False)[None, :]
        x = np.sign(np.cos(a)) * np.abs(np.cos(a)) ** 0.45 * self.half_width(t)
        share = np.abs(np.cos(a)) ** 0.45
        y = np.sign(np.sin(a)) * self.half_depth(t) * (1 - share**5) ** (1 / 3)
        y = y + np.sign(np.sin(a)) * self.wrinkle(x, t + 0 * x) * np.where(np.sin(a) < 0, 1, 0.7)
        z = np.repeat(t * self.tall, a.size, axis=1)
        foot = np.zeros((1, a.size))
        grid = np.stack([np.vstack([foot, x]), np.vstack([foot, y]), np.vstack([foot, z])], -1)
        return shapes.grid_object("bag", grid, [material], True)

    def label(self, facts: Facts, low: float, high: float, wide: float, rough=0.55, out=0.06):
        """A label on the front between two heights (shares), `wide` cm across."""
        t, x = np.meshgrid(
            np.linspace(low, high, 26), np.linspace(-wide / 2, wide / 2, 26), indexing="ij"
        )
        grid = np.stack([x, self.front(x, t) - out, t * self.tall], axis=-1)
        image = labels.label(facts, wide / ((high - low) * self.tall))
        return shapes.grid_object("label", grid, [printed("label", image, rough)])


def paper(name: str, colour: str, seed: int = 5):
    """Kraft paper: fibres as a small image."""
    dice = np.random.default_rng(seed)
    grain = 0.5 + 0.16 * creased(256, seed, 2.0) + 0.02 * dice.standard_normal((256, 256))
    base = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)], np.float32)
    return printed(
        name, np.clip(base * (0.6 + 0.8 * grain[:, :, None]), 0, 1).astype(np.float32), 0.8
    )


def woven(name: str, colour: str, threads: int = 90):
    """Cotton or jute by a small image of threads over and under."""
    n = 512
    y, x = np.mgrid[0:n, 0:n].astype(np.float32) / n * threads * math.pi
    height = np.where(np.sin(x) * np.sin(y) > 0, np.abs(np.sin(x)), np.abs(np.sin(y)))
    g = Graph(name)
    base = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)], np.float32)
    image = np.clip(base * (0.72 + 0.34 * height[:, :, None]), 0, 1).astype(np.float32)
    shown = g.picture(as_image(name, image, is_data=False), None, "REPEAT")
    return g.finish(Base_Color=shown, Roughness=0.95, Specular_IOR_Level=0.2)


def paper_bag(facts: Facts) -> Pack:
    """A kraft bag, its top rolled down and clipped."""
    big = 1.25 if facts.size.endswith("kg") else 1.0
    bag = Bag(13 * big, 7.5 * big, 18.5 * big, 0.62, 0.3)
    kraft = paper("kraft", "#b98f5e")
    roll = shapes.box("roll", (13 * big, 1.3, 2.4 * big), kraft, 0.35, (0, -0.5, 17.2 * big))
    clip = shapes.box("clip", (1.1, 1.7, 3.0 * big), pieces.plain("clip", house(facts).accent, 0.5), 0.1,
                      (4.4 * big, -0.5, 16.9 * big))  # fmt: skip
    label = bag.label(facts, 0.1, 0.66, 10.6 * big)
    return Pack([bag.body(kraft), roll, clip, label], 6.5 * big, 3.8 * big, 19.6 * big)


def paper_packet(facts: Facts) -> Pack:
    """A printed packet, sealed flat at the top."""
    bag = Bag(14, 5.4, 18, 0.35, 0.35, 2)
    body = bag.body(pieces.plain("packet", house(facts).accent, 0.38, 0.1))
    return Pack([body, bag.label(facts, 0.12, 0.8, 11.6, 0.4)], 7, 2.7, 18)


def valve_bag(facts: Facts) -> Pack:
    bag = Bag(12.5, 7, 21, 0.66, 0.25, 4)
    black = pieces.plain("bag", "#24211f", 0.36)
    roll = shapes.box("roll", (12.6, 1.2, 2.0), black, 0.3, (0, -0.3, 20))
    valve = turned(
        "valve",
        [(0.75, 0), (0.7, 0.12), (0.3, 0.14), (0.01, 0.06)],
        pieces.plain("valve", "#4a4744", 0.4),
    )
    valve.rotation_euler, valve.location = (math.pi / 2, 0, 0), (0, -3.35, 15.9)
    return Pack([bag.body(black), roll, valve, bag.label(facts, 0.08, 0.66, 10.4)], 6.3, 3.5, 21.6)


def vacuum_brick(facts: Facts) -> Pack:
    """A brick drawn tight in clear film; what is in it lies close under its face."""
    bag = Bag(13.5, 6.4, 16.5, 0.86, 0.08, 6)
    film = pieces.plain("film", "#d9d6cd", 0.22, 0.5)
    fin = shapes.box("fin", (13.6, 0.14, 2.2), film, 0.03, (0, 0, 15.9))
    label = bag.label(facts, 0.1, 0.68, 10.4, 0.35, 0.78)
    return Pack([bag.body(film), fin, label], 6.8, 3.4, 18, np.array([(6.0, 1.0), (6.0, 15.0)]))


def sack(facts: Facts, radius: float, tall: float, colour: str, threads: int, string: str) -> Pack:
    """A cloth sack tied at its neck."""
    k, h = radius / 7.2, tall / 20
    shape = [(4.6, 0), (6.4, 0.5), (7.2, 4), (7.1, 9), (6.2, 12.6), (3.2, 15.2), (1.7, 16.2), (2.2, 17.2),
             (3.4, 18.6), (4.1, 20)]  # fmt: skip
    line = shapes.smooth([(r * k, z * h) for r, z in shape], 70)

    def wave(angle, t):
        near = np.clip((t - 0.5) / 0.3, 0, 1)
        return (
            1
            + 0.11 * near * np.sin(angle * 12 + np.sin(angle * 3))
            + 0.014 * np.sin(angle * 3 + 6 * t)
        )

    cloth = woven("cloth", colour, threads)
    body = shapes.lathe(
        "sack", np.vstack([[(0.01, 0)], line]), [cloth], 144, wave=wave, is_sharp=True
    )
    tie = turned(
        "tie", [(1.75 * k, 15.7 * h), (2.25 * k, 16.2 * h), (1.75 * k, 16.7 * h)],
        pieces.plain("string", string, 0.9), 40,
    )  # fmt: skip
    label = patch(facts, line * np.array([1.012, 1.0]), 2.6 * h, 11.4 * h, 44)
    things = [body, tie, label]
    for i, (x, z) in enumerate(((-1.6, 2.6), (2.0, 2.0))):
        path = [
            (0, -2.0 * k, 16.2 * h),
            (x * k, -2.6 * k, (16.2 - z * 0.3) * h),
            (x * 1.5 * k, -3.6 * k, (16.2 - z) * h),
        ]
        things.append(
            shapes.tube("end", path, [0.16, 0.16, 0.2], pieces.plain("end", string, 0.9), 8, 14)
        )
        del i
    return Pack(things, radius, radius, tall)


def cloth_sack(facts: Facts) -> Pack:
    return sack(facts, 7.4, 19.5, "#cdb892", 80, "#8a5a34")


def cloth_pouch(facts: Facts) -> Pack:
    return sack(facts, 5.6, 16.5, "#e6ddc8", 110, house(facts).accent)


def carton_box(facts: Facts, wide: float, deep: float, tall: float, turn: float = -0.3) -> list:
    """A closed box whose front is its label, the other sides in the house's colour."""
    side = pieces.plain("board", house(facts).accent, 0.55)
    body = shapes.box("box", (wide, deep, tall), side, 0.12)
    y = -deep / 2 - 0.02
    grid = np.array(
        [[(x, y, z) for x in (-wide / 2 + 0.1, wide / 2 - 0.1)] for z in (0.1, tall - 0.1)]
    )
    front = shapes.grid_object(
        "label", grid, [printed("label", labels.label(facts, wide / tall), 0.45)]
    )
    slot = shapes.box("slot", (wide * 0.96, 0.06, 0.05), pieces.plain("slot", house(facts).ink, 0.8), 0,
                      (0, -deep * 0.2, tall))  # fmt: skip
    for part in (front, slot):
        part.parent = body
    body.rotation_euler = (0, 0, turn)
    return [body, front, slot]


def paper_box(facts: Facts) -> Pack:
    return Pack(carton_box(facts, 15.5, 6, 12.5), 8, 4.5, 12.5)


def tea_bag_box(facts: Facts) -> Pack:
    return Pack(carton_box(facts, 14, 7.5, 9.5), 7.6, 5, 9.5)


def standing_label(
    facts: Facts, wide: float, tall: float, at, material, thick: float = 0.5
) -> list:
    """A board leaning back with the label on its face: a box's lid."""
    board = shapes.box("lid", (wide, thick, tall), material, 0.15)
    y = -thick / 2 - 0.02
    inset = 0.6
    grid = np.array(
        [[(x, y, z) for x in (-wide / 2 + inset, wide / 2 - inset)] for z in (inset, tall - inset)]
    )
    face = shapes.grid_object(
        "label",
        grid,
        [printed("label", labels.label(facts, (wide - 2 * inset) / (tall - 2 * inset)))],
    )
    face.parent = board
    board.location, board.rotation_euler = at, (-0.22, 0, 0)
    return [board, face]


def card(facts: Facts, wide: float, tall: float, at, turn: float = 0.0) -> list:
    """A card on a small wooden foot that tells what lies beside it."""
    paper_ = pieces.plain("card", house(facts).paper, 0.7)
    made = standing_label(facts, wide, tall, at, paper_, 0.12)
    foot = shapes.box("foot", (wide * 0.5, 2.2, 0.8), pieces.plain("wood", "#7a5230", 0.6), 0.15)
    foot.location, foot.rotation_euler = at, (0, 0, turn)
    made[0].rotation_euler = (-0.16, 0, turn)
    made[0].location = (at[0], at[1], at[2] + 0.3)
    return [*made, foot]


def open_box(name: str, wide: float, deep: float, tall: float, material, wall: float = 0.5) -> list:
    """Four sides and a floor."""
    inner = deep - 2 * wall + 0.1
    made = [
        shapes.box(name, (wide - wall, inner, wall), material, 0.0),
        shapes.box(name, (wide, wall, tall), material, 0.08, (0, -deep / 2 + wall / 2, 0)),
        shapes.box(name, (wide, wall, tall), material, 0.08, (0, deep / 2 - wall / 2, 0)),
        shapes.box(
            name, (wall, inner, tall - 0.02), material, 0.0, (0.02 - wide / 2 + wall / 2, 0, 0)
        ),
        shapes.box(
            name, (wall, inner, tall - 0.02), material, 0.0, (wide / 2 - wall / 2 - 0.02, 0, 0)
        ),
    ]
    return made


def front_label(facts: Facts, wide: float, low: float, high: float, y: float):
    grid = np.array([[(x, y, z) for x in (-wide / 2, wide / 2)] for z in (low, high)])
    return shapes.grid_object(
        "label", grid, [printed("label", labels.label(facts, wide / (high - low)))]
    )


def wood_box(facts: Facts) -> Pack:
    """An open wooden box, its lid leaning behind it."""
    wood = grained("wood", "#a8743f", "#c99a62")
    things = open_box("box", 18, 12, 5, wood, 0.7)
    things += standing_label(facts, 18, 16, (0, 7.6, 0.1), wood)
    return Pack(things, 9, 8.5, 16, np.array([(7.8, 1.0), (5.0, 4.0)]))


def grained(name: str, dark: str, light: str):
    """Plain wood by a small image of long fibres."""
    dice = np.random.default_rng(7)
    row = np.cumsum(dice.normal(0, 0.12, 256))
    row = (row - row.min()) / np.ptp(row)
    shade = row[:, None] * 0.8 + 0.2 * dice.random((256, 8)).repeat(32, axis=1)
    one, two = (np.array([int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)]) for c in (dark, light))
    image = one * (1 - shade[:, :, None]) + two * shade[:, :, None]
    g = Graph(name)
    at = g.add("Mapping", Vector=g.coords["Object"], Scale=(0.02, 0.09, 0.09)).outputs[0]
    node = g.add("TexImage", {"image": as_image(name, image.astype(np.float32), is_data=False),
                              "projection": "BOX", "projection_blend": 0.1}, Vector=at)  # fmt: skip
    return g.finish(Base_Color=node.outputs[0], Roughness=0.5, Specular_IOR_Level=0.3)


def paper_carton(facts: Facts) -> Pack:
    """An open carton, its label on the front."""
    board = paper("board", "#c19a68")
    things = open_box("carton", 25, 18, 11.5, board, 0.4)
    things.append(front_label(facts, 15, 1.0, 10.4, -9.05))
    return Pack(things, 12.5, 9, 13, np.array([(11.9, 8.4), (8.4, 12.0)]))


def paper_tray(facts: Facts) -> Pack:
    """A low tray of pressed paper, a card behind it."""
    pulp = paper("pulp", "#b9a488", 8)
    things = open_box("tray", 19, 13.5, 3.2, pulp, 0.5)
    things += card(facts, 14, 14, (0, 8.6, 0))
    return Pack(things, 9.5, 9, 14, np.array([(8.6, 1.0), (5.8, 3.0)]))
