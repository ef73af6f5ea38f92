"""What readers reported, for administrators."""

from django.contrib import admin
from django.http import HttpRequest

from survey.models import Report


@admin.register(Report)
class ReportAdmin(admin.ModelAdmin[Report]):
    list_display = ("contribution", "reason", "at")
    list_filter = ("reason",)
    list_select_related = ("contribution",)
    readonly_fields = ("contribution", "participant", "reason", "at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
