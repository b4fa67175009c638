"""Bát Tràng: thrown and turned pots under seven glazes, painted or carved."""

import math
from random import Random

from marketplace.demo.facts import Facts
from marketplace.demo.pictures import props, shapes
from marketplace.demo.pictures.outlines import FLAT, OUTLINES, POTS, radius_of
from marketplace.demo.pictures.pots import prop_up, set_of, surfaces, surfaces_plain, thrown
from marketplace.demo.pictures.shot import Shot
from marketplace.demo.pictures.studio import View

HERO = {
    "crackle": "workbench", "celadon": "evening", "flambe": "quay", "blue-white": "indigo",
    "eel-skin": "morning", "copper-green": "plum", "brown-ivory": "rust",
}  # fmt: skip

SECOND = {
    "crackle": "ash", "celadon": "slate", "flambe": "veranda", "blue-white": "workbench",
    "eel-skin": "courtyard", "copper-green": "ash", "brown-ivory": "evening",
}  # fmt: skip


def scene(facts: Facts, view: str, dice: Random) -> Shot:
    form = facts.form
    things = set_of(facts, dice)
    flat, tall = form in FLAT, OUTLINES[form][-1][1]
    wide = radius_of(OUTLINES[form])
    setting = (HERO if view != "in_use" else SECOND)[facts.material]
    if view == "whole":
        if form in {"deep-plate", "square-plate", "petal-plate"}:
            things = prop_up(things[0], form)
            return Shot(things, setting, View(262, 16, 85, 0.7))
        high = 24 if form in {"rice-bowls", "tea-cups", "soup-bowl", "stem-bowl"} else 16
        if form == "tea-set":
            high = 30
        return Shot(things, setting, View(270, high, 85, 0.72))
    if view == "detail":
        return detail(facts, things, setting, wide, tall)
    return in_use(facts, things, setting, dice, wide, tall, flat)


def detail(facts: Facts, things, setting: str, wide: float, tall: float) -> Shot:
    form = facts.form
    if form in FLAT:
        things[0].rotation_euler = (0, 0, 0.3)
        return Shot(
            things,
            setting,
            View(250, 38, 90, stop=9),
            ((-wide * 0.25, -wide * 0.2, 2.0), wide * 1.05),
        )
    if form in POTS:
        return Shot(
            things,
            setting,
            View(285, 22, 90, stop=9),
            ((wide * 0.5, -wide * 0.4, tall * 0.62), wide * 1.55),
        )
    if form in {"rice-bowls", "tea-cups"}:
        return Shot(
            things,
            setting,
            View(255, 30, 90, stop=8),
            ((wide * 0.5, -wide * 0.6, tall * 0.8), wide * 2.1),
        )
    level = {
        "pear-vase": 0.33,
        "meiping": 0.66,
        "lidded-jar": 0.7,
        "round-vase": 0.45,
        "gourd-vase": 0.42,
    }.get(form, 0.75)
    near = (-wide * 0.12, -wide * 0.95, tall * level)
    return Shot(things, setting, View(262, 18, 95, stop=10), (near, wide * 1.35))


def in_use(
    facts: Facts, things, setting: str, dice: Random, wide: float, tall: float, flat: bool
) -> Shot:
    form = facts.form
    if form in {"pear-vase", "meiping", "gourd-vase", "round-vase"}:
        colour = {
            "crackle": "#d9707f",
            "celadon": "#f4ead8",
            "flambe": "#e9c2b4",
            "eel-skin": "#f2d8d4",
        }[facts.material]
        high = tall * (0.95 if form != "round-vase" else 1.25)
        flowers = props.blossoming(
            (0, 0, tall * 0.55),
            high,
            (tall * 0.34, -tall * 0.05),
            dice,
            colour,
            0.9 + tall * 0.022,
            34,
        )
        mandarins = [
            props.tangerine(2.7, (wide * 1.55, -wide * 0.5, 0), dice),
            props.tangerine(2.5, (wide * 1.55 + 5.4, -wide * 0.1, 0), dice),
        ]
        extra = [part for group in mandarins for part in group]
        return Shot([*things, *flowers, *extra], setting, View(270, 10, 75, 0.84))
    if form in POTS:
        cup_facts = facts
        extra = []
        if form != "tea-set":
            first = thrown("cup", surfaces(cup_facts, "cup", dice), dice, facts)
            extra = [
                props.stand(first, (wide * 0.9, -wide * 1.7, 0)),
                props.stand(shapes.copy_of(first), (wide * 2.1, -wide * 0.9, 0)),
            ]
        else:
            extra = things[-6:]
        levels = []
        for cup in extra[:3]:
            tea = props.liquid("tea", "#8a5a12", 2.75, 3.1)
            tea.location = cup.location
            levels.append(tea)
        books = props.book((-wide * 2.0, wide * 0.9, 0), 0.35, (12, 17, 2.0), "#35504a")
        orange = props.tangerine(2.7, (-wide * 1.7, -wide * 1.0, 0), dice)
        return Shot([*things, *extra, *levels, *books, *orange], setting, View(278, 30, 80, 0.8))
    if form in {"rice-bowls", "soup-bowl", "stem-bowl"}:
        kept = things[:1]
        for other in things[1:]:
            shapes.bpy.data.objects.remove(other)
        kept[0].location = (0, 0, 0)
        inner = wide * 0.86
        food = props.rice(inner, tall * 0.80, dice, wide * 0.3, count=1100)
        sticks = props.chopsticks((-10, -wide * 1.5, 0), 0.1, 22)
        return Shot([*kept, *food[:1], *sticks], setting, View(262, 32, 80, 0.84))
    if flat:
        things[0].rotation_euler = (0, 0, 0.4)
        fruit = []
        for i in range(5 if wide < 12.5 else 6):
            a, r = i * 1.2566, wide * 0.42
            if i == 5:
                a, r = 0, 0
            at = (math.cos(a) * r * 0.85, math.sin(a) * r * 0.85, 1.25)
            fruit += props.tangerine(2.55, at, dice)
        if wide > 12.5:
            fruit[-2].location[2] = 4.6
        sticks = props.chopsticks((-wide * 0.9, -wide * 1.3, 0), 0.1, 24)
        return Shot([*things, *fruit, *sticks], setting, View(265, 30, 80, 0.8))
    if form == "tea-cups":
        teas = []
        for cup in things:
            tea = props.liquid("tea", "#a87a1c", 3.25, 5.0)
            tea.location = cup.location
            teas.append(tea)
        orange = props.tangerine(2.7, (-7.5, -2.0, 0), dice)
        return Shot([*things, *teas, *orange], setting, View(275, 34, 80, 0.78))
    # the lidded jar: its lid beside it, full of rice
    lid = things[1]
    lid.location = (wide * 2.25, -wide * 0.7, -tall + 0.1)
    food = props.rice(7.6, 20.6, dice, 2.2, count=1400)
    bowl_facts = facts
    bowl = thrown("rice-bowls", surfaces_plain(bowl_facts), dice, facts)
    bowl.location = (-wide * 1.75, -wide * 0.8, 0)
    return Shot([*things, food[0], bowl], setting, View(270, 24, 80, 0.8))
