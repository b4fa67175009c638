"""The full text index: a tsvector under GIN on PostgreSQL, an FTS5 table on SQLite."""

from django.db import migrations

FORWARD = {
    "postgresql": [
        "ALTER TABLE catalogue_search_entry ADD COLUMN vector tsvector",
        "CREATE INDEX catalogue_search_vector ON catalogue_search_entry USING gin (vector)",
    ],
    "sqlite": [
        "CREATE VIRTUAL TABLE catalogue_search_fts USING fts5("
        "title, codes, body, prefix='2 3', tokenize='unicode61')",
    ],
}
BACKWARD = {
    "postgresql": ["ALTER TABLE catalogue_search_entry DROP COLUMN vector"],
    "sqlite": ["DROP TABLE catalogue_search_fts"],
}


def run(statements):
    def operation(apps, schema_editor):
        for statement in statements.get(schema_editor.connection.vendor, ()):
            schema_editor.execute(statement)

    return operation


class Migration(migrations.Migration):
    dependencies = [("catalogue_search", "0001_initial")]
    operations = [migrations.RunPython(run(FORWARD), run(BACKWARD))]
