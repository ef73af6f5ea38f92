"""Fill a PostgreSQL database with as many dreams and scores as a country would give.

The demo campaign is laid first; its own texts, words and districts are then repeated with SQL, so
that a million dreams take minutes instead of hours. Scores are spread as fair dealing spreads
them: each dream about equally often, each participant every dream at most once.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import LiteralString, cast

import psycopg

from campaigns.codes import CONSONANTS, DIGITS, VOWELS

PER_PERSON = 20  # scores of one participant
_C, _V, _D = len(CONSONANTS), len(VOWELS), len(DIGITS)
# Which letter of which alphabet stands where in a code: CVC CVC digit.
_LETTERS = (
    (CONSONANTS, 1), (VOWELS, _C), (CONSONANTS, _C * _V), (CONSONANTS, _C * _V * _C),
    (VOWELS, _C * _V * _C * _C), (CONSONANTS, _C * _V * _C * _C * _V),
    (DIGITS, _C * _V * _C * _C * _V * _C),
)  # fmt: skip


def run(connection: psycopg.Connection, statement: str) -> psycopg.Cursor:
    """Execute SQL made of our own names and numbers."""
    return connection.execute(cast(LiteralString, statement))


def _one(connection: psycopg.Connection, statement: str) -> int:
    row = run(connection, statement).fetchone()
    assert row is not None
    return int(row[0])


def copy_dreams(connection: psycopg.Connection, size: int) -> None:
    """Repeat the demo's online dreams until the campaign holds at least `size` contributions."""
    last = _one(connection, "SELECT last_number FROM campaigns_campaign")
    extra = size - _one(connection, "SELECT count(*) FROM campaigns_contribution")
    if extra <= 0:
        return
    code = " || ".join(
        f"substr('{letters}', 1 + (x / {step} % {len(letters)})::int, 1)"
        for letters, step in _LETTERS
    )
    run(
        connection,
        f"""
        CREATE TEMP TABLE base AS
            SELECT row_number() OVER (ORDER BY number) - 1 AS place, *
            FROM campaigns_contribution WHERE channel = 'online' AND status = 'placed';
        CREATE TEMP TABLE codes AS
            SELECT row_number() OVER () AS n, code
            FROM (SELECT {code} AS code FROM generate_series(1::bigint, {last + extra + 5_000}) x) made
            WHERE code NOT IN (SELECT code FROM campaigns_contribution) LIMIT {extra};
        """,
    )
    same = _columns(connection, "campaigns_contribution") - {
        "id", "number", "code", "text", "submission_key",
    }  # fmt: skip
    names = ", ".join(f'"{name}"' for name in sorted(same))
    copied = ", ".join(f'base."{name}"' for name in sorted(same))
    with _without_indexes(connection, "campaigns_contribution"):
        run(
            connection,
            f"""
            INSERT INTO campaigns_contribution (number, code, text, submission_key, {names})
                SELECT {last} + n, codes.code, base.text || ' (' || n || ')',
                    gen_random_uuid(), {copied}
                FROM codes JOIN base ON base.place = n % (SELECT count(*) FROM base);
            UPDATE campaigns_campaign SET last_number = {last + extra};
            INSERT INTO survey_dream (contribution_id, email, network)
                SELECT id, '', '' FROM campaigns_contribution WHERE number > {last};
            """,
        )
    run(
        connection,
        f"""
        INSERT INTO campaigns_searchentry (contribution_id, campaign_id, words, folded)
            SELECT c.id, c.campaign_id, e.words, e.folded
            FROM campaigns_contribution c
            JOIN base ON base.place = (c.number - {last}) % (SELECT count(*) FROM base)
            JOIN campaigns_searchentry e ON e.contribution_id = base.id
            WHERE c.number > {last}
        """,
    )


