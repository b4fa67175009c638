"""Illustrations drawn by code: a product's shape, its craft's texture, a scene around it.

Every picture follows from (shape, variant, seed, view) alone, so it can be drawn again.
Shapes are drawn in a box of 400 x 400 whose foot stands at y = 380.
"""

import itertools
import math
from random import Random

WIDTH, HEIGHT = 800, 1000
VIEWS = ("whole", "detail", "in_use")

PALETTES = {
    "ceramics": [
        ("#e9e6da", "#2f5d8c", "#b9b4a0"),
        ("#c9d8c5", "#4f7a63", "#8fa88f"),
        ("#8a4b2d", "#e2c58f", "#5f3019"),
        ("#f2efe6", "#3f6b5a", "#c8c1ac"),
    ],
    "silk": [
        ("#b3392f", "#e3b56a", "#8c2620"),
        ("#d9b36a", "#8a5a1c", "#b18a43"),
        ("#5e7f6d", "#dfe6cf", "#45604f"),
        ("#4a5a86", "#d7c9a0", "#374568"),
    ],
    "lacquer": [
        ("#1f1a17", "#b4322a", "#000000"),
        ("#8f1f1b", "#e0b25c", "#5e1310"),
        ("#3a2a1f", "#e8e0cc", "#221710"),
        ("#21382f", "#d9b25f", "#132119"),
    ],
    "hat": [
        ("#eadfbd", "#a68a52", "#c9b988"),
        ("#f0e8cf", "#b3392f", "#cfc197"),
        ("#e2d3a4", "#3f6b5a", "#bba973"),
        ("#f3ecd8", "#2f5d8c", "#d2c7a2"),
    ],
    "weave": [
        ("#c99a5b", "#8a5f2a", "#a87a3f"),
        ("#d9bd85", "#94713a", "#b89a60"),
        ("#8f6238", "#5c3b1c", "#744c27"),
        ("#e2cfa2", "#6f8a5f", "#bfa873"),
    ],
    "wood": [
        ("#a4672f", "#6b3f17", "#7f4c1f"),
        ("#7a4526", "#4c2812", "#5e331a"),
        ("#c08c4f", "#84572a", "#9a6d39"),
        ("#b0342c", "#e3b85d", "#7f211b"),
    ],
    "metal": [
        ("#9a7434", "#e0bd73", "#6b4f1e"),
        ("#7d5a2b", "#c79d54", "#523a18"),
        ("#6a6a4d", "#b9b27d", "#45452f"),
        ("#a9803f", "#f0d79b", "#755623"),
    ],
    "wool": [
        ("#b45b4a", "#f1e3d2", "#8e4436"),
        ("#4f6d7a", "#e8e1cf", "#3a525d"),
        ("#d0a85c", "#7a4a22", "#a88340"),
        ("#6f7f56", "#efe6cf", "#545f40"),
    ],
    "food": [
        ("#c8742f", "#7c3d12", "#985220"),
        ("#7d9a3c", "#3f5a1d", "#5e7a28"),
        ("#d9a441", "#94601a", "#b5822d"),
        ("#a63a2c", "#f0d9b0", "#7a281e"),
    ],
    "green": [
        ("#4f8a4c", "#b3392f", "#356637"),
        ("#6b9a55", "#e3b04b", "#4a733a"),
        ("#3f7257", "#d88aa0", "#2b5540"),
        ("#7aa063", "#f1ead2", "#587a45"),
    ],
}

# Outlines of turned shapes as (y, half width), from the mouth to the foot.
TURNED = {
    "vase": [(70, 46), (95, 34), (150, 62), (220, 108), (300, 96), (380, 58)],
    "bottle": [(40, 24), (60, 20), (150, 22), (200, 66), (290, 84), (380, 70)],
    "bowl": [(210, 150), (260, 138), (320, 100), (360, 56), (380, 60)],
    "teapot": [(190, 50), (205, 90), (270, 124), (340, 110), (380, 72)],
    "jar": [(110, 62), (128, 84), (190, 106), (300, 108), (360, 96), (380, 88)],
    "cup": [(220, 84), (300, 78), (360, 58), (380, 48)],
    "plate": [(330, 176), (350, 150), (372, 90), (380, 70)],
    "gong": [(120, 100), (190, 132), (260, 128), (330, 92), (380, 40)],
    "burner": [(200, 120), (230, 104), (300, 126), (345, 96), (380, 70)],
}


