"""The columns of a table of products: how they are called, what is read of them.

One list serves the table that leaves, the template and what comes back. A column is known by its
name in any of the shop's languages, folded, or by a name that people use:

    "Giá" "giá (đồng)" "Price" "price in dong" "Harga"  -> price
    "SKU" "Mã" "Code"                                   -> code
"""

from django.utils.translation import gettext_lazy as _

from catalogue.facts.kinds import Fact, Type
from marketplace.files.named_tables import Column as Column
from marketplace.files.named_tables import Columns
from marketplace.files.named_tables import TwiceNamed as TwiceNamed
from marketplace.listings.content import LABELS
from marketplace.listings.imports.facts import BY_NAME as FACTS_BY_NAME
from marketplace.listings.imports.facts import FIELDS


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
GOODS = Columns(COLUMNS, needed=("code", "title_vi"), labels=LABELS)
key_of, worth, find_header = GOODS.key_of, GOODS.worth, GOODS.find_header
places_in, unread_in = GOODS.places_in, GOODS.unread_in
