"""Upkeep of publications by administrators. Versions are made in the rooms, never here."""

from django.contrib import admin
from django.http import HttpRequest

from publications.models import Article, Issue


@admin.register(Issue)
class IssueAdmin(admin.ModelAdmin[Issue]):
    list_display = ("__str__", "campaign", "status", "pages", "requested_at", "published_at")
    list_filter = ("campaign", "kind", "status")
    readonly_fields = tuple(field.name for field in Issue._meta.fields)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Issue | None = None) -> bool:
        return False


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin[Article]):
    list_display = ("headline", "campaign", "page", "frame")
    list_filter = ("campaign", "page")
    raw_id_fields = ("dreams",)
    search_fields = ("headline", "body")
