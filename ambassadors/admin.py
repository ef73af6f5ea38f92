"""Upkeep of candidates by administrators."""

from django.contrib import admin

from ambassadors.models import Candidate


@admin.register(Candidate)
class CandidateAdmin(admin.ModelAdmin[Candidate]):
    list_display = ("full_name", "department", "level", "outcome")
    list_filter = ("campaign", "outcome")
    list_select_related = ("department",)
    search_fields = ("first_name", "last_name", "email")
    raw_id_fields = ("decided_by",)
