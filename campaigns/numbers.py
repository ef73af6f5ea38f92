"""Write numbers as people here do."""

from django.utils import formats


def count(number: int | None) -> str:
    """Write a number with a dot between the thousands: 2.847."""
    return formats.number_format(number or 0, use_l10n=True, force_grouping=True)
