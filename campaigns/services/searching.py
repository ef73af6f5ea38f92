"""Keep the words of what people gave, and find it by them.

`SearchEntry` holds the basic forms of a text. Whoever writes or changes a text calls
`index_contribution` in the same transaction, so that nothing is found by words that are gone.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final, TypeVar, cast

from django.core.cache import cache
from django.db import OperationalError, connection, models, transaction
from django.db.models import BooleanField, Case, F, FloatField, Func, Value, When

from campaigns.models import Campaign, Contribution, SearchEntry
from campaigns.search import PREFIX_FROM, closest, dream_number, fold, lemmas, terms, tokens

Q = TypeVar("Q", bound=models.QuerySet[Any])

# A question that finds more is shown its first so many: ranking all of them helps nobody.
AT_MOST: Final = 1_000
# So much must two words look alike before one is offered for the other.
TYPO: Final = 0.6
_LIKE_ENOUGH: Final = 0.3
_NEAR: Final = 60
# A guess is a courtesy: after so many milliseconds PostgreSQL may give it up.
_PATIENCE: Final = 700
_BATCH: Final = 2_000


# Write ------------------------------------------------------------------------------------------


def index_contribution(*, contribution: Contribution) -> SearchEntry:
    """Make a contribution findable by the words it has now, and by no others. Two queries."""
    entry, _created = SearchEntry.objects.update_or_create(
        contribution_id=contribution.pk,
        defaults={
            "campaign_id": contribution.campaign_id,
            "words": _words(contribution.text, contribution.language),
            "folded": fold(contribution.text),
        },
    )
    return entry


def index_rows(*, rows: Iterable[Contribution]) -> None:
    """Make many new contributions findable; those that have an entry keep it."""
    SearchEntry.objects.bulk_create(
        (
            SearchEntry(
                contribution_id=row.pk,
                campaign_id=row.campaign_id,
                words=_words(row.text, row.language),
                folded=fold(row.text),
            )
            for row in rows
        ),
        batch_size=_BATCH,
        ignore_conflicts=True,
    )


def index_contributions(*, campaign: Campaign, at_most: int = 20_000) -> int:
    """Make findable what was entered without an entry. Returns how many contributions were new.

    One look at the rows behind the last one it saw; all rows are looked at again every hour.
    """
    key = f"indexed-to:{campaign.pk}"
    reached, done = cache.get(key, 0), 0
    while done < at_most:
        # Bound to the chunk: without entries the whole table would have to be held in memory.
        rows = list(
            Contribution.objects.of(campaign)
            .filter(pk__gt=reached, search_entry=None)
            .order_by("pk")
            .only("pk", "campaign", "text", "language")[: min(_BATCH, at_most - done)]
        )
        if not rows:
            break
        index_rows(rows=rows)
        reached, done = rows[-1].pk, done + len(rows)
    # What a slower transaction enters below this point is found at the next full look.
    cache.set(key, reached, 3600)
    return done


def _words(text: str, language: str) -> str:
    return " ".join(lemmas(text, language))


# Find -------------------------------------------------------------------------------------------


class _Vector(Func):
    """Read the vector PostgreSQL keeps beside the words; only the migration knows that column."""

    template = "%(expressions)s"

    def as_sql(self, *args: Any, **options: Any) -> tuple[str, Any]:
        sql, params = super().as_sql(*args, **options)
        return sql.replace('"words"', '"vector"'), params


class _Matches(Func):
    """Tell whether a vector answers a question."""

    template = "%(expressions)s)"
    arg_joiner = " @@ to_tsquery('simple', "
    output_field = BooleanField()


class _Rank(Func):
    template = "ts_rank(%(expressions)s))"
    arg_joiner = ", to_tsquery('simple', "
    output_field = FloatField()


def search(queryset: Q, text: str, language: str) -> Q:
    """Return the contributions of a set that answer a question, the best match first.

    Filter first and search last: at most AT_MOST rows are ranked. Each word of the question must
    be there in some form; a word of four letters also finds compounds that begin with it.
    """
    groups = terms(text, language)
    number = dream_number(text)
    if number is not None and not queryset.filter(number=number).exists():
        number = None
    if not groups and number is None:
        return queryset.none()
    found = find_words(queryset, [groups], prefixes=True) if groups else queryset.none()
    if number is None:
        return found
    keys = list(found.values_list("pk", flat=True)[:AT_MOST])
    first = Case(When(number=number, then=Value(0)), default=Value(1))
    return queryset.filter(models.Q(number=number) | models.Q(pk__in=keys)).order_by(
        first, "-number"
    )


def find_words(
    queryset: Q,
    ways: Sequence[Sequence[Sequence[str]]],
    *,
    prefixes: bool = False,
    at_most: int = AT_MOST,
) -> Q:
    """Return the rows that match one of several ways; a way holds words, a word its forms.

    Words reach the database as quoted letters and digits only, never as its query language.
    """
    if connection.vendor == "sqlite":
        query = _query(ways, "{}", " AND ", " OR ", '"{}"', '"{}"*' if prefixes else "")
        joined = queryset.extra(  # the only way to join a table that no model knows
            tables=["campaigns_search_words"],
            where=[
                "campaigns_search_words.rowid = campaigns_contribution.id",
                "campaigns_search_words MATCH %s",
            ],
            params=[query],
            select={"found_rank": "campaigns_search_words.rank"},
        )
        return cast("Q", joined.order_by("found_rank", "-number"))
    query = _query(ways, "({})", " & ", " | ", "'{}'", "'{}':*" if prefixes else "")
    # The limit inside keeps a common word from being ranked a hundred thousand times.
    matching = queryset.filter(_Matches(_Vector(F("search_entry__words")), Value(query))).order_by()
    rows: Q = queryset.filter(pk__in=matching.values("pk")[:at_most])
    return rows.annotate(
        found_rank=_Rank(_Vector(F("search_entry__words")), Value(query))
    ).order_by("-found_rank", "-number")


def _query(
    ways: Sequence[Sequence[Sequence[str]]],
    way: str, both: str, either: str, exact: str, prefix: str,
) -> str:  # fmt: skip
    """Write a question in a database's own language."""

    def forms(word: Sequence[str]) -> str:
        asked = [
            (prefix if prefix and len(form) >= PREFIX_FROM and form.isalpha() else exact).format(
                form
            )
            for form in word
        ]
        return f"({either.join(asked)})"

    return either.join(f"({both.join(forms(word) for word in words)})" for words in ways)


