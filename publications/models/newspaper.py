"""What editors write in the newspaper of the future."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, Contribution
from clustering.models import Key, Need
from debate.models import Action


class Article(models.Model):
    """A piece in the newspaper of the future. No source, no article."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="articles")
    slug = models.SlugField(max_length=80)
    page = models.PositiveSmallIntegerField(_("page"))
    frame = models.CharField(_("frame"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    rubric = models.CharField(_("rubric"), max_length=60, blank=True)
    key = models.ForeignKey(
        Key, models.SET_NULL, null=True, blank=True, related_name="articles", verbose_name=_("key")
    )
    headline = models.CharField(_("headline"), max_length=120)
    deck = models.CharField(_("deck"), max_length=300, blank=True)
    body = models.TextField(_("text"))
    pull_quote = models.CharField(_("pull quote"), max_length=200, blank=True)
    pull_quote_by = models.CharField(_("said by"), max_length=120, blank=True)
    needs = models.ManyToManyField(Need, related_name="articles", blank=True)
    actions = models.ManyToManyField(Action, related_name="articles", blank=True)
    dreams = models.ManyToManyField(Contribution, related_name="articles", blank=True)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["page", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "slug"], name="one_article_per_slug")
        ]

    def __str__(self) -> str:
        return self.headline
