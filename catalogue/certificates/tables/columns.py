"""The columns of a table of decisions: a row is a certificate of a product on file or a new one."""

from django.utils.translation import gettext_lazy as _

from marketplace.files.named_tables import Column, Columns

COLUMNS = (
    Column(
        "code",
        _("Code"),
        20,
        ("ma", "ma san pham", "product code"),
        _("Of a product in the register or on this market. Empty: found by name, or a new one."),
    ),
    Column(
        "name",
        _("Name"),
        40,
        ("ten", "ten san pham", "product"),
        _("Of a product without a code, and of a new one."),
    ),
    Column("holder_name", _("Holder"), 34, ("chu the", "ten chu the", "holder"), _("The same.")),
    Column(
        "holder_kind",
        _("Kind of holder"),
        22,
        ("loai chu the",),
        _("Of a new product: household, cooperative, cooperative group, enterprise, farm, …"),
    ),
    Column(
        "commune",
        _("Commune"),
        12,
        ("xa", "ma xa", "phuong"),
        _("The code of today's commune, five digits, as 00577. Of a product without a code."),
    ),
    Column(
        "ocop_set",
        _("Product set"),
        12,
        ("bo san pham", "bo", "set"),
        _("Its number, 1 to 26. Of a new product."),
    ),
    Column("decision_number", _("Decision number"), 20, ("so quyet dinh",), _("Needed.")),
    Column("decision_date", _("Decision date"), 14, ("ngay quyet dinh",), _("Needed: 31/12/2025.")),
    Column("authority", _("Authority"), 30, ("co quan ban hanh",), _("Needed.")),
    Column(
        "level",
        _("Level"),
        14,
        ("cap",),
        _("Needed: province or ministry; district until June 2025."),
    ),
    Column("stars", _("Stars"), 8, ("so sao", "sao", "hang"), _("Needed: 3, 4 or 5.")),
    Column("score", _("Score"), 10, ("diem",), _("Needed: 0 to 100, as 78,5.")),
    Column("law", _("Scored under"), 18, ("van ban",), _("Empty: the law of the decision's day.")),
    Column("issued_on", _("Issued on"), 14, ("ngay cap",), _("Empty: the decision's day.")),
    Column(
        "expires_on", _("Expires on"), 14, ("ngay het han",), _("Empty: as long as the law allows.")
    ),
    Column("note", _("Note"), 30, ("ghi chu",), _("Needed where it ends before its term.")),
)
DECISIONS = Columns(COLUMNS, needed=("decision_number",))
