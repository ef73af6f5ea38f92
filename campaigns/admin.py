"""Upkeep of the ground floor's data by administrators."""

from django.contrib import admin

from campaigns.models import Campaign, Department, District, Membership, Phase, User


class PhaseInline(admin.TabularInline[Phase, Campaign]):
    model = Phase
    extra = 0


@admin.register(Campaign)
class CampaignAdmin(admin.ModelAdmin[Campaign]):
    list_display = ("name", "city", "horizon_year", "domain", "is_public")
    inlines = (PhaseInline,)


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    list_display = ("email", "first_name", "last_name", "is_active")
    search_fields = ("email", "first_name", "last_name")
    fields = ("email", "first_name", "last_name", "is_active", "is_staff")


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin[Membership]):
    list_display = ("user", "campaign", "roles")
    list_select_related = ("user", "campaign")
    autocomplete_fields = ("user",)


@admin.register(District)
class DistrictAdmin(admin.ModelAdmin[District]):
    list_display = ("name", "campaign", "population")


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin[Department]):
    list_display = ("name", "campaign", "staff")
