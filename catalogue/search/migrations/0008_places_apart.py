"""Places, makers, stories and sets are indexed apart from the many products.

On SQLite they get a table of their own, and single letters an index of beginnings; on
PostgreSQL a partial index, and one that gives the heaviest products first.
"""

from django.db import migrations

PRODUCT = 4  # its place in KINDS
TABLE = (
    "CREATE VIRTUAL TABLE {name} USING fts5("
    "title, codes, body, prefix='{prefix}', tokenize='unicode61')"
)
FILL = (
    "INSERT INTO {name} (rowid, title, codes, body) "
    "SELECT e.id, e.title_text, e.codes_text, e.body_text FROM catalogue_search_entry e "
    "JOIN catalogue_search_posting p ON p.entry_id = e.id WHERE p.kind {which}"
)
FTS, PLACES = "catalogue_search_fts", "catalogue_search_fts_places"
FORWARD = {
    "postgresql": [
        "CREATE INDEX catalogue_search_posting_places ON catalogue_search_posting "
        f"USING gin (vector) WHERE kind <> {PRODUCT}",
        "CREATE INDEX catalogue_search_posting_heaviest ON catalogue_search_posting "
        f"(weight DESC, entry_id) WHERE kind = {PRODUCT}",
    ],
    "sqlite": [
        f"DROP TABLE {FTS}",
        TABLE.format(name=FTS, prefix="1 2 3"),
        TABLE.format(name=PLACES, prefix="1 2 3"),
        FILL.format(name=FTS, which=f"= {PRODUCT}"),
        FILL.format(name=PLACES, which=f"<> {PRODUCT}"),
    ],
}
BACKWARD = {
    "postgresql": [
        "DROP INDEX catalogue_search_posting_places",
        "DROP INDEX catalogue_search_posting_heaviest",
    ],
    "sqlite": [
        f"DROP TABLE {FTS}",
        f"DROP TABLE {PLACES}",
        TABLE.format(name=FTS, prefix="2 3"),
        FILL.format(name=FTS, which=">= 0"),
    ],
}


def run(statements):
    def operation(apps, schema_editor):
        for statement in statements.get(schema_editor.connection.vendor, ()):
            schema_editor.execute(statement)

    return operation


class Migration(migrations.Migration):
    dependencies = [("catalogue_search", "0007_names_of_waiting")]
    operations = [migrations.RunPython(run(FORWARD), run(BACKWARD))]
