from django.contrib import admin

from gallery.models import School, SchoolClass


@admin.register(School)
class SchoolAdmin(admin.ModelAdmin[School]):
    list_display = ("name", "campaign")


@admin.register(SchoolClass)
class SchoolClassAdmin(admin.ModelAdmin[SchoolClass]):
    list_display = ("name", "school", "teacher")
    list_select_related = ("school",)