def turned(kind: str) -> str:
    """Write the outline of a turned vessel as a smooth path."""
    points = TURNED[kind]
    right = [(200 + w, y) for y, w in points]
    left = [(200 - w, y) for y, w in reversed(points)]

    def smooth(pairs) -> str:
        text = ""
        for (x0, y0), (x1, y1) in itertools.pairwise(pairs):
            middle = (y0 + y1) / 2
            text += f"C{x0:.0f} {middle:.0f} {x1:.0f} {middle:.0f} {x1:.0f} {y1:.0f}"
        return text

    x, y = right[0]
    return f"M{x:.0f} {y:.0f}{smooth(right)}L{left[0][0]:.0f} {left[0][1]:.0f}{smooth(left)}Z"


def flower(x: float, y: float, size: float, color: str, petals: int = 6) -> str:
    parts = "".join(
        f'<ellipse cx="{x}" cy="{y - size * 0.6:.1f}" rx="{size * 0.3:.1f}" ry="{size * 0.6:.1f}" '
        f'transform="rotate({360 / petals * i:.0f} {x} {y})"/>'
        for i in range(petals)
    )
    return f'<g fill="{color}" fill-opacity=".85">{parts}</g><circle cx="{x}" cy="{y}" r="{size * 0.22:.1f}" fill="#fff" fill-opacity=".7"/>'


def branch(rng: Random, x: float, y: float, length: float, color: str) -> str:
    """A brush stroke with leaves, as a painter sets it in one breath."""
    turn = rng.uniform(-50, 50)
    text = f'<path d="M{x} {y}q{turn:.0f} {-length / 2:.0f} {turn / 2:.0f} {-length:.0f}" fill="none" stroke="{color}" stroke-width="4" stroke-linecap="round"/>'
    for i in range(6):
        t = (i + 1) / 7
        px, py = x + turn * t * 0.7, y - length * t
        angle = rng.choice([-1, 1]) * rng.uniform(30, 70)
        text += f'<ellipse cx="{px:.0f}" cy="{py:.0f}" rx="6" ry="22" fill="{color}" transform="rotate({angle:.0f} {px:.0f} {py:.0f}) translate(0 -18)"/>'
    return text


