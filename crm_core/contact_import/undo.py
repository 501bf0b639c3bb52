"""Taking an import back: only what it wrote, and only where nobody changed it since.

- A customer whom it made goes, unless something else hangs on them by now: an order, another import, a
  merge, a change by somebody, an account. Then they stay as they are.
- Of customers who were there, contact points, addresses, tags, relations and keys that it added go; a field
  or custom field that it wrote gets its former value back where it still holds what the import wrote.
- Refusals stay: who said no has said no.

Each row is a transaction under its customer's lock and marked, so an undo that stopped goes on.
"""

from collections import Counter
from collections.abc import Callable

from django.db import transaction
from django.db.models import ProtectedError, Q

from crm_core.consents.models import Consent, Suppression
from crm_core.contact_import.follow_ons import FOLLOW_ONS
from crm_core.contact_import.models import ContactFile, ImportedContact
from crm_core.custom_fields.models import CustomField
from crm_core.custom_fields.queries import values_of
from crm_core.custom_fields.services import set_values
from crm_core.custom_fields.stored import from_plain, plain
from crm_core.customers.models import Customer, CustomerIdentifier, CustomerMerge, CustomerOrder
from crm_core.customers.records import trees
from crm_core.profile.changes import Change, record_change
from crm_core.profile.models import (
    ContactPoint,
    ContactPreference,
    CustomerAddress,
    CustomerTag,
    Employment,
    ProfileChange,
)
from crm_core.timeline.models import TimelineEntry

DELETED, REVERTED, KEPT, SAME = "deleted", "reverted", "kept", "same"
MODELS: dict[str, type] = {
    "points": ContactPoint,
    "addresses": CustomerAddress,
    "tags": CustomerTag,
    "jobs": Employment,
    "preference": ContactPreference,
}
BATCH = 200
#: The record's own rows that an import writes itself: they prove nothing.
OWN_KINDS = ("contact.imported", "profile.changed")


def undo_rows(file: ContactFile, progress: Callable[[int], object]) -> dict[str, int]:
    """Take back the rows of a file, the last first, people before their companies; return numbers."""
    counts: Counter[str] = Counter()
    left = ImportedContact.objects.filter(file=file, undone="")
    for part in ("", "company"):
        while rows := list(left.filter(part=part).order_by("-number")[:BATCH]):
            for row in rows:
                counts[_undo(file, row)] += 1
            progress(len(rows))
    return {f"undone_{name}": number for name, number in counts.items()}


@transaction.atomic
def _undo(file: ContactFile, row: ImportedContact) -> str:
    for entry in FOLLOW_ONS:
        if entry.name in file.follow_ons:
            entry.undo(file, row)
    done = _taken_back(file, row)
    ImportedContact.objects.filter(pk=row.pk).update(undone=done)
    return done


def _taken_back(file: ContactFile, row: ImportedContact) -> str:  # noqa: PLR0911 - one for each outcome
    if row.outcome == ImportedContact.Outcome.UNCHANGED:
        return SAME
    if row.customer_id is None:
        return KEPT
    try:
        held = trees.locked_survivor(row.customer_id)
    except Customer.DoesNotExist:
        return KEPT
    if row.outcome == ImportedContact.Outcome.NEW:
        if held.pk != row.customer_id or not _is_untouched(file, held):
            return KEPT
        try:
            with transaction.atomic():
                held.delete()
        except ProtectedError:
            return KEPT
        return DELETED
    return REVERTED if _revert(file, row, held) else KEPT


def _is_untouched(file: ContactFile, customer: Customer) -> bool:
    """Say whether nothing but this import ever had to do with a customer."""
    told = TimelineEntry.objects.filter(customer=customer)
    others = (
        CustomerOrder.objects.filter(customer=customer),
        CustomerIdentifier.objects.filter(customer=customer, kind=CustomerIdentifier.Kind.USER),
        CustomerMerge.objects.filter(survivor=customer, undone_at=None),
        ImportedContact.objects.filter(customer=customer, undone="").exclude(file=file),
        ProfileChange.objects.filter(customer=customer).exclude(via=f"import:{file.pk}"),
        told.exclude(Q(kind__in=OWN_KINDS) | Q(kind__startswith="consent.")),
        # What an import refused for them is its own; that it outlives the undo is the ledger's to know.
        told.filter(kind__startswith="consent.")
        .exclude(kind="consent.suppressed")
        .exclude(data__source=Consent.Source.IMPORT),
        told.filter(kind="consent.suppressed").exclude(data__reason=Suppression.Reason.OBJECTED),
        Employment.objects.filter(company=customer),
    )
    later = ImportedContact.objects.filter(customer=customer, file=file, undone="", part="")
    return not any(rows.exists() for rows in others) and later.count() <= 1


def _revert(file: ContactFile, row: ImportedContact, customer: Customer) -> bool:
    changes = row.changes
    is_done = False
    for name, model in MODELS.items():
        pks = changes.get(name, [])
        rows = model._default_manager.filter(pk__in=pks)  # type: ignore[attr-defined]
        is_done = bool(rows.delete()[0]) or is_done if pks else is_done
    for kind, value in changes.get("keys", []):
        keys = CustomerIdentifier.objects.filter(customer=customer, kind=kind, value=value)
        is_done = bool(keys.delete()[0]) or is_done
    told = _revert_fields(customer, changes.get("fields", {}))
    is_done = bool(told) or is_done
    record_change(customer, told, by=file.by, via=f"undo:{file.pk}")
    return _revert_custom(file, customer, changes.get("custom", {})) or is_done


def _revert_fields(customer: Customer, fields: dict[str, list[object]]) -> list[Change]:
    """Give fields their former value where they still hold what the import wrote."""
    told = []
    for name, (before, after) in fields.items():
        if getattr(customer, name) == after:
            setattr(customer, name, before)
            told.append(Change(field=name.removesuffix("_id"), old=str(after or ""), new=str(before or "")))
    if told:
        customer.save(update_fields=[change.field for change in told])
    return told


def _revert_custom(file: ContactFile, customer: Customer, custom: dict[str, list[object]]) -> bool:
    fields = {str(field.pk): field for field in CustomField.objects.filter(pk__in=[int(pk) for pk in custom])}
    held = values_of([customer.pk], list(fields.values())).get(customer.pk, {})
    values = {
        fields[pk]: from_plain(fields[pk], before)
        for pk, (before, after) in custom.items()
        if pk in fields and plain(held.get(int(pk))) == after
    }
    return bool(set_values(customer, values, by=file.by, via=f"undo:{file.pk}")) if values else False
