"""The columns of a table of products: how they are called, what is read of them.

One list serves the table that leaves, the template and what comes back. A column is known by its
name in any of the shop's languages, folded, or by a name that people use:

    "Giá" "giá (đồng)" "Price" "price in dong" "Harga"  -> price
    "SKU" "Mã" "Code"                                   -> code
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from catalogue.facts.kinds import Fact, Type
from marketplace.frame.folding import fold
from marketplace.listings.content import LABELS
from marketplace.listings.imports.facts import BY_NAME as FACTS_BY_NAME
from marketplace.listings.imports.facts import FIELDS


class Column(NamedTuple):
    """A column: `says` is its name, `help` a line of the template's second sheet."""

    key: str
    says: Any
    width: int = 18
    also: tuple[str, ...] = ()
    help: Any = ""
    is_read: bool = True


def fact_column(name: str, fact: Fact) -> Column:
    """Give the column of a fact; one of words says that several may stand in a cell."""
    field = FIELDS.get(name)
    if field is None:
        return Column(name, fact.says, 24, help=_("From the sheet of words; parted by semicolons."))
    return Column(name, field.label, 12 if fact.type is Type.MEASURE else 30, help=fact.help)


COLUMNS = (
    Column(
        "code",
        _("Code"),
        12,
        ("ma", "ma san pham", "sku", "product code"),
        _("Of a product that is in the market already. Leave it empty for a new product."),
    ),
    Column("gtin", "GTIN", 16, is_read=False),
    Column(
        "title_vi",
        LABELS["title_vi"],
        44,
        ("ten", "ten san pham", "name", "product name", "nama"),
        _("Needed for a new product. At most 255 letters."),
    ),
    Column("title_en", LABELS["title_en"], 44),
    Column("title_ind", LABELS["title_ind"], 44),
    Column("state", _("State"), 12, is_read=False),
    Column(
        "price",
        _("Price"),
        12,
        ("gia", "gia ban", "don gia"),
        _("In dong, for one: 120000, 120.000 or 120k. Needed for a new product."),
    ),
    Column(
        "stock",
        _("In stock"),
        10,
        ("ton kho", "ton", "so luong", "quantity", "stock"),
        _("How many there are, with those that orders hold. Empty for a new product: none."),
    ),
    Column("held", _("Held by orders"), 10, is_read=False),
    Column("variants", _("Variants"), 30, is_read=False),
    Column(
        "weight_g",
        _("Weight in grams"),
        14,
        ("khoi luong", "trong luong", "weight"),
        _("With packing: 500, 500 g or 1,5 kg. Of a new product."),
    ),
    Column(
        "ocop_set",
        LABELS["ocop_set"],
        34,
        ("bo san pham", "bo", "set"),
        _("The number of the set, from the third sheet. Needed for a new product."),
    ),
    Column("unit_vi", LABELS["unit_vi"], 16, ("don vi", "dvt"), _("Such as: bộ, hộp, kg.")),
    Column("summary_vi", LABELS["summary_vi"], 44, ("mo ta",), _("Needed for a new product.")),
    Column("summary_en", LABELS["summary_en"], 44),
    Column("summary_ind", LABELS["summary_ind"], 44),
    Column(
        "story_vi",
        LABELS["story_vi"],
        60,
        ("cau chuyen",),
        _("At most 6,000 letters; lines stay as they are."),
    ),
    Column("story_en", LABELS["story_en"], 60),
    *(fact_column(name, fact) for name, fact in FACTS_BY_NAME.items()),
    Column(
        "made_to_order",
        LABELS["made_to_order"],
        14,
        help=_("Yes or no. Empty for a new product: no."),
    ),
    Column(
        "delivery_reach",
        LABELS["delivery_reach"],
        26,
        help=_(
            "1: within its own province. 2: anywhere in Vietnam. 3: Vietnam and abroad. Empty for "
            "a new product: 3."
        ),
    ),
    Column(
        "seen_price",
        _("Price when this table was made"),
        14,
        help=_("Leave it: it tells whether somebody changed the price meanwhile."),
    ),
    Column(
        "seen_stock",
        _("In stock when this table was made"),
        14,
        help=_("Leave it: it tells whether something was sold meanwhile."),
    ),
    Column("stars", _("Stars"), 8, is_read=False),
    Column("valid_until", _("Valid until"), 12, is_read=False),
)
BY_KEY = {column.key: column for column in COLUMNS}
READ = tuple(column for column in COLUMNS if column.is_read)
# What a template asks for; the rest is of products that are there.
IN_TEMPLATE = tuple(each for each in READ if each.key not in ("seen_price", "seen_stock"))
LOOKED_AT = 40  # rows from the top, in which the names of columns have to stand


class TwiceNamed(Exception):
    """Two columns of a table have the same name; `key` is what both are."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@cache
def keys_by_name() -> dict[str, str]:
    """Give the key of each name that a column may have, folded, in every language."""
    names: dict[str, str] = {}
    for column in COLUMNS:
        for name in (column.key, *column.also):
            names.setdefault(name, column.key)
    for language, _name in settings.LANGUAGES:
        with override(language):
            for column in COLUMNS:
                for label in (column.says, LABELS.get(column.key, column.says)):
                    names.setdefault(fold(str(label)), column.key)
    return names


def key_of(name: str) -> str | None:
    """Find which column a name means; what stands in brackets behind it counts for nothing."""
    folded = " ".join(fold(name).replace("*", " ").split())
    known = keys_by_name()
    return known.get(folded) or known.get(folded.partition(" (")[0])


def worth(rows: Sequence[Sequence[str]]) -> int:
    """How many columns of ours the best row of a sheet names."""
    return max((known_in(row) for row in rows[:LOOKED_AT]), default=0)


def known_in(row: Sequence[str]) -> int:
    return len({key for cell in row if cell and (key := key_of(cell)) and BY_KEY[key].is_read})


def find_header(rows: Sequence[Sequence[str]]) -> int | None:
    """Find the row that names the columns: two of ours at least, one of them code or name."""
    best = max(range(min(len(rows), LOOKED_AT)), key=lambda at: known_in(rows[at]), default=None)
    if best is None or known_in(rows[best]) < 2:
        return None
    keys = {key_of(cell) for cell in rows[best] if cell}
    return best if keys & {"code", "title_vi"} else None


def places_in(header: Sequence[str]) -> dict[str, int]:
    """Give the place of each column that is read. Raises TwiceNamed."""
    places: dict[str, int] = {}
    for at, name in enumerate(header):
        key = key_of(name) if name else None
        if key is None or not BY_KEY[key].is_read:
            continue
        if key in places:
            raise TwiceNamed(key)
        places[key] = at
    return places


def unread_in(header: Sequence[str]) -> list[str]:
    """Name the columns of a header of which nothing is read."""
    return [name for name in header if name and not is_read(name)]


def is_read(name: str) -> bool:
    key = key_of(name)
    return key is not None and BY_KEY[key].is_read