def mix_texts(connection: psycopg.Connection) -> None:
    """Give copied dreams that are no card yet a text of their own: halves of two of the first ones.

    Thousands of cards that say nearly the same would be no board anybody has.
    """
    said = [
        str(text).split()
        for (text,) in run(
            connection,
            "SELECT text FROM campaigns_contribution c WHERE channel = 'online' AND text <> ''"
            " AND EXISTS (SELECT FROM clustering_card k WHERE k.contribution_id = c.id) ORDER BY id",
        )
    ]
    copies = [
        int(pk)
        for (pk,) in run(
            connection,
            "SELECT id FROM campaigns_contribution c WHERE channel = 'online'"
            " AND NOT EXISTS (SELECT FROM clustering_card k WHERE k.contribution_id = c.id)"
            " ORDER BY id",
        )
    ]
    chance = random.Random(2030)
    texts = []
    for _copy in copies:
        one, other = chance.choice(said), chance.choice(said)
        texts.append(" ".join([*one[: len(one) // 2 + 1], *other[len(other) // 2 :]]))
    connection.execute(
        "UPDATE campaigns_contribution c SET text = new.text"
        " FROM unnest(%s::bigint[], %s::text[]) AS new (id, text) WHERE c.id = new.id",
        (copies, texts),
    )


def copy_scores(connection: psycopg.Connection, scores: int) -> None:
    """Give so many scores in all, and make every tally anew from them."""
    people = -(-(scores - _one(connection, "SELECT count(*) FROM survey_score")) // PER_PERSON)
    if people > 0:
        run(
            connection,
            f"""
            CREATE TEMP TABLE crowd AS
                SELECT n, gen_random_uuid() AS id FROM generate_series(0::bigint, {people - 1}) n;
            CREATE TEMP TABLE deck AS
                SELECT row_number() OVER (ORDER BY number) - 1 AS place, id
                FROM campaigns_contribution WHERE status = 'placed' AND consent_online;
            ANALYZE crowd; ANALYZE deck;
            INSERT INTO survey_participant (id, campaign_id, created_at, {_extra(connection)})
                SELECT crowd.id, (SELECT id FROM campaigns_campaign), now(), {_blank(connection)}
                FROM crowd;
            """,
        )
        size = _one(connection, "SELECT count(*) FROM deck")
        with _without_indexes(connection, "survey_score"):
            run(
                connection,
                f"""
                INSERT INTO survey_score
                    (participant_id, contribution_id, value, given_at, answered_at, network)
                SELECT crowd.id, deck.id, (hashint8(crowd.n * {PER_PERSON} + k) & 2147483647) % 3,
                    now() - make_interval(mins => 60 + (crowd.n % 40000)::int), now(), ''
                FROM crowd CROSS JOIN generate_series(0, {PER_PERSON - 1}) k
                JOIN deck ON deck.place = (crowd.n * {PER_PERSON} + k) % {size}
                """,
            )
    run(
        connection,
        """
        TRUNCATE survey_tally;
        INSERT INTO survey_tally (contribution_id, campaign_id, channel, district_id, placed_at,
            views, scores, total, weight, weighed, weighed_squares, is_stale)
        SELECT c.id, c.campaign_id, c.channel, c.district_id, coalesce(c.placed_at, c.created_at),
            coalesce(n, 0), coalesce(n, 0), coalesce(t, 0), 10 * coalesce(n, 0),
            10 * coalesce(t, 0), 10 * coalesce(q, 0), true
        FROM campaigns_contribution c LEFT JOIN (
            SELECT contribution_id, count(*) n, sum(value) t, sum(value * value) q
            FROM survey_score WHERE value IS NOT NULL GROUP BY contribution_id
        ) s ON s.contribution_id = c.id
        WHERE c.status = 'placed' AND c.consent_online
        """,
    )


def _extra(connection: psycopg.Connection) -> str:
    """Return the participant's columns that have to be filled besides key, campaign and moment."""
    return ", ".join(_texts(connection)) or "confirmed_at"


def _blank(connection: psycopg.Connection) -> str:
    return ", ".join("''" for _name in _texts(connection)) or "NULL"


def _texts(connection: psycopg.Connection) -> list[str]:
    rows = run(
        connection,
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'survey_participant'"
        " AND data_type = 'character varying' AND is_nullable = 'NO' ORDER BY 1",
    )
    return [str(name) for (name,) in rows]


def _columns(connection: psycopg.Connection, table: str) -> set[str]:
    rows = run(
        connection,
        f"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}'",
    )
    return {str(name) for (name,) in rows}


@contextmanager
def _without_indexes(connection: psycopg.Connection, table: str) -> Iterator[None]:
    """Drop a table's indexes and foreign keys while it is filled, and build them again."""
    constraints = run(
        connection,
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype IN ('u', 'f')"
        f" AND conrelid = '{table}'::regclass",
    ).fetchall()
    for name, _definition in constraints:
        run(connection, f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    indexes = run(
        connection,
        "SELECT indexname, indexdef FROM pg_indexes"
        f" WHERE tablename = '{table}' AND indexname <> '{table}_pkey'",
    ).fetchall()
    for name, _definition in indexes:
        run(connection, f'DROP INDEX "{name}"')
    yield
    for _name, definition in indexes:
        run(connection, str(definition))
    for name, definition in constraints:
        run(connection, f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
