"""Outlines of thrown vessels: (radius, height) from foot to lip, in centimetres."""

import math

import numpy as np

from marketplace.demo.facts import Facts
from marketplace.demo.pictures import shapes

OUTLINES = {
    "pear-vase": [
        (6.4, 0),
        (7.0, 1.2),
        (9.6, 6),
        (11, 11.5),
        (9.9, 17),
        (6.4, 23.5),
        (4.1, 29),
        (3.7, 33),
        (4.7, 36.6),
        (6.3, 38),
    ],
    "meiping": [
        (5.6, 0),
        (5.7, 2),
        (6.3, 8),
        (8.0, 15),
        (10.2, 21),
        (10.8, 25),
        (8.9, 28.6),
        (4.4, 30.2),
        (3.1, 30.8),
        (3.2, 31.5),
        (3.8, 32),
    ],
    "gourd-vase": [
        (4.3, 0),
        (4.7, 0.7),
        (7.2, 4),
        (7.9, 8),
        (6.2, 12),
        (3.2, 14.5),
        (4.0, 16.7),
        (4.9, 19),
        (4.2, 21.2),
        (2.1, 22.7),
        (1.8, 23.4),
        (2.2, 24),
    ],
    "round-vase": [
        (6, 0),
        (6.5, 0.9),
        (10, 5),
        (11.3, 9.5),
        (9.6, 14),
        (5.6, 16.8),
        (4.6, 17.5),
        (4.9, 18.5),
        (5.5, 19),
    ],
    "rice-bowls": [(2.9, 0), (2.9, 0.9), (4.5, 2), (5.5, 4), (6, 6.2)],
    "soup-bowl": [(5, 0), (5, 1.1), (7.8, 2.6), (10, 5.6), (11, 9)],
    "stem-bowl": [(4.3, 0), (3.9, 0.8), (2.6, 2.8), (2.5, 4), (4.9, 5.4), (7.2, 7.8), (8, 10.8)],
    "deep-plate": [(7.4, 0), (7.4, 0.7), (9.4, 1.4), (10.7, 2.9), (11.5, 3.8), (13, 4.4)],
    "petal-plate": [(7, 0), (7, 0.6), (9, 1.2), (10.6, 2.6), (12, 4.4)],
    "square-plate": [(7.4, 0), (7.4, 0.6), (9.2, 1.1), (9.9, 2.2), (10.5, 3.0)],
    "tea-cups": [(2.1, 0), (2.1, 0.6), (3.0, 1.7), (3.5, 4), (3.7, 6)],
    "lidded-jar": [(8.2, 0), (8.7, 0.9), (10.7, 7), (11.3, 14), (10.4, 19), (8.6, 21.4), (8.2, 22)],
    "cup": [(1.7, 0), (1.7, 0.5), (2.6, 1.3), (3.1, 2.8), (3.3, 4.2)],
    "tea-set": [(3.9, 0), (4.2, 0.7), (6.3, 3.2), (6.7, 6), (5.5, 8.7), (3.6, 9.9), (3.3, 10.2)],
    "bail-teapot": [
        (4.4, 0),
        (4.8, 0.7),
        (7.0, 3.6),
        (7.3, 6.4),
        (5.6, 9.6),
        (3.7, 10.8),
        (3.4, 11.2),
    ],
    "melon-teapot": [
        (4.2, 0),
        (4.6, 0.6),
        (6.8, 3.0),
        (7.1, 5.6),
        (5.6, 8.4),
        (3.2, 9.6),
        (2.9, 9.9),
    ],
}

FLAT = {"deep-plate", "petal-plate", "square-plate"}

POTS = {"tea-set", "bail-teapot", "melon-teapot"}


def length_of(outline) -> float:
    line = shapes.smooth(outline, 200)
    return float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum())


def radius_of(outline) -> float:
    return max(r for r, _z in outline)


def front_of(facts: Facts) -> float:
    """Where round the wall a motif's middle lies (0 to 1), to be turned to the camera."""
    outline = OUTLINES[facts.form]
    if facts.pattern == "bamboo":
        return 0.5
    high = {"carved-lotus": 0.4, "painted-lotus": 0.62, "brown-lotus": 0.46}.get(facts.pattern)
    if high is None:
        return 0.1
    ratio = 2 * math.pi * radius_of(outline) / (length_of(outline) * high * 0.95)
    return 0.5 / max(2, round(ratio))
