"""Keeping the forecast of each day."""

from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from crm_core.customers.access.rows import CustomerScope
from crm_core.forecast.models import PeriodKind, Quota, Snapshot, SnapshotRow
from crm_core.forecast.periods import Period, add_months
from crm_core.forecast.queries import PARTS, cells_of
from crm_core.forecast.run_rate import HORIZON
from shop.configuration.queries import shop_currency

EVERYBODY = CustomerScope(sees_all=True)


@transaction.atomic
def take_snapshot(*, now: datetime | None = None) -> Snapshot | None:
    """Keep today's forecast of this month and the two that follow; None where today's is kept already.

    The row of the day is unique, so of two workers one writes.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    snapshot, is_new = Snapshot.objects.get_or_create(
        taken_on=today, defaults={"taken_at": now, "currency": shop_currency()}
    )
    if not is_new:
        return None
    rows = []
    for place in range(HORIZON):
        period = Period(kind=PeriodKind.MONTH, start=add_months(today, place))
        for (owner, territory), amounts in cells_of(period, EVERYBODY).items():
            parts = {part: getattr(amounts, part) for part in PARTS}
            rows.append(
                SnapshotRow(
                    snapshot=snapshot,
                    month=period.start,
                    owner_id=owner,
                    territory_id=territory,
                    **parts,
                )
            )
    SnapshotRow.objects.bulk_create(rows)
    return snapshot


@transaction.atomic
def write_quota(subject: str, key: int, period: Period, amount: Decimal | None) -> None:
    """Write the quota of a "user", "team" or "territory"; None takes it away."""
    named = {f"{subject}_id": key, "kind": period.kind, "starts_on": period.start}
    held = Quota.objects.filter(**named)
    if amount is None:
        held.delete()
    elif not held.update(amount=amount):
        try:
            with transaction.atomic():
                Quota.objects.create(**named, amount=amount)
        except IntegrityError:  # somebody else wrote the first one meanwhile
            held.update(amount=amount)
