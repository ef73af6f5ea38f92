"""How good and how quick the suggestions are, beside plain methods in the same run."""

from bench.clustering.tables import table

__all__ = ["table"]
