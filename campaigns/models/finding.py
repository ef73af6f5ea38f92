"""What makes a contribution findable."""

from django.db import models

from campaigns.models.campaign import Campaign
from campaigns.models.contribution import Contribution


class SearchEntry(models.Model):
    """The words of a contribution in their basic form, written by `campaigns.search`.

    PostgreSQL indexes `words` as a text vector and `folded` by trigrams; SQLite keeps both in an
    FTS5 table. Migrations make those indexes.
    """

    contribution = models.OneToOneField(
        Contribution, models.CASCADE, primary_key=True, related_name="search_entry"
    )
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+", db_index=False)
    words = models.TextField(blank=True)  # lemmas, lower case, without accents
    folded = models.TextField(blank=True)  # the text itself, lower case, without accents

    def __str__(self) -> str:
        return str(self.contribution_id)
