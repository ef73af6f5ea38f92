"""Named sets of artworks."""

from campaigns.querysets import ContributionQuerySet


class ArtworkQuerySet(ContributionQuerySet):
    """Artworks are contributions; the same words name the same sets."""
