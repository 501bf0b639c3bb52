"""Writing the log, cheaply and without ever standing in the way of what is logged."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, transaction
from django.utils import timezone

from shop.audit.acting import acting_user
from shop.audit.models import AuditEntry
from shop.audit.protection import SHORTEST_DAYS
from shop.json_types import JsonObject

logger = logging.getLogger(__name__)
BATCH = 500


def entry(
    action: str,
    *,
    actor: AbstractBaseUser | AnonymousUser | None = None,
    model: str = "",
    object_id: int | None = None,
    customer_id: int | None = None,
    detail: JsonObject | None = None,
) -> AuditEntry:
    """Return an entry that is not written yet; without `actor` it is whoever sent the request."""
    who = actor if actor is not None else acting_user()
    return AuditEntry(
        at=timezone.now(),
        actor_id=getattr(who, "pk", None),
        action=action,
        model=model,
        object_id=object_id,
        customer_id=customer_id,
        detail=detail or {},
    )


def record(
    action: str,
    *,
    actor: AbstractBaseUser | AnonymousUser | None = None,
    model: str = "",
    object_id: int | None = None,
    customer_id: int | None = None,
    detail: JsonObject | None = None,
) -> None:
    """Write one entry in the transaction of what it tells; as for `entry`."""
    new = entry(action, actor=actor, model=model, object_id=object_id, customer_id=customer_id, detail=detail)
    new.save(force_insert=True)


def note(entries: Iterable[AuditEntry]) -> None:
    """Write entries of a mere read: one INSERT for all, and a failure is logged and told to nobody."""
    try:
        with transaction.atomic():
            AuditEntry.objects.bulk_create(entries, batch_size=BATCH)
    except DatabaseError:
        logger.exception("The audit log could not be written.")


def forget_old(*, now: datetime) -> int:
    """Delete what is older than KILN_AUDIT_DAYS; return how many entries. `now` is aware."""
    days = max(settings.KILN_AUDIT_DAYS, SHORTEST_DAYS + 1)
    return AuditEntry.objects.filter(at__lt=now - timedelta(days=days)).delete()[0]