# Typos ------------------------------------------------------------------------------------------


def guess_words(queryset: models.QuerySet[Any], text: str) -> str:
    """Return the question with its unknown words replaced by words people used, '' if none is near.

    Only for questions that found nothing: it looks at the sixty rows that look most like it.
    """
    asked = [word for word in tokens(text) if len(word) >= PREFIX_FROM]
    if not asked or not _knows_parts():
        return ""
    known: set[str] = set()
    for word in asked[:3]:
        for folded in _near(queryset, fold(word)):
            known.update(token for token in tokens(folded) if len(token) >= PREFIX_FROM)
    guessed = {word: closest(fold(word), known, TYPO) for word in asked}
    better = " ".join(guessed.get(word) or word for word in tokens(text))
    return better if fold(better) != fold(" ".join(tokens(text))) else ""


def _near(queryset: models.QuerySet[Any], word: str) -> list[str]:
    """Return texts that hold something like a word, the nearest first."""
    rows = queryset.order_by()
    if connection.vendor == "sqlite":
        parts = " OR ".join(f'"{word[i : i + 3]}"' for i in range(len(word) - 2))
        rows = rows.extra(
            tables=["campaigns_search_parts"],
            where=[
                "campaigns_search_parts.rowid = campaigns_contribution.id",
                "campaigns_search_parts MATCH %s",
            ],
            params=[parts],
            select={"found_rank": "campaigns_search_parts.rank"},
        ).order_by("found_rank")
        return list(rows.values_list("search_entry__folded", flat=True)[:_NEAR])
    likeness = Func(
        Value(word), F("search_entry__folded"), function="word_similarity",
        output_field=FloatField(),
    )  # fmt: skip
    like = Func(
        F("search_entry__folded"), Value(word), arg_joiner=" %%> ", template="%(expressions)s",
        output_field=BooleanField(),
    )  # fmt: skip
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true),"
                " set_config('statement_timeout', %s, true)",
                [str(_LIKE_ENOUGH), str(_PATIENCE)],
            )
            near = rows.filter(like).values_list("search_entry__folded", likeness)[: _NEAR * 5]
            texts = sorted(near, key=lambda row: -row[1])
            cursor.execute("SELECT set_config('statement_timeout', '0', true)")
    except OperationalError:
        return []
    return [folded for folded, _likeness in texts[:_NEAR]]


@lru_cache(maxsize=1)
def _knows_parts() -> bool:
    """Tell whether the database can look for parts of words; PostgreSQL may lack the extension."""
    if connection.vendor == "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_indexes WHERE indexname = 'campaigns_search_parts'")
        return cursor.fetchone() is not None
