"""What a code leads to: which links there are, and which one fits a reader."""

from types import SimpleNamespace

import pytest
from django.conf import settings

from catalogue.origin.codes.addresses import Address
from catalogue.origin.pages import linksets
from catalogue.origin.pages.linksets import Link

SITE = settings.SITE_URL
UNIT = Address("P", "R1", "L-1", "0A1B2C3D4E5F6G7H")


class Goods(SimpleNamespace):
    """A product as far as links go."""

    def __str__(self) -> str:
        return "Lọ hoa"

    def get_absolute_url(self) -> str:
        return "/products/lo-hoa/"


def links(publication=1, village=None, certificate=None) -> list[Link]:
    return linksets.links_of(UNIT, Goods(publication=publication, village=village), certificate)


def kinds(found) -> set[str]:
    return {link.type for link in found}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("gs1:pip", "pip"),
        ("https://ref.gs1.org/voc/pip", "pip"),
        ("http://gs1.org/voc/pip", "pip"),
        ("https://www.gs1.org/voc/pip", "pip"),
        ("pip", "pip"),
        ("https://example.com/pip", "https://example.com/pip"),
    ],
)
def test_link_type_is_read_however_it_is_written(text, kind):
    assert linksets.link_type(text) == kind


def test_links_begin_with_the_default_and_name_page_shop_and_documents():
    found = links()
    page = f"{SITE}/vi/origin{UNIT.path}"
    assert found[0] == Link("defaultLink", page, "Lọ hoa", "text/html", "vi")
    assert [link.language for link in found if link.type == "traceability"] == ["vi", "en", "id"]
    assert f"{SITE}/en/origin{UNIT.path}" in [link.href for link in found]
    assert {link.href for link in found if link.media != "text/html"} == {
        f"{SITE}/origin/status/P/R1/L/L-1",  # of the lot: a serial is nobody else's
        f"{SITE}/epcis/documents/P/R1/L/L-1.jsonld",
    }
    assert {link.href for link in found if link.type == "pip"} == {f"{SITE}/products/lo-hoa/"}


def test_links_follow_what_the_product_has():
    plain = {
        "defaultLink", "pip", "traceability", "verificationService", "recallStatus", "epcis",
    }  # fmt: skip
    assert kinds(links(publication=2)) == plain
    assert kinds(links()) == plain | {"hasRetailers"}
    village = SimpleNamespace(slug="bat-trang", name="Bát Tràng")
    found = links(publication=2, village=village, certificate=7)
    assert kinds(found) == plain | {"locationInfo", "certificationInfo"}
    places = [link.href for link in found if link.type == "locationInfo"]
    assert places == [f"{SITE}/place/V/bat-trang"]
    told = [link.href for link in found if link.type == "certificationInfo"]
    assert told[0] == f"{SITE}/vi/origin{UNIT.path}#certificate"
    assert told[-1] == f"{SITE}/origin/certificates/7.json"
    assert len(told) == 4


def test_linkset_groups_targets_by_their_relation():
    rows = [Link("pip", "a", "A", "text/html", "vi"), Link("pip", "b", "B", "application/json")]
    (context,) = linksets.linkset(UNIT, Goods(), rows)["linkset"]
    assert context == {
        "anchor": f"{SITE}{UNIT.path}",
        "itemDescription": "Lọ hoa",
        "https://ref.gs1.org/voc/pip": [
            {"href": "a", "title": "A", "type": "text/html", "hreflang": ["vi"]},
            {"href": "b", "title": "B", "type": "application/json"},
        ],
    }


VI, EN = Link("pip", "vi", "", language="vi"), Link("pip", "en", "", language="en")
DATA = Link("pip", "data", "", "application/json")
OTHER = Link("epcis", "other", "", "application/ld+json")


@pytest.mark.parametrize(
    ("kind", "language", "accepted", "chosen"),
    [
        ("pip", "en", [], [EN, DATA]),
        ("pip", "fr", [], [VI, DATA]),
        ("pip", "en", ["text/html"], [EN]),
        ("pip", "en", ["application/json", "text/html"], [DATA]),
        ("pip", "en", ["image/png", "text/html", "application/json"], [EN]),
        ("pip", "en", ["image/png"], [EN, DATA]),
        ("epcis", "en", ["text/html"], [OTHER]),
        ("none", "en", [], []),
    ],
)
def test_choose_asks_for_the_media_before_the_language(kind, language, accepted, chosen):
    assert linksets.choose([VI, EN, DATA, OTHER], kind, language, accepted) == chosen
