"""What is written of contacts beside their record, from contact points to custom fields and notes."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils import timezone

from crm_core.contact_import.models import ContactFile
from crm_core.contact_import.rows import Row
from crm_core.custom_fields.kinds import Value, rows_of
from crm_core.custom_fields.merging import VALUES
from crm_core.custom_fields.models import CustomField, CustomFieldValue
from crm_core.custom_fields.queries import fields_for, values_of
from crm_core.custom_fields.stored import plain
from crm_core.customers.access.rows import scope_of
from crm_core.customers.merging.placing import drop_own
from crm_core.customers.models import Customer
from crm_core.profile.models import (
    ContactPoint,
    ContactPreference,
    CustomerAddress,
    CustomerTag,
    Employment,
)
from crm_core.profile.services import ensure_tags
from crm_core.profile.values import digest_of_address, folded_tag
from crm_core.timeline.models import TimelineEntry
from crm_core.timeline.services import record_all
from shop.user.models import User

BATCH = 500


class DetailWriter:
    """Writes in bulk, each kind of thing in a constant number of queries; what is there already stays."""

    def __init__(self, file: ContactFile) -> None:
        self.file = file
        self.fields = {field.pk: field for field in fields_for()}

    def write(self, rows: Sequence[Row]) -> None:
        """Write everything of rows whose customers are held; each row says what it added."""
        rows = [row for row in rows if row.customer]
        self._points(rows)
        self._addresses(rows)
        self._tags(rows)
        self._jobs(rows)
        self._preferences(rows)
        self._record_fields(rows)
        self._custom(rows)

    def _points(self, rows: Sequence[Row]) -> None:
        held = ContactPoint.objects.filter(customer__in={row.customer for row in rows})
        known = set(held.values_list("customer", "kind", "service", "value"))
        new: list[tuple[Row, ContactPoint]] = []
        for row in rows:
            for point in row.contact.points:
                place = (row.customer, point.kind, point.service, point.value)
                if place not in known:
                    known.add(place)
                    made = ContactPoint(
                        customer_id=row.customer,
                        kind=point.kind,
                        service=point.service,
                        value=point.value,
                        label=point.label,
                    )
                    new.append((row, made))
        self._create(ContactPoint, new, "points")

    def _addresses(self, rows: Sequence[Row]) -> None:
        held = CustomerAddress.objects.filter(customer__in={row.customer for row in rows})
        known = set(held.values_list("customer", "digest"))
        new: list[tuple[Row, CustomerAddress]] = []
        for row in rows:
            for place in row.contact.places:
                digest = digest_of_address(
                    [place.line1, place.line2, place.postcode, place.city, place.country]
                )
                if digest and (row.customer, digest) not in known:
                    known.add((row.customer, digest))
                    made = CustomerAddress(
                        customer_id=row.customer,
                        line1=place.line1,
                        line2=place.line2,
                        postcode=place.postcode,
                        city=place.city,
                        state=place.state,
                        country_id=place.country or None,
                        label=place.label,
                        digest=digest,
                    )
                    new.append((row, made))
        self._create(CustomerAddress, new, "addresses")

    def _tags(self, rows: Sequence[Row]) -> None:
        names = [name for row in rows for name in row.contact.tags]
        if not names:
            return
        tags = ensure_tags(names)
        held = CustomerTag.objects.filter(customer__in={row.customer for row in rows})
        known = set(held.values_list("customer", "tag"))
        new: list[tuple[Row, CustomerTag]] = []
        for row in rows:
            for name in row.contact.tags:
                tag = tags.get(folded_tag(name))
                if tag is not None and (row.customer, tag.pk) not in known:
                    known.add((row.customer, tag.pk))
                    new.append((row, CustomerTag(customer_id=row.customer, tag=tag)))
        self._create(CustomerTag, new, "tags")

    def _jobs(self, rows: Sequence[Row]) -> None:
        named = [row for row in rows if row.company and row.company != row.customer]
        held = Employment.objects.filter(person__in={row.customer for row in named})
        known = set(held.values_list("person", "company"))
        new: list[tuple[Row, Employment]] = []
        for row in named:
            if (row.customer, row.company) not in known:
                known.add((row.customer, row.company))
                job = Employment(person_id=row.customer, company_id=row.company, role=row.contact.role)
                new.append((row, job))
        self._create(Employment, new, "jobs")

    def _preferences(self, rows: Sequence[Row]) -> None:
        named = [row for row in rows if row.contact.preferred_channel]
        held = ContactPreference.objects.filter(customer__in={row.customer for row in named})
        known = set(held.values_list("customer", flat=True))
        new: list[tuple[Row, ContactPreference]] = []
        for row in named:
            if row.customer not in known:
                known.add(row.customer)
                made = ContactPreference(customer_id=row.customer, channel=row.contact.preferred_channel)
                new.append((row, made))
        self._create(ContactPreference, new, "preference")

    def _create(self, model: type, new: Sequence[tuple[Row, object]], name: str) -> None:
        model._default_manager.bulk_create([made for _row, made in new], batch_size=BATCH)  # type: ignore[attr-defined]
        for row, made in new:
            known = row.changes.setdefault(name, [])
            known.append(made.pk)  # type: ignore[attr-defined]

    def _record_fields(self, rows: Sequence[Row]) -> None:
        """Give the records an owner where they have none; with `replaces` also another name and language."""
        emails = {row.contact.owner for row in rows if row.contact.owner}
        staff = User.objects.filter(is_staff=True, is_active=True, email__in=emails)
        owners = {user.email.lower(): user.pk for user in staff}
        is_limited = self.file.by is not None and not scope_of(self.file.by).sees_all
        records = Customer.records.in_bulk({row.customer for row in rows})
        changed: dict[int, Customer] = {}
        for row in rows:
            record, contact = records[row.customer], row.contact
            wanted: dict[str, object] = {}
            if record.owner_id is None and contact.owner in owners:
                wanted["owner_id"] = owners[contact.owner]
            elif record.owner_id is None and row.is_new and is_limited:
                wanted["owner_id"] = self.file.by_id  # or who imported them would not see them
            if self.file.replaces and not row.is_new:
                wanted |= {
                    "name": contact.name or record.name,
                    "language": contact.language or record.language,
                }
            wanted = {name: value for name, value in wanted.items() if getattr(record, name) != value}
            for name, value in wanted.items():
                setattr(record, name, value)
            if wanted:
                changed[record.pk] = record
        if changed:
            Customer.records.bulk_update(changed.values(), ["owner", "name", "language"], batch_size=BATCH)

    def _custom(self, rows: Sequence[Row]) -> None:
        """Fill what is empty; with `replaces` also write over what differs."""
        wanted: dict[tuple[int, int], tuple[Row, Value]] = {}
        for row in rows:
            for pk, value in row.contact.custom.items():
                wanted[row.customer, pk] = (row, value)
        if not wanted:
            return
        fields = [self.fields[pk] for pk in {pk for _customer, pk in wanted} if pk in self.fields]
        held = values_of({customer for customer, _pk in wanted}, fields)
        new: list[CustomFieldValue] = []
        gone: dict[int, set[int]] = defaultdict(set)
        for (customer, pk), (row, value) in wanted.items():
            before = held.get(customer, {}).get(pk)
            if pk not in self.fields or before == value or (before is not None and not self.file.replaces):
                continue
            if before is not None:
                gone[pk].add(customer)
            new += rows_of(self.fields[pk], value, customer)
            known = row.changes.setdefault("custom", {})
            known[str(pk)] = [plain(before), plain(value)]  # type: ignore[index]
        survivors = Customer.records.exclude(merged_state=None).in_bulk(
            {pk for found in gone.values() for pk in found}
        )
        for pk, customers in gone.items():
            for customer in sorted(customers & survivors.keys()):
                drop_own(VALUES, survivors[customer], [pk])
            CustomFieldValue.objects.filter(field=pk, customer__in=customers - survivors.keys()).delete()
        CustomFieldValue.objects.bulk_create(new, batch_size=BATCH)

    def tell_timeline(self, rows: Sequence[Row]) -> None:
        """Tell each customer that an import made or changed, with the notes of its row."""
        now = timezone.now()
        record_all(
            TimelineEntry(
                customer_id=row.customer,
                kind="contact.imported",
                occurred_at=now,
                source=f"contact-import:{self.file.pk}:{row.number}",
                data={
                    "file": self.file.name,
                    "is_new": row.is_new,
                    "fields": told_fields(row.changes, self.fields),
                    "note": row.contact.notes,
                },
            )
            for row in rows
            if row.customer and (row.is_new or row.changes)
        )


_NAMES = {
    "points": "contact",
    "addresses": "address",
    "tags": "tags",
    "jobs": "employment",
    "keys": "contact",
}
_NAMES |= {"preference": "preferred_channel"}


def told_fields(changes: dict[str, object], fields: dict[int, CustomField]) -> list[str]:
    """Name what was written, as changes of a profile are named."""
    told = [_NAMES[name] for name in changes if name in _NAMES]
    record, custom = changes.get("fields"), changes.get("custom")
    told += [name.removesuffix("_id") for name in record] if isinstance(record, dict) else []
    told += [f"custom:{fields[int(pk)].code}" for pk in custom] if isinstance(custom, dict) else []
    return list(dict.fromkeys(told))
