"""Which records a customer consists of: merged ones point at their survivor, which may be merged itself."""

from collections.abc import Iterable

from django.db import transaction

from crm_core.customers.models import Customer


class MergeRefusedError(ValueError):
    """A merge, or undoing one, that must not be; the message says why, for staff to read."""


def survivor_of(customer: Customer) -> Customer:
    """Return the record that stands for this one now: itself unless it was merged."""
    while customer.merged_into_id is not None:
        customer = Customer.records.get(pk=customer.merged_into_id)
    return customer


def tree_ids(*roots: int) -> list[int]:
    """List these records and all that were merged into them, directly or by others."""
    found, level = list(roots), list(roots)
    while level:
        level = list(
            Customer.records.filter(merged_into__in=level).order_by("pk").values_list("pk", flat=True)
        )
        found += level
    return found


def trees_of(roots: Iterable[int]) -> dict[int, int]:
    """Return for each of these records, and for each merged into one, which of them it belongs to."""
    root_of = {root: root for root in roots}
    level = list(root_of)
    while level:
        found = Customer.records.filter(merged_into__in=level).values_list("pk", "merged_into")
        below = {pk: root_of[parent] for pk, parent in found if parent is not None}
        root_of |= below
        level = list(below)
    return root_of


def locked(pk: int) -> Customer | None:
    """Lock a record and return it; None where it is gone."""
    return Customer.records.select_for_update().filter(pk=pk).first()


def locked_survivor(pk: int) -> Customer:
    """Lock and return the record that stands for this one; what is merged meanwhile is followed.

    Whoever holds a survivor may change all that was merged into it. So a merged record is never held while
    waiting for another: its lock is let go first. Raises Customer.DoesNotExist where it is gone.
    """
    while True:
        survivor = survivor_of(Customer.records.get(pk=pk))
        try:
            with transaction.atomic():
                return _current(locked(survivor.pk))
        except _NotCurrentError:
            continue


class _NotCurrentError(Exception):
    """The record was merged, or is gone, since it was read."""


def _current(record: Customer | None) -> Customer:
    if record is None or record.merged_into_id is not None:
        raise _NotCurrentError
    return record
