"""Enter contributions in the ledger and take them out again."""

import uuid
from typing import Any, TypeVar

from django.core.files.storage import Storage
from django.db import IntegrityError, transaction
from django.db.models import FileField, OneToOneRel

from campaigns import clock
from campaigns.codes import new_code
from campaigns.models import Campaign, Contribution, User, Withdrawal
from campaigns.services.activity import record_activity

C = TypeVar("C", bound=Contribution)


def enter_contribution(
    *,
    model: type[C],
    campaign: Campaign,
    submission_key: uuid.UUID | None = None,
    **fields: Any,
) -> tuple[C, bool]:
    """Enter one contribution; the same submission key twice gives the first one back.

    Returns the row and whether it is new. `model` is the channel's own class, so that the parent
    and the child row are written in one transaction.
    """
    key = submission_key or uuid.uuid4()
    for _attempt in range(5):
        found: C | None = model._default_manager.filter(
            campaign=campaign, submission_key=key
        ).first()
        if found is not None:
            return found, False
        try:
            with transaction.atomic():
                created = model(
                    campaign=campaign,
                    number=campaign.next_number(),
                    code=new_code(),
                    submission_key=key,
                    **fields,
                )
                created.save(force_insert=True)
        except IntegrityError:
            # A parallel request with the same key was first, or the code exists: look again.
            continue
        return created, True
    raise RuntimeError("No free receipt code was found in five attempts.")


@transaction.atomic
def withdraw_contribution(*, contribution: Contribution, by: User | None = None) -> None:
    """Delete a contribution everywhere, its files included, and keep only its empty number."""
    number = contribution.number
    files = _stored_files(contribution)
    Withdrawal.objects.get_or_create(
        campaign=contribution.campaign, number=number, defaults={"withdrawn_at": clock.now()}
    )
    record_activity(
        campaign=contribution.campaign,
        by=by,
        verb="withdraw",
        subject=f"droom {number}",
        # Not a name: it lets an import recognise the row and leave it away.
        submission_key=str(contribution.submission_key),
    )
    Contribution.objects.filter(pk=contribution.pk).delete()
    transaction.on_commit(lambda: _delete_files(files))


def _delete_files(files: list[tuple[Storage, str]]) -> None:
    for storage, name in files:
        storage.delete(name)


def _stored_files(contribution: Contribution) -> list[tuple[Storage, str]]:
    """Return the files of a contribution, those of its channel's own row included."""
    rows: list[Any] = list(Contribution.objects.filter(pk=contribution.pk))
    for relation in Contribution._meta.get_fields(include_hidden=True):
        if isinstance(relation, OneToOneRel) and relation.parent_link:
            rows += relation.related_model._default_manager.filter(pk=contribution.pk)
    values = [
        getattr(row, field.attname)
        for row in rows
        for field in row._meta.local_fields
        if isinstance(field, FileField)
    ]
    return [(value.storage, value.name) for value in values if value]
