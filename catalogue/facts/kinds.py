"""Which facts there are: typed, with units, bounds and what search engines call them.

A fact is a measure in one unit, words chosen from the table of words, a text in three languages,
or a code that no language changes. Which kinds of goods are asked for which of them, and which
of these the law asks, stands in rows (catalogue/facts/models.py).

What a product has is carried as {code of the fact: value}; a value is, by the fact's type,

    a measure   "12.5"                    in the fact's unit, as short as it can be written
    words       ["celadon", "crackle"]    codes of words, in the order of the table
    a text      {"vi": "…", "en": "…"}    by language, the empty ones left out
    a code      {"vi": "…"}
"""

from enum import Enum
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _


class Type(Enum):
    MEASURE = "measure"
    WORDS = "words"
    TEXT = "text"
    CODE = "code"


class Fact(NamedTuple):
    """One fact; `schema` is its property of schema.org's Product, `unece` the unit's code there."""

    code: str
    says: Any
    type: Type
    unit: str = ""
    most: int = 0  # of a measure, in its unit; of a text, signs
    unece: str = ""
    schema: str = ""
    help: Any = ""


def size(code: str, says: Any, schema: str = "") -> Fact:
    return Fact(code, says, Type.MEASURE, "cm", 2000, "CMT", schema)


# In the order of forms, tables and pages.
FACTS = (
    Fact("material", _("Made of"), Type.WORDS, schema="material"),
    Fact("glaze", _("Glaze"), Type.WORDS),
    Fact("technique", _("Technique"), Type.WORDS),
    Fact("colour", _("Colour"), Type.WORDS, schema="color"),
    Fact("pattern", _("Pattern"), Type.TEXT, most=120, schema="pattern"),
    size("length", _("Length"), "depth"),
    size("width", _("Width"), "width"),
    size("height", _("Height"), "height"),
    size("diameter", _("Diameter")),
    Fact("net_weight", _("Net weight"), Type.MEASURE, "g", 10**6, "GRM", "weight"),
    Fact("net_volume", _("Volume"), Type.MEASURE, "ml", 10**6, "MLT"),
    Fact("alcohol", _("Alcohol by volume"), Type.MEASURE, "%", 96, "P1"),
    Fact("variety", _("Variety"), Type.TEXT, most=120),
    Fact(
        "contents",
        _("What belongs to it"),
        Type.TEXT,
        most=300,
        help=_("Such as: 1 teapot, 6 cups."),
    ),
    Fact(
        "ingredients",
        _("Ingredients"),
        Type.TEXT,
        most=1000,
        help=_("All of them, the largest share first."),
    ),
    Fact(
        "allergens",
        _("Allergens"),
        Type.WORDS,
        help=_("Choose “none of these” if there are none: it tells that you looked."),
    ),
    Fact("warning", _("Warning"), Type.TEXT, most=500),
    Fact("use", _("How to use it"), Type.TEXT, most=500),
    Fact("storage", _("How to store it"), Type.TEXT, most=300),
    Fact(
        "shelf_life",
        _("Shelf life"),
        Type.MEASURE,
        "days",
        10**4,
        "DAY",
        help=_("In days from making: 365 is a year."),
    ),
    Fact(
        "food_safety",
        _("Food safety number"),
        Type.CODE,
        most=80,
        help=_("Of the product's declaration or of the certificate of food safety."),
    ),
    Fact("packing", _("Packing"), Type.TEXT, most=120),
    Fact(
        "care", _("Care"), Type.TEXT, most=500, help=_("Such as: wash by hand, dry in the shade.")
    ),
    Fact(
        "occasion",
        _("Occasions"),
        Type.WORDS,
        help=_("When people give or use it: it then stands on the page of that occasion, too."),
    ),
)
BY_CODE = {fact.code: fact for fact in FACTS}
WORDED = tuple(fact.code for fact in FACTS if fact.type is Type.WORDS)
OCCASION = "occasion"
FACETS = (OCCASION, "material", "glaze", "technique", "colour")  # of the listing
# A quantity is told by weight or by volume: who tells one is not asked for the other.
EITHER = ("net_weight", "net_volume")
SHELF_LIFE = "shelf_life"  # stands in a column of the product, which lots and pages count with
LANGUAGES = (("vi", "vi"), ("en", "en"), ("id", "ind"))  # language, suffix of its columns
CHOICES = [(fact.code, fact.says) for fact in FACTS]
