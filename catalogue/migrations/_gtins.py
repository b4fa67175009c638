"""What the database holds of GTINs, frozen as migrations are.

Triggers: a GTIN stands within the prefix of a licence of its own producer, and the prefix of a
licence does not change. SQLite drops those of `catalogue_product` when a later migration makes
it copy the table: such a one runs `hold_within` again at its end.
"""

from functools import reduce

from django.db.models import F, IntegerField, Q, Value
from django.db.models.functions import Length, Mod, Replace, StrIndex, Substr
from django.db.models.lookups import Exact, GreaterThanOrEqual, LessThanOrEqual


def digits_only(column):
    without = F(column)
    for digit in "0123456789":
        without = Replace(without, Value(digit), Value(""))
    return Q(Exact(Length(without), 0))


def has_length(column, least, most):
    return Q(GreaterThanOrEqual(Length(column), least)) & Q(LessThanOrEqual(Length(column), most))


def is_gtin(column):
    places = [
        StrIndex(Value("0123456789"), Substr(column, at, 1)) * (3 if at % 2 else 1)
        for at in range(1, 15)
    ]
    total = reduce(lambda one, other: one + other, places)
    ends_right = Q(Exact(Mod(total, Value(10), output_field=IntegerField()), 8))
    return digits_only(column) & has_length(column, 14, 14) & ends_right


def is_of_goods(column):
    shops = ("02", "04", *map(str, range(20, 30)), "05", "98", "99")
    short = Q(Exact(Substr(column, 2, 5), Value("00000")))
    return (short & ~starts(column, 7, ("0", "2"))) | (~short & ~starts(column, 2, shops))


def starts(column, at, beginnings):
    found = Q()
    for beginning in beginnings:
        found |= Q(Exact(Substr(column, at, len(beginning)), Value(beginning)))
    return found


WITHIN = """SELECT 1 FROM catalogue_gtinlicence AS licence
  WHERE licence.id = NEW.gtin_licence_id AND licence.producer_id = NEW.producer_id AND (
    substr(NEW.gtin, 2, length(licence.prefix)) = licence.prefix
    OR (substr(NEW.gtin, 2, 5) = '00000'
        AND substr(NEW.gtin, 7, length(licence.prefix)) = licence.prefix))"""
OUTSIDE = "catalogue_product: the gtin is not within a licence of its producer"
STAYS = "catalogue_gtinlicence: prefix and producer of a licence stay"
CHANGED = "NEW.prefix <> OLD.prefix OR NEW.producer_id <> OLD.producer_id"
SQLITE = [
    f"CREATE TRIGGER catalogue_product_gtin_{verb.split()[0].lower()} BEFORE {verb} "
    f"ON catalogue_product WHEN NEW.gtin IS NOT NULL AND NOT EXISTS ({WITHIN}) "
    f"BEGIN SELECT RAISE(ABORT, '{OUTSIDE}'); END"
    for verb in ("INSERT", "UPDATE OF gtin, gtin_licence_id, producer_id")
] + [
    "CREATE TRIGGER catalogue_gtinlicence_stays BEFORE UPDATE ON catalogue_gtinlicence "
    f"WHEN {CHANGED} BEGIN SELECT RAISE(ABORT, '{STAYS}'); END"
]
POSTGRES = [
    "CREATE OR REPLACE FUNCTION catalogue_product_gtin() RETURNS trigger AS $$ BEGIN "
    f"IF NEW.gtin IS NOT NULL AND NOT EXISTS ({WITHIN}) THEN RAISE EXCEPTION '{OUTSIDE}' "
    "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END; "
    "$$ LANGUAGE plpgsql",
    "CREATE TRIGGER catalogue_product_gtin BEFORE INSERT OR UPDATE OF gtin, gtin_licence_id, "
    "producer_id ON catalogue_product FOR EACH ROW EXECUTE FUNCTION catalogue_product_gtin()",
    "CREATE OR REPLACE FUNCTION catalogue_gtinlicence_stays() RETURNS trigger AS $$ BEGIN "
    f"RAISE EXCEPTION '{STAYS}' USING ERRCODE = 'integrity_constraint_violation'; END; "
    "$$ LANGUAGE plpgsql",
    "CREATE TRIGGER catalogue_gtinlicence_stays BEFORE UPDATE ON catalogue_gtinlicence "
    f"FOR EACH ROW WHEN ({CHANGED}) EXECUTE FUNCTION catalogue_gtinlicence_stays()",
]


def let_go(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER IF EXISTS catalogue_product_gtin ON catalogue_product")
        schema_editor.execute(
            "DROP TRIGGER IF EXISTS catalogue_gtinlicence_stays ON catalogue_gtinlicence"
        )
        schema_editor.execute("DROP FUNCTION IF EXISTS catalogue_product_gtin()")
        schema_editor.execute("DROP FUNCTION IF EXISTS catalogue_gtinlicence_stays()")
        return
    for name in ("product_gtin_insert", "product_gtin_update", "gtinlicence_stays"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS catalogue_{name}")


def hold_within(apps, schema_editor):
    """Put the triggers in place, those that are there anew."""
    let_go(apps, schema_editor)
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRES if is_postgres else SQLITE:
        schema_editor.execute(statement)
