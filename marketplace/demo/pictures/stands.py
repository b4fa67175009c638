"""What shops show things on: racks, dummies, stools, low tables."""

from marketplace.demo.pictures import props, shapes


def wood(name: str = "stand-wood", colour: str = "#5b3a22"):
    return props.skin(name, colour, 0.42, 0.6, 0.35, 0.15)


def rack(width: float, height: float, material=None):
    """Two posts on feet with a rod between them, along x at y 0; the rod's middle is `height`."""
    stuff = material or wood()
    parts = [
        shapes.tube(
            "rod",
            [(-width / 2 - 3, 0, height), (width / 2 + 3, 0, height)],
            [0.8] * 2,
            stuff,
            20,
            6,
        )
    ]
    for side in (-1, 1):
        x = side * width / 2
        parts.append(
            shapes.tube("post", [(x, 0, 0.8), (x, 0, height + 2.2)], [0.85, 0.75], stuff, 20, 8)
        )
        parts.append(shapes.box("foot", (2.6, 17, 1.5), stuff, 0.4, (x, 0, 0)))
        parts.append(
            shapes.lathe(
                "cap",
                [
                    (0.7, height + 2),
                    (1.15, height + 2.5),
                    (0.8, height + 3.3),
                    (0.01, height + 3.7),
                ],
                [stuff],
                24,
                16,
            )
        )
        parts[-1].location = (x, 0, 0)
    return parts


def low_table(size: tuple[float, float, float], material=None):
    """A low table: a board with rounded edges on two cheeks."""
    stuff = material or wood("table-wood", "#8a5a34")
    x, y, z = size
    parts = [shapes.box("board", (x, y, 2.2), stuff, 0.5, (0, 0, z - 2.2))]
    for side in (-1, 1):
        parts.append(
            shapes.box("cheek", (2.4, y * 0.86, z - 2.2), stuff, 0.4, (side * (x / 2 - 5), 0, 0))
        )
    return parts


def dummy_stand(neck: float, material=None):
    """A tailor's pole on a round foot, with a knob where the neck ends at `neck`."""
    stuff = material or wood()
    return [
        shapes.lathe(
            "foot",
            [(12.5, 0), (12.7, 0.8), (11.5, 1.8), (4, 2.8), (1.6, 4.5), (1.3, 6)],
            [stuff],
            64,
            30,
        ),
        shapes.tube("pole", [(0, 0, 4), (0, 0, neck - 1)], [1.25, 1.25], stuff, 20, 6),
        shapes.lathe(
            "knob",
            [
                (4.4, neck - 1.5),
                (4.6, neck - 0.6),
                (3.6, neck + 0.6),
                (1.2, neck + 1.4),
                (1.4, neck + 2.6),
                (2.0, neck + 4.0),
                (1.3, neck + 5.3),
                (0.01, neck + 5.7),
            ],
            [stuff],
            40,
            50,
        ),
    ]


def stool(at, size: tuple[float, float, float] = (34, 26, 20), material=None):
    """A small stool with four legs; things stand on its seat at z `size[2]`."""
    stuff = material or wood("stool-wood", "#7a4e2d")
    x, y, z = size
    parts = [shapes.box("seat", (x, y, 2), stuff, 0.5, (at[0], at[1], at[2] + z - 2))]
    for a in (-1, 1):
        for b in (-1, 1):
            foot = (at[0] + a * (x / 2 - 2.2), at[1] + b * (y / 2 - 2.2), at[2])
            top = (at[0] + a * (x / 2 - 3.4), at[1] + b * (y / 2 - 3.4), at[2] + z - 1.5)
            parts.append(shapes.tube("leg", [foot, top], [1.0, 1.3], stuff, 16, 6))
    return parts
