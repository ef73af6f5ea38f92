"""Enter contributions in the ledger and take them out again."""

import uuid
from collections.abc import Sequence
from itertools import count
from typing import Any, Final, TypeVar

from django.core.files.storage import Storage
from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction
from django.db.models import F, FileField
from django.db.models.deletion import Collector

from campaigns import clock
from campaigns.codes import new_code
from campaigns.models import Campaign, Contribution, User, Withdrawal
from campaigns.services.activity import record_activity
from campaigns.services.searching import index_contribution

C = TypeVar("C", bound=Contribution)
_BATCH: Final = 500


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
                index_contribution(contribution=created)
        except IntegrityError:
            # A parallel request with the same key was first, or the code exists: look again.
            continue
        return created, True
    raise RuntimeError("No free receipt code was found in five attempts.")


@transaction.atomic
def enter_many(
    *, model: type[C], campaign: Campaign, rows: Sequence[dict[str, Any]]
) -> dict[uuid.UUID, C]:
    """Enter many new contributions of one channel at once, and return them by submission key.

    Each row holds the fields of `enter_contribution` and its own `submission_key`, which must be
    unknown: the caller holds the campaign's lock and has looked. Some ten queries for all of them
    together. They become findable within a minute.
    """
    if not rows:
        return {}
    Campaign.objects.filter(pk=campaign.pk).update(last_number=F("last_number") + len(rows))
    campaign.refresh_from_db(fields=["last_number"])
    first = campaign.last_number - len(rows) + 1
    codes = free_codes(campaign, len(rows))
    parent = {field.name for field in Contribution._meta.concrete_fields}
    entered = Contribution.objects.bulk_create(
        (
            Contribution(
                campaign=campaign, number=number, code=code,
                **{name: value for name, value in row.items() if _is_of(parent, name)},
            )
            for number, code, row in zip(count(first), codes, rows, strict=False)
        ),
        batch_size=_BATCH,
    )  # fmt: skip
    made = {}
    for contribution, row in zip(entered, rows, strict=True):
        own = {name: value for name, value in row.items() if not _is_of(parent, name)}
        child = model(contribution=contribution, **own)
        for field in Contribution._meta.concrete_fields:
            setattr(child, field.attname, getattr(contribution, field.attname))
        child._state.adding = False
        made[contribution.submission_key] = child
    _insert_own_rows(model, list(made.values()))
    return made


def _insert_own_rows(model: type[C], children: list[C]) -> None:
    """Write the channel's own rows, whose parents were just written, some hundreds a query.

    `bulk_create` refuses a model with a parent, and saving them one by one takes most of the time
    of an import.
    """
    own = [field for field in model._meta.local_concrete_fields if not field.generated]
    for start in range(0, len(children), _BATCH):
        model._base_manager._insert(  # type: ignore[attr-defined]
            children[start : start + _BATCH], fields=own, using=DEFAULT_DB_ALIAS
        )


def _is_of(fields: set[str], name: str) -> bool:
    return name in fields or name.removesuffix("_id") in fields


def free_codes(campaign: Campaign, amount: int) -> list[str]:
    """Return so many codes that no contribution of this campaign has, in no order.

    Codes in order would tell whoever knows one where to look for its neighbours.
    """
    codes: dict[str, None] = {}
    while len(codes) < amount:
        wanted = [new_code() for _ in range(amount - len(codes))]
        rows = Contribution.objects.of(campaign).filter(code__in=wanted)
        taken = set(rows.values_list("code", flat=True))
        codes |= dict.fromkeys(code for code in wanted if code not in taken)
    return list(codes)


@transaction.atomic
def withdraw_contribution(*, contribution: Contribution, by: User | None = None) -> None:
    """Delete a contribution everywhere, its files included, and keep only its empty number."""
    number = contribution.number
    # Who is moving one of its cards right now goes first; the move then goes along with the card.
    Contribution.objects.select_for_update().filter(pk=contribution.pk).first()
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
    """Return the files of a contribution and of every row that is deleted with it."""
    collector = Collector(using=contribution._state.db or DEFAULT_DB_ALIAS)
    collector.collect(Contribution.objects.filter(pk=contribution.pk))
    rows = [row for found in collector.data.values() for row in found]
    rows += [
        row
        for found in collector.fast_deletes
        if any(isinstance(field, FileField) for field in found.model._meta.local_fields)
        for row in found
    ]
    values = [
        getattr(row, field.attname)
        for row in rows
        for field in row._meta.local_fields
        if isinstance(field, FileField)
    ]
    return [(value.storage, value.name) for value in values if value]