def texture(craft: str, rng: Random, base: str, accent: str, dark: str) -> str:
    """Fill 400 x 400 with what a hand of this craft leaves on the thing."""
    lines: list[str] = []
    if craft == "ceramics":
        for _ in range(26):  # crackle
            x, y = rng.uniform(60, 340), rng.uniform(60, 380)
            path = f"M{x:.0f} {y:.0f}" + "".join(
                f"l{rng.uniform(-30, 30):.0f} {rng.uniform(4, 26):.0f}" for _ in range(3)
            )
            lines.append(
                f'<path d="{path}" fill="none" stroke="{dark}" stroke-opacity=".45" stroke-width="1"/>'
            )
        for _ in range(3):
            lines.append(
                branch(
                    rng, rng.uniform(130, 270), rng.uniform(310, 370), rng.uniform(90, 150), accent
                )
            )
        lines.append(
            flower(
                rng.uniform(160, 240),
                rng.uniform(230, 270),
                rng.uniform(24, 34),
                accent,
                rng.choice([5, 6, 8]),
            )
        )
        lines.append(
            f'<path d="M0 {rng.choice([205, 225, 340])}h400m-400 8h400" stroke="{accent}" stroke-width="3"/>'
        )
    elif craft in {"silk", "wool"}:
        step = 40 if craft == "silk" else 16
        for row in range(0, 420, step):
            for column in range(0, 420, step):
                x, y = column + (row // step % 2) * step / 2, row
                if craft == "silk":  # cloud bands
                    lines.append(
                        f'<path d="M{x} {y}c8-14 22-6 16 4c12-4 14 12 2 12h-22" fill="none" stroke="{accent}" stroke-opacity=".75" stroke-width="2.4"/>'
                    )
                else:  # stocking stitch
                    ink = accent if (row // step) % 6 in (1, 2) else dark
                    lines.append(
                        f'<path d="M{x} {y}l8 9l8-9" fill="none" stroke="{ink}" stroke-width="4" stroke-opacity=".8"/>'
                    )
        if craft == "silk":
            lines += [
                f'<path d="M{x} 0q{rng.randint(-30, 30)} 200 0 400" stroke="#fff" stroke-opacity=".14" stroke-width="{rng.randint(8, 26)}" fill="none"/>'
                for x in range(20, 400, 70)
            ]
    elif craft == "lacquer":
        lines += [
            f'<path d="M{rng.uniform(0, 400):.0f} {rng.uniform(0, 400):.0f}l{rng.randint(4, 12)} {rng.randint(-6, 6)}l{rng.randint(-8, 4)} {rng.randint(4, 12)}z" fill="#f2ead6" fill-opacity="{rng.uniform(0.4, 0.95):.2f}"/>'
            for _ in range(90)
        ]
        lines += [
            branch(rng, rng.uniform(90, 310), 370, rng.uniform(140, 230), accent) for _ in range(3)
        ]
        lines.append(
            f'<circle cx="{rng.randint(230, 300)}" cy="{rng.randint(150, 210)}" r="34" fill="{accent}"/>'
        )
    elif craft == "weave":
        for y in range(0, 400, 14):
            for x in range(0, 400, 28):
                shift = 14 if (y // 14) % 2 else 0
                lines.append(
                    f'<rect x="{x + shift}" y="{y}" width="24" height="10" rx="4" fill="{accent if (x // 28 + y // 14) % 3 else dark}" fill-opacity=".75"/>'
                )
    elif craft == "wood":
        for y in range(-20, 420, 13):
            lines.append(
                f'<path d="M0 {y}q100 {rng.randint(-14, 14)} 200 0t200 0" fill="none" stroke="{accent}" stroke-opacity=".35" stroke-width="{rng.choice([1, 2, 3])}"/>'
            )
    elif craft == "metal":
        lines += [
            f'<path d="M{x} 0v400" stroke="{accent}" stroke-opacity=".25" stroke-width="{rng.randint(2, 10)}"/>'
            for x in range(90, 330, 34)
        ]
        lines += [
            f'<circle cx="{x}" cy="{rng.choice([235, 240])}" r="9" fill="none" stroke="{dark}" stroke-width="3"/>'
            for x in range(70, 340, 26)
        ]
    elif craft == "inlay":
        for _ in range(5):
            lines.append(
                branch(
                    rng,
                    rng.uniform(60, 340),
                    rng.uniform(260, 390),
                    rng.uniform(90, 170),
                    rng.choice(["#cfe3dd", "#e6d3e4", "#dfe7c9"]),
                )
            )
        lines += [
            flower(
                rng.uniform(70, 330),
                rng.uniform(90, 320),
                rng.uniform(18, 34),
                rng.choice(["#e3f0ec", "#f0dcea", "#e9efd2"]),
                5,
            )
            for _ in range(5)
        ]
    return f"<g>{''.join(lines)}</g>"


def clip(ident: str, path: str, inside: str, base: str) -> str:
    """A body of one outline with its texture, its light from the left and its own shade."""
    return (
        f'<clipPath id="{ident}"><path d="{path}"/></clipPath><path d="{path}" fill="{base}"/>'
        f'<g clip-path="url(#{ident})">{inside}</g><path d="{path}" fill="url(#round)"/>'
    )


def rect_path(x: int, y: int, w: int, h: int, r: int = 6) -> str:
    return f"M{x + r} {y}h{w - 2 * r}q{r} 0 {r} {r}v{h - 2 * r}q0 {r} {-r} {r}h{-(w - 2 * r)}q{-r} 0 {-r} {-r}v{-(h - 2 * r)}q0 {-r} {r} {-r}z"


def thing(shape: str, craft: str, rng: Random, palette: tuple[str, str, str]) -> str:
    """Draw one product in a 400 x 400 box."""
    base, accent, dark = palette
    skin = texture(craft, rng, base, accent, dark)
    if shape in TURNED:
        y, half = TURNED[shape][0]
        body = clip("b", turned(shape), skin, base)
        mouth = f'<ellipse cx="200" cy="{y}" rx="{half}" ry="{max(7, half // 7)}" fill="{dark}"/><ellipse cx="200" cy="{y}" rx="{half}" ry="{max(7, half // 7)}" fill="none" stroke="{base}" stroke-width="4"/>'
        if shape == "teapot":
            body = (
                f'<path d="M310 260c60-10 60-60 80-70" fill="none" stroke="{base}" stroke-width="24" stroke-linecap="round"/><path d="M130 200c-20-110 160-110 140 0" fill="none" stroke="{dark}" stroke-width="10"/>'
                + body
                + f'<ellipse cx="200" cy="186" rx="56" ry="16" fill="{base}"/><circle cx="200" cy="166" r="13" fill="{accent}"/>'
            )
            mouth = ""
        if shape == "gong":
            mouth = f'<path d="M160 124c0-60 80-60 80 0" fill="none" stroke="{dark}" stroke-width="12"/>'
        if shape == "jar":
            mouth = (
                f'<path d="M138 112v-34q0-10 10-10h104q10 0 10 10v34z" fill="{accent}"/><path d="{rect_path(120, 200, 160, 110)}" fill="#fdf8ec"/><path d="M140 232h120m-120 24h90m-90 22h110" stroke="{dark}" stroke-width="5" stroke-opacity=".6"/>'
                + flower(236, 276, 18, accent)
            )
        if shape == "bottle" and craft == "food":
            mouth = f'<path d="{rect_path(176, 22, 48, 40)}" fill="{dark}"/><path d="{rect_path(128, 230, 144, 110)}" fill="#fdf8ec"/><path d="M146 262h108m-108 22h80m-80 22h96" stroke="{dark}" stroke-width="5" stroke-opacity=".6"/>'
        return body + mouth
    if shape in {"scarf", "cloth", "blanket"}:
        folds = {
            "scarf": "M112 70q88 16 176 0l8 290q-40 16-70 2t-56 4t-66-4z",
            "cloth": "M60 150c90-30 190-30 280 0v210c-90 28-190 28-280 0z",
            "blanket": "M50 210c100-26 200-26 300 0l20 160c-110 18-230 18-340 0z",
        }[shape]
        extra = (
            "".join(
                f'<path d="M{x} 372v18" stroke="{accent}" stroke-width="4"/>'
                for x in range(112, 296, 10)
            )
            + '<path d="M70 68h260" stroke="#84572a" stroke-width="14" stroke-linecap="round"/>'
            if shape == "scarf"
            else '<path d="M60 150c90 26 190 26 280 0" fill="none" stroke="#fff" stroke-opacity=".5" stroke-width="5"/>'
        )
        return clip("b", folds, skin, base) + extra
    if shape in {"dress", "sweater"}:
        path = {
            "dress": "M150 50h100l44 60-30 22-10-20 20 268q-74 18-148 0l20-268-10 20-30-22z",
            "sweater": "M130 110l46-14q24 16 48 0l46 14 66 180-48 20-24-84v150h-128v-150l-24 84-48-20z",
        }[shape]
        return (
            clip("b", path, skin, base)
            + f'<path d="M182 {52 if shape == "dress" else 98}q18 22 36 0" fill="none" stroke="{dark}" stroke-width="5"/>'
        )
    if shape in {"box", "panel", "chest", "screen", "tray"}:
        box = {
            "box": (70, 220, 260, 160),
            "panel": (60, 60, 280, 320),
            "chest": (50, 190, 300, 190),
            "screen": (40, 90, 320, 290),
            "tray": (40, 260, 320, 110),
        }[shape]
        x, y, w, h = box
        body = (
            clip("b", rect_path(*box, 8), skin, base)
            + f'<path d="{rect_path(x, y, w, h, 8)}" fill="none" stroke="{dark}" stroke-width="10"/>'
        )
        if shape in {"box", "chest"}:
            body += f'<path d="M{x} {y + 44}h{w}" stroke="{dark}" stroke-width="6"/><circle cx="200" cy="{y + 48}" r="12" fill="{accent}"/><path d="M{x} {y}l28-34h{w - 56}l28 34z" fill="{base}" stroke="{dark}" stroke-width="6"/>'
        if shape == "screen":
            body += "".join(
                f'<path d="M{x + w * i / 4:.0f} {y}v{h}" stroke="{dark}" stroke-width="9"/>'
                for i in (1, 2, 3)
            )
        return body
    if shape in {"hat", "lamp", "minihat"}:
        top, foot = (90, 320) if shape != "minihat" else (170, 340)
        rings = "".join(
            f'<path d="M{200 - 170 * t:.0f} {top + (foot - top) * t:.0f}q{170 * t:.0f} {40 * t:.0f} {340 * t:.0f} 0" fill="none" stroke="{accent}" stroke-opacity=".7" stroke-width="2.4"/>'
            for t in (i / 16 for i in range(1, 17))
        )
        ribs = "".join(
            f'<path d="M200 {top}L{30 + i * 17} {foot + 18 * math.sin(math.pi * i / 20):.0f}" stroke="{dark}" stroke-opacity=".5"/>'
            for i in range(21)
        )
        cone = f"M200 {top}L372 {foot}Q200 {foot + 62} 28 {foot}Z"
        extra = (
            f'<path d="M110 {foot + 18}q90 90 180 0" fill="none" stroke="{accent}" stroke-width="12" stroke-opacity=".85"/>'
            if shape != "lamp"
            else f'<path d="M200 0V{top}" stroke="{dark}" stroke-width="5"/><ellipse cx="200" cy="{foot + 34}" rx="70" ry="14" fill="#ffe9ae"/>'
        )
        return extra + clip(
            "b",
            cone,
            ribs + rings + (flower(200, foot - 60, 26, accent) if rng.random() < 0.6 else ""),
            base,
        )
    if shape in {"basket", "handbag", "weavetray"}:
        path = {
            "basket": "M80 190h240l-30 190h-180z",
            "handbag": "M90 200h220l20 170q-130 20-260 0z",
            "weavetray": "M30 300q170 50 340 0l-40 76q-130 20-260 0z",
        }[shape]
        handle = (
            ""
            if shape == "weavetray"
            else f'<path d="M120 200c0-130 160-130 160 0" fill="none" stroke="{dark}" stroke-width="16"/><path d="M120 200c0-130 160-130 160 0" fill="none" stroke="{accent}" stroke-width="6" stroke-dasharray="12 8"/>'
        )
        rim = (
            ""
            if shape == "weavetray"
            else f'<path d="M78 192h244" stroke="{dark}" stroke-width="16" stroke-linecap="round"/>'
        )
        return handle + clip("b", path, skin, base) + rim
    if shape == "hoop":
        stitches = "".join(
            branch(rng, x, 320, rng.uniform(120, 200), rng.choice([accent, dark, "#4f7a63"]))
            for x in (130, 200, 262)
        ) + "".join(
            flower(
                rng.uniform(110, 290),
                rng.uniform(120, 250),
                rng.uniform(22, 38),
                rng.choice(["#b3392f", "#d88aa0", "#e3b04b", "#4a5a86"]),
                8,
            )
            for _ in range(5)
        )
        return f'<circle cx="200" cy="210" r="160" fill="#f7f1e2"/><clipPath id="h"><circle cx="200" cy="210" r="152"/></clipPath><g clip-path="url(#h)">{stitches}</g><circle cx="200" cy="210" r="160" fill="none" stroke="#a4672f" stroke-width="14"/><path d="{rect_path(186, 30, 28, 26)}" fill="#84572a"/>'
    if shape in {"statue", "horse", "mask"}:
        path = {
            "statue": "M200 60c34 0 46 44 30 72c40 12 62 60 70 130c30 20 40 70 20 118h-240c-20-48-10-98 20-118c8-70 30-118 70-130c-16-28-4-72 30-72z",
            "horse": "M110 380l14-130c-30-20-30-60 0-90l60-30 30-70 34 30c50 10 60 60 40 90l-34-10c0 30 40 40 40 90l8 120h-34l-16-90h-80l-12 90z",
            "mask": "M100 90q100-60 200 0q30 170-100 280q-130-110-100-280z",
        }[shape]
        extra = {
            "statue": f'<path d="M150 250q50 40 100 0M140 300q60 40 120 0M120 340q80 40 160 0" fill="none" stroke="{dark}" stroke-width="6"/><path d="M186 100q6 5 12 0m8 0q6 5 12 0M192 120q8 6 16 0" fill="none" stroke="{dark}" stroke-width="3"/>',
            "horse": f'<circle cx="236" cy="104" r="5" fill="{dark}"/><path d="M196 96q-20 60-40 70" stroke="{dark}" stroke-width="12" fill="none"/>',
            "mask": f'<path d="M130 170q30-26 60 0m20 0q30-26 60 0M150 270q50 40 100 0M200 190v50" fill="none" stroke="{dark}" stroke-width="10"/>',
        }[shape]
        return clip("b", path, skin, base) + extra
    if shape in {"comb", "spoon", "bracelet"}:
        if shape == "comb":
            teeth = "".join(
                f'<path d="M{x} 230v120" stroke="{base}" stroke-width="9" stroke-linecap="round"/>'
                for x in range(76, 330, 15)
            )
            return teeth + clip("b", "M60 240q0-110 140-110t140 110z", skin, base)
        if shape == "spoon":
            return "".join(
                f'<g transform="rotate({a} 200 380)">{clip(f"b{a}", "M200 60c40 0 46 90 10 120l6 200h-32l6-200c-36-30-30-120 10-120z", skin, base)}</g>'
                for a in (-18, 14)
            )
        return f'<ellipse cx="200" cy="290" rx="140" ry="84" fill="none" stroke="{dark}" stroke-width="46"/><ellipse cx="200" cy="284" rx="140" ry="84" fill="none" stroke="{base}" stroke-width="38"/><ellipse cx="196" cy="278" rx="140" ry="84" fill="none" stroke="#fff" stroke-opacity=".3" stroke-width="6"/>'
    if shape == "fan":
        spread = "".join(
            f'<path d="M200 360L{200 + 190 * math.cos(math.radians(a)):.0f} {360 - 250 * math.sin(math.radians(a)):.0f}" stroke="{dark}" stroke-width="5"/>'
            for a in range(20, 161, 10)
        )
        outer = f"M{200 + 190 * math.cos(math.radians(20)):.0f} {360 - 250 * math.sin(math.radians(20)):.0f}A200 252 0 0 0 {200 + 190 * math.cos(math.radians(160)):.0f} {360 - 250 * math.sin(math.radians(160)):.0f}L150 300Q200 272 250 300Z"
        return (
            clip(
                "b",
                outer,
                branch(rng, 180, 290, 170, accent)
                + branch(rng, 230, 290, 130, accent)
                + flower(160, 190, 30, accent),
                base,
            )
            + spread
            + f'<circle cx="200" cy="362" r="9" fill="{accent}"/>'
        )
    if shape == "incense":
        sticks = "".join(
            f'<path d="M200 350Q{200 + d * 0.5:.0f} 250 {200 + d} {110 + abs(d) * 0.45:.0f}" stroke="{rng.choice(["#b3392f", "#c2453a", "#98261f"])}" stroke-width="5" fill="none"/>'
            for d in range(-170, 171, 7)
        )
        return (
            sticks
            + f'<path d="M170 330h60l-8 50h-44z" fill="{dark}"/><path d="M166 338h68" stroke="{accent}" stroke-width="10"/>'
        )
    if shape == "spiral":
        turns = "".join(
            f'<ellipse cx="200" cy="{360 - i * 26}" rx="{150 - i * 17}" ry="{34 - i * 4}" fill="none" stroke="{base}" stroke-width="12"/>'
            for i in range(8)
        )
        return (
            turns
            + '<path d="M206 150q-30-40 0-70t0-70" fill="none" stroke="#9a9486" stroke-opacity=".6" stroke-width="5"/>'
        )
    if shape in {"bag", "teabox"}:
        path = (
            "M110 120q90-30 180 0l16 256q-106 16-212 0z"
            if shape == "bag"
            else rect_path(96, 130, 208, 250, 8)
        )
        label = (
            f'<path d="{rect_path(132, 200, 136, 120)}" fill="#fdf8ec"/>'
            + flower(200, 245, 28, accent)
            + f'<path d="M150 296h100" stroke="{dark}" stroke-width="5"/>'
        )
        return (
            clip(
                "b",
                path,
                f'<path d="M100 150h200M100 350h200" stroke="{accent}" stroke-width="10"/>',
                base,
            )
            + label
            + (
                f'<path d="M104 130q96-30 192 0" fill="none" stroke="{dark}" stroke-width="12"/>'
                if shape == "bag"
                else ""
            )
        )
    if shape in {"fruit", "eggs"}:
        bowl = clip(
            "w",
            "M50 290q150 40 300 0l-40 86q-110 16-220 0z",
            texture("weave", rng, "#c99a5b", "#8a5f2a", "#a87a3f"),
            "#c99a5b",
        )
        r = 46 if shape == "fruit" else 38
        spots = [(120, 270), (200, 282), (282, 270), (160, 206), (242, 206), (200, 148)]
        items = "".join(
            f'<ellipse cx="{x}" cy="{y}" rx="{r}" ry="{r + (0 if shape == "fruit" else 9)}" fill="{base}"/><ellipse cx="{x - 14}" cy="{y - 16}" rx="12" ry="16" fill="#fff" fill-opacity=".35"/>'
            + (
                f'<path d="M{x} {y - r}q6-20 24-20q-4 22-24 20" fill="#4f7a3c"/>'
                if shape == "fruit"
                else ""
            )
            for x, y in spots
        )
        return items + bowl
    if shape == "plant":
        pot = clip(
            "p",
            "M120 270h160l-20 110h-120z",
            texture("ceramics", rng, "#e9e6da", "#2f5d8c", "#b9b4a0"),
            "#e9e6da",
        )
        trunk = '<path d="M200 275c-40-60 40-80-10-140" fill="none" stroke="#6b4a2c" stroke-width="16" stroke-linecap="round"/>'
        leaves = "".join(
            f'<ellipse cx="{190 + rng.uniform(-120, 120):.0f}" cy="{150 + rng.uniform(-90, 70):.0f}" rx="34" ry="14" fill="{rng.choice([base, dark])}" transform="rotate({rng.randint(-60, 60)} 190 150)"/>'
            for _ in range(34)
        )
        blooms = "".join(
            flower(190 + rng.uniform(-100, 100), 140 + rng.uniform(-80, 60), 18, accent, 5)
            for _ in range(7)
        )
        return trunk + leaves + blooms + pot
    # a visit: gate of laterite, tiled roof, path
    stones = "".join(
        f'<rect x="{x + (row % 2) * 20 - 10}" y="{170 + row * 26}" width="37" height="23" rx="2" fill="{rng.choice(["#a8623a", "#b8734a", "#995634", "#c08257"])}"/>'
        for row in range(8)
        for x in range(60, 330, 40)
    )
    tiles = "".join(
        f'<path d="M{40 + i * 20 + j * 6} {150 - j * 18}q10 14 20 0" fill="#8a4a34" stroke="#6d3626"/>'
        for j in range(5)
        for i in range(17 - j)
    )
    return f'{stones}{tiles}<path d="M150 380v-90q50-70 100 0v90z" fill="#3a2a20"/><path d="M166 380v-84q34-50 68 0v84z" fill="{base}" fill-opacity=".65"/>{branch(rng, 350, 380, 240, "#4f7a3c")}{branch(rng, 30, 380, 200, "#5f8a4c")}'


DEFS = (
    '<defs><linearGradient id="round" gradientUnits="userSpaceOnUse" x2="400"><stop offset="0" stop-color="#000" stop-opacity=".12"/>'
    '<stop offset=".3" stop-color="#fff" stop-opacity=".28"/><stop offset=".62" stop-color="#000" stop-opacity=".02"/>'
    '<stop offset="1" stop-color="#000" stop-opacity=".42"/></linearGradient>'
    '<linearGradient id="wall" x2="0" y2="1"><stop offset="0" stop-color="{wall}"/><stop offset="1" stop-color="{wall2}"/></linearGradient>'
    '<radialGradient id="shade"><stop offset="0" stop-color="#2a1c0c" stop-opacity=".45"/><stop offset="1" stop-color="#2a1c0c" stop-opacity="0"/></radialGradient></defs>'
)
WALLS = [
    ("#f5ecd9", "#e6d6b8"),
    ("#eef0e6", "#d7dccb"),
    ("#f3e6dc", "#e2cdbd"),
    ("#e9edf0", "#d2d9de"),
]


def scene(
    view: str, rng: Random, motif: str, width: int = WIDTH, height: int = HEIGHT, fill: float = 0.98
) -> str:
    """Set a drawn thing into its surroundings."""
    wall = rng.choice(WALLS)
    table = round(height * 0.8)
    parts = [f'<rect width="{width}" height="{height}" fill="url(#wall)"/>']
    if view == "detail":
        parts.append(
            f'<g transform="translate({width / 2 - 700:.0f} {height / 2 - 860:.0f}) scale(3.5)">{motif}</g>'
        )
    else:
        wood = rng.choice(["#b98b56", "#a4764a", "#cbb089", "#8d6a48"])
        if view == "in_use":
            parts.append(
                f'<g stroke="#8d6a48" stroke-width="12" fill="#dfeae6"><rect x="60" y="90" width="280" height="380"/><path d="M200 90v380M60 280h280"/></g><path d="M70 460q60-120 130-60t130-90v150z" fill="#a9c3a4"/><path d="M340 100L{width} {table}H420z" fill="#fff" fill-opacity=".22"/>'
            )
        parts.append(f'<rect y="{table}" width="{width}" height="{height - table}" fill="{wood}"/>')
        parts += [
            f'<path d="M0 {y}q{width / 2:.0f} {rng.randint(-8, 8)} {width} 0" stroke="#000" stroke-opacity=".08" fill="none" stroke-width="3"/>'
            for y in range(table + 20, height, 26)
        ]
        scale = min(width, height) / 400 * (fill if view == "whole" else 0.7)
        x = (width - 400 * scale) / 2 + (0 if view == "whole" else width * 0.14)
        foot = table + (height - table) * (0.42 if view == "whole" else 0.5)
        parts.append(
            f'<ellipse cx="{x + 216 * scale:.0f}" cy="{foot:.0f}" rx="{190 * scale:.0f}" ry="{34 * scale:.0f}" fill="url(#shade)"/>'
        )
        if view == "in_use":  # a cup and a folded paper, so that the size can be told
            parts.append(
                f'<g transform="translate({width * 0.1:.0f} {table - 40:.0f}) scale(.5)"><ellipse cx="150" cy="190" rx="150" ry="26" fill="url(#shade)"/><path d="M70 60h150q0 130-75 130t-75-130z" fill="#f4efe2"/><ellipse cx="145" cy="60" rx="75" ry="16" fill="#6f8a4a"/></g>'
            )
        parts.append(
            f'<g transform="translate({x:.0f} {foot - 380 * scale:.0f}) scale({scale:.2f})">{motif}</g>'
        )
    defs = DEFS.replace("{wall}", wall[0]).replace("{wall2}", wall[1])
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{defs}{"".join(parts)}</svg>'


def product_svg(shape: str, craft: str, variant: int, seed: str, view: str) -> str:
    """Draw one view of one product as SVG text."""
    palettes = PALETTES["lacquer" if craft == "inlay" else craft]
    motif = thing(shape, craft, Random(f"{seed}-thing"), palettes[variant % len(palettes)])  # noqa: S311
    return scene(view, Random(f"{seed}-{view}"), motif)  # noqa: S311


def village_svg(shapes: list[tuple[str, str]], seed: str) -> str:
    """Draw a village's table: three of its things side by side, wide."""
    rng = Random(seed)  # noqa: S311
    parts = []
    for i, (shape, craft) in enumerate(shapes[:3]):
        palettes = PALETTES["lacquer" if craft == "inlay" else craft]
        drawn = thing(shape, craft, Random(f"{seed}{i}"), palettes[i % len(palettes)])  # noqa: S311
        for ident in ("b", "h", "w", "p", "b14", "b-18"):
            drawn = drawn.replace(f'id="{ident}"', f'id="{ident}v{i}"').replace(
                f"#{ident})", f"#{ident}v{i})"
            )
        parts.append(
            f'<g transform="translate({(-410, 0, 450)[i]} {(57, 0, 57)[i]}) scale({(0.85, 1, 0.85)[i]})">{drawn}</g>'
        )
    return scene("whole", rng, "".join(parts), 1280, 800, 0.66)
