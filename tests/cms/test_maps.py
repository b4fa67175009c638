"""Drawn maps: where a point lies, names that do not cover each other, text that is only text."""

import itertools
import re
from xml.etree import ElementTree

import pytest
from django.utils import translation

from catalogue.places.models import Village
from cms.maps import CENTRE, WHOLE, Frame, minimap, village_map

SVG = re.compile(r"<svg.*?</svg>", re.S)


def village(name: str, longitude=105.913, latitude=20.975, pk: int = 1) -> Village:
    return Village(pk=pk, name=name, slug=f"lang-{pk}", longitude=longitude, latitude=latitude)


def drawn(html: str) -> ElementTree.Element:
    return ElementTree.fromstring(SVG.search(html).group())


def labels(html: str) -> list[tuple[str, float, float, str]]:
    found = []
    for link in drawn(html).iter("a"):
        text = link.find("text")
        found.append(
            (text.text, float(text.get("x")), float(text.get("y")), text.get("text-anchor"))
        )
    return found


def test_degrees_become_pixels_from_the_upper_left():
    frame = Frame(west=105.0, north=21.0, scale=100, width=100, height=107)
    assert frame.point(105.0, 21.0) == (0, 0)
    assert frame.point(106.0, 20.0) == (100, 107)
    x, y = WHOLE.point(*CENTRE)
    assert 0 < x < WHOLE.width and 0 < y < WHOLE.height


def test_each_village_with_a_place_is_a_link_to_its_page():
    villages = [
        (village("Bát Tràng"), "/vi/villages/bat-trang/"),
        (village("Nowhere", longitude=None, pk=2), "/vi/villages/nowhere/"),
        (village("Nowhere", latitude=None, pk=3), "/vi/villages/nowhere/"),
    ]
    links = list(drawn(village_map(villages)).iter("a"))
    assert [(link.get("href"), link.find("text").text) for link in links] == [
        ("/vi/villages/bat-trang/", "Bát Tràng")
    ]
    assert [float(links[0].find("circle").get(c)) for c in ("cx", "cy")] == [
        *WHOLE.point(105.913, 20.975)
    ]


def test_names_of_neighbours_stand_below_each_other():
    near = [(village(f"Làng {n}", 105.6 + n / 1000, 21.0, n), f"/{n}") for n in range(4)]
    heights = [y for _name, _x, y, _anchor in labels(village_map(near))]
    assert [b - a for a, b in itertools.pairwise(heights)] == [17, 17, 17]


@pytest.mark.parametrize(("pixels", "anchor"), [(669, "start"), (671, "end")])
def test_a_name_near_the_right_edge_stands_left_of_its_point(pixels, anchor):
    place = village("Xa", WHOLE.west + pixels / WHOLE.scale)
    ((_name, x, _y, side),) = labels(village_map([(place, "/")]))
    assert (side, x > pixels) == (anchor, anchor == "start")


def test_a_name_with_signs_of_markup_is_a_name():
    hostile = village('"><script>alert(1)</script>')
    for html in (village_map([(hostile, '/"onclick="x')]), minimap(hostile)):
        assert "<script" not in html
        assert hostile.name in "".join(drawn(html).itertext())


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Where Bát Tràng lies"), ("vi", "Vị trí của Bát Tràng")],
)
def test_a_small_map_says_where_a_village_lies_and_links_its_point(language, words):
    with translation.override(language):
        html = minimap(village("Bát Tràng", pk=9))
    assert 'href="geo:20.97500,105.91300">20.97500, 105.91300</a>' in html
    if language == "en":
        assert drawn(html).get("aria-label") == words
    else:
        assert drawn(html).get("aria-label") != "Where Bát Tràng lies"


def test_a_village_that_was_renamed_or_moved_is_drawn_anew():
    first = minimap(village("Bát Tràng"))
    assert minimap(village("Bát Tràng")) is first
    renamed, moved = minimap(village("Gốm Bát Tràng")), minimap(village("Bát Tràng", latitude=21.0))
    assert "Gốm Bát Tràng" in "".join(drawn(renamed).itertext())
    assert "geo:21.00000,105.91300" in moved
