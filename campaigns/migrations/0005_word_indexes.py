"""Let the database find words: a text vector and trigrams on PostgreSQL, FTS5 on SQLite."""

from django.db import DatabaseError, migrations, transaction

# On SQLite the words live in two FTS5 tables beside `SearchEntry`; triggers keep them the same.
SQLITE_UP = (
    """CREATE VIRTUAL TABLE campaigns_search_words USING fts5(
        words, content='campaigns_searchentry', content_rowid='contribution_id')""",
    """CREATE VIRTUAL TABLE campaigns_search_parts USING fts5(
        folded, content='campaigns_searchentry', content_rowid='contribution_id',
        tokenize='trigram')""",
    """CREATE TRIGGER campaigns_search_added AFTER INSERT ON campaigns_searchentry BEGIN
        INSERT INTO campaigns_search_words(rowid, words) VALUES (new.contribution_id, new.words);
        INSERT INTO campaigns_search_parts(rowid, folded) VALUES (new.contribution_id, new.folded);
    END""",
    """CREATE TRIGGER campaigns_search_gone AFTER DELETE ON campaigns_searchentry BEGIN
        INSERT INTO campaigns_search_words(campaigns_search_words, rowid, words)
            VALUES ('delete', old.contribution_id, old.words);
        INSERT INTO campaigns_search_parts(campaigns_search_parts, rowid, folded)
            VALUES ('delete', old.contribution_id, old.folded);
    END""",
    """CREATE TRIGGER campaigns_search_changed AFTER UPDATE ON campaigns_searchentry BEGIN
        INSERT INTO campaigns_search_words(campaigns_search_words, rowid, words)
            VALUES ('delete', old.contribution_id, old.words);
        INSERT INTO campaigns_search_parts(campaigns_search_parts, rowid, folded)
            VALUES ('delete', old.contribution_id, old.folded);
        INSERT INTO campaigns_search_words(rowid, words) VALUES (new.contribution_id, new.words);
        INSERT INTO campaigns_search_parts(rowid, folded) VALUES (new.contribution_id, new.folded);
    END""",
    # Rows that were there before the index.
    "INSERT INTO campaigns_search_words(campaigns_search_words) VALUES ('rebuild')",
    "INSERT INTO campaigns_search_parts(campaigns_search_parts) VALUES ('rebuild')",
)
SQLITE_DOWN = (
    "DROP TRIGGER IF EXISTS campaigns_search_added",
    "DROP TRIGGER IF EXISTS campaigns_search_gone",
    "DROP TRIGGER IF EXISTS campaigns_search_changed",
    "DROP TABLE IF EXISTS campaigns_search_words",
    "DROP TABLE IF EXISTS campaigns_search_parts",
)
# The database writes the vector itself. Kept, not computed: ranking 2,000 rows would parse them all.
POSTGRES_UP = (
    """ALTER TABLE campaigns_searchentry ADD COLUMN vector tsvector
        GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, words)) STORED""",
    "CREATE INDEX campaigns_search_words ON campaigns_searchentry USING gin (vector)",
)
POSTGRES_DOWN = (
    "DROP INDEX IF EXISTS campaigns_search_parts",
    "ALTER TABLE campaigns_searchentry DROP COLUMN IF EXISTS vector",
)


def make_indexes(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE_UP:
            schema_editor.execute(statement)
        return
    for statement in POSTGRES_UP:
        schema_editor.execute(statement)
    # The extension asks for rights on the database. Without it search works, only typos find less.
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            schema_editor.execute(
                """CREATE INDEX campaigns_search_parts ON campaigns_searchentry
                USING gin (folded gin_trgm_ops)"""
            )
    except DatabaseError:
        print("  pg_trgm may not be installed here: search will not look for typos.")


def drop_indexes(apps, schema_editor):
    down = SQLITE_DOWN if schema_editor.connection.vendor == "sqlite" else POSTGRES_DOWN
    for statement in down:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0003_reading_afterwards"),
        ("campaigns", "0004_printed_piles"),
    ]

    operations = [migrations.RunPython(make_indexes, drop_indexes)]
