"""Keeping what was changed of a customer, by whom, so that the timeline can tell it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crm_core.customers.models import Customer
from crm_core.profile.events import CustomerProfileChanged
from crm_core.profile.models import ProfileChange
from shop.events.services import publish, publish_all
from shop.user.models import User

LONGEST = 200


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field with its value before and after, in words; either may be empty."""

    field: str
    old: str = ""
    new: str = ""


def record_change(
    customer: Customer, changes: Iterable[Change], *, by: User | None, via: str = ""
) -> ProfileChange | None:
    """Keep what was changed and publish `CustomerProfileChanged`; nothing where nothing changed."""
    told = _told(changes)
    if not told:
        return None
    change = ProfileChange.objects.create(customer=customer, by=by, via=via, changes=told)
    publish(CustomerProfileChanged(customer_id=customer.pk, change_id=change.pk))
    return change


def record_changes(found: Mapping[int, list[Change]], *, by: User | None, via: str) -> list[ProfileChange]:
    """Keep what was changed of many customers, by their numbers, in two queries and their events."""
    rows = [
        ProfileChange(customer_id=pk, by=by, via=via, changes=told)
        for pk, changes in found.items()
        if (told := _told(changes))
    ]
    made = ProfileChange.objects.bulk_create(rows, batch_size=500)
    publish_all(CustomerProfileChanged(customer_id=row.customer_id, change_id=row.pk) for row in made)
    return made


def _told(changes: Iterable[Change]) -> list[dict[str, str]]:
    return [
        {"field": change.field, "old": change.old[:LONGEST], "new": change.new[:LONGEST]}
        for change in changes
        if change.old != change.new
    ]
