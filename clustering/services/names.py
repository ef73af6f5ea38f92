"""Find a free slug for what people name."""

from django.db.models import QuerySet
from django.utils.text import slugify

# The board uses these words for places that are not a need.
RESERVED = frozenset({"stapel", "apart", "bespreken"})


class EmptyName(Exception):
    """Raised when somebody names something with nothing."""


def clean_name(name: str, *, longest: int) -> str:
    """Return a name without stray spaces, cut to what fits."""
    name = " ".join(name.split())[:longest].strip()
    if not name:
        raise EmptyName
    return name


def free_slug(rows: QuerySet, name: str, *, fallback: str) -> str:  # type: ignore[type-arg]
    """Return a slug none of these rows has."""
    base = slugify(name)[:50].strip("-") or fallback
    taken = set(rows.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED
    slug, n = base, 2
    while slug in taken:
        slug, n = f"{base}-{n}", n + 1
    return slug
