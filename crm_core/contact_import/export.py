"""Customers as a file that loads back unchanged: CSV with the headings that imports know, or vCard 4.

What the reader may not see is left out. Memory does not grow with the selection.
"""

import codecs
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.db.models import Count, Max, QuerySet

from crm_core.contact_import import vcard
from crm_core.contact_import.reading import sign_customer
from crm_core.custom_fields.kinds import Value, spelled
from crm_core.custom_fields.models import CustomField
from crm_core.custom_fields.queries import fields_for, labels_of, values_of
from crm_core.customers.access.fields import fields_of
from crm_core.customers.access.rows import visible_to
from crm_core.customers.models import Customer
from crm_core.profile.models import ContactPoint, ContactPreference, CustomerAddress, Employment
from crm_core.profile.queries import tags_of
from shop.imports.values import join_list
from shop.spreadsheets.cells import SafeWriter
from shop.user.models import User

BATCH = 500
MOST_ADDRESSES = 9
Kind = ContactPoint.Kind
SERVICES = {
    "wechat": "WeChat",
    "line": "LINE",
    "whatsapp": "WhatsApp",
    "telegram": "Telegram",
    "qq": "QQ",
    "skype": "Skype",
}
PARTS = ("Street", "Supplement", "Postcode", "City", "State", "Country", "Place")


@dataclass
class Known:
    """All that is exported of a batch of customers, by their numbers; a constant number of queries."""

    points: dict[int, list[ContactPoint]] = field(default_factory=lambda: defaultdict(list))
    addresses: dict[int, list[CustomerAddress]] = field(default_factory=lambda: defaultdict(list))
    jobs: dict[int, Employment] = field(default_factory=dict)
    channels: dict[int, str] = field(default_factory=dict)
    tags: dict[int, list[str]] = field(default_factory=dict)
    custom: dict[int, dict[int, Value]] = field(default_factory=dict)
    labels: dict[int, dict[int, str]] = field(default_factory=dict)


class ContactExport:
    """Reads a selection in batches for one reader."""

    def __init__(self, customers: QuerySet[Customer], *, user: User) -> None:
        self.customers, self.user, self.access = customers, user, fields_of(user)
        self.fields: list[CustomField] = [
            each for each in fields_for() if self.access.shows(each.name, "custom_fields")
        ]

    def __iter__(self) -> Iterator[tuple[Customer, Known]]:
        """Yield each customer with what is known of their batch."""
        rows = self.customers.select_related("owner").order_by("pk").iterator(chunk_size=BATCH)
        while batch := list(islice(rows, BATCH)):
            known = self._known([customer.pk for customer in batch])
            yield from ((customer, known) for customer in batch)

    def _known(self, pks: Sequence[int]) -> Known:
        known = Known()
        for point in ContactPoint.objects.filter(customer__in=pks).order_by("pk"):
            if self.access.shows(point.kind):
                known.points[point.customer_id].append(point)
        for address in CustomerAddress.objects.filter(customer__in=pks).order_by("pk"):
            known.addresses[address.customer_id].append(address)
        jobs = Employment.objects.filter(person__in=pks, company__in=visible_to(self.user)).select_related(
            "company"
        )
        for job in jobs.order_by("-pk"):
            known.jobs[job.person_id] = job
        channels = ContactPreference.objects.filter(customer__in=pks)
        known.channels = dict(channels.values_list("customer", "channel"))
        known.tags = {pk: [tag.name for tag in tags] for pk, tags in tags_of(pks).items()}
        known.custom = values_of(pks, self.fields)
        known.labels = labels_of(self.fields, known.custom.values())
        return known

    def values(self, customer: Customer, known: Known, kind: str) -> list[ContactPoint]:
        """List the contact points of a kind, the record's own first."""
        own = customer.email if kind == Kind.EMAIL else customer.phone
        points = [point for point in known.points[customer.pk] if point.kind == kind]
        if own and self.access.shows(kind) and own not in {point.value for point in points}:
            points.insert(0, ContactPoint(kind=kind, value=own))
        return sorted(points, key=lambda point: point.value != own)

    def custom_cells(self, customer: Customer, known: Known) -> list[str]:
        """Write the custom fields as imports read them."""
        held = known.custom.get(customer.pk, {})
        return [
            spelled(each, held[each.pk], known.labels[each.pk]) if each.pk in held else ""
            for each in self.fields
        ]


class _Lines(io.StringIO):
    """Where a writer writes, emptied line by line."""

    def taken(self) -> str:
        """Return what was written since."""
        text = self.getvalue()
        self.seek(0)
        self.truncate()
        return text


def csv_lines(customers: QuerySet[Customer], *, user: User) -> Iterator[str]:
    """Yield the lines of a CSV file (UTF-8, marked); formulas are escaped and read back as they were."""
    export = ContactExport(customers, user=user)
    number = _most_addresses(customers)
    places = [f"Address {n} - {part}" for n in range(1, number + 1) for part in PARTS]
    plain = ["Customer number", "Type", "Name", "E-mail", "Other e-mails", "Phone", "Other phones"]
    more = ["Language", "Owner", "Tags", "Preferred channel", "Company", "Role"]
    headings = [*plain, *more, *SERVICES.values(), *places, *(each.code for each in export.fields)]
    lines = _Lines()
    writer = SafeWriter(lines)
    writer.writerow(headings)
    yield codecs.BOM_UTF8.decode() + lines.taken()
    for customer, known in export:
        writer.writerow(_cells(export, customer, known, number))
        yield lines.taken()


def _most_addresses(customers: QuerySet[Customer]) -> int:
    held = CustomerAddress.objects.filter(customer__in=customers.order_by().values("pk"))
    counted = held.order_by().values("customer").annotate(number=Count("pk"))
    return min(counted.aggregate(most=Max("number"))["most"] or 0, MOST_ADDRESSES)


def _cells(export: ContactExport, customer: Customer, known: Known, number: int) -> list[str]:
    emails = [point.value for point in export.values(customer, known, Kind.EMAIL)]
    phones = [point.value for point in export.values(customer, known, Kind.PHONE)]
    job = known.jobs.get(customer.pk)
    cells = [sign_customer(customer.pk), customer.kind, customer.name]
    for values in (emails, phones):
        cells += ["".join(values[:1]), " ::: ".join(values[1:])]
    owner = customer.owner.email if customer.owner else ""
    tags = join_list(known.tags.get(customer.pk, []))
    company = (str(job.company), job.role) if job else ("", "")
    cells += [customer.language, owner, tags, known.channels.get(customer.pk, ""), *company]
    messengers = [point for point in known.points[customer.pk] if point.kind == Kind.MESSENGER]
    cells += [" ::: ".join(point.value for point in messengers if point.service == code) for code in SERVICES]
    for address in _filled(known.addresses[customer.pk], number):
        cells += _address_cells(address)
    return [*cells, *export.custom_cells(customer, known)]


def _filled(addresses: Sequence[CustomerAddress], number: int) -> Iterable[CustomerAddress | None]:
    return [*addresses[:number], *[None] * (number - len(addresses))]


def _address_cells(address: CustomerAddress | None) -> list[str]:
    if address is None:
        return [""] * len(PARTS)
    place = [address.line1, address.line2, address.postcode, address.city, address.state]
    return [*place, address.country_id or "", address.label]


def vcard_lines(customers: QuerySet[Customer], *, user: User) -> Iterator[str]:
    """Yield a card of version 4 for each customer."""
    export = ContactExport(customers, user=user)
    for customer, known in export:
        yield vcard.card(_properties(export, customer, known))


def _properties(  # noqa: C901 - a table of properties
    export: ContactExport, customer: Customer, known: Known
) -> Iterator[tuple[str, str]]:
    is_company = customer.kind == Customer.Kind.COMPANY
    yield "KIND", "org" if is_company else "individual"
    yield "FN", vcard.escaped(str(customer))
    yield "X-KILN-CUSTOMER", vcard.escaped(sign_customer(customer.pk))
    for kind, name in ((Kind.EMAIL, "EMAIL"), (Kind.PHONE, "TEL")):
        for number, point in enumerate(export.values(customer, known, kind)):
            options = {"mobile": ";TYPE=cell", "": ""}.get(point.label, f";TYPE={point.label}")
            first = ";PREF=1" if number == 0 else ""
            yield f"{name}{options}{first}", vcard.escaped(point.value)
    for point in known.points[customer.pk]:
        if point.kind == Kind.MESSENGER:
            yield f"IMPP;X-SERVICE-TYPE={point.service}", vcard.escaped(f"{point.service}:{point.value}")
    for address in known.addresses[customer.pk]:
        options = f";TYPE={address.label}" if address.label else ""
        parts = ["", address.line2, address.line1, address.city, address.state, address.postcode]
        yield f"ADR{options}", ";".join(vcard.escaped(part) for part in [*parts, address.country_id or ""])
    job = known.jobs.get(customer.pk)
    if job is not None:
        yield "ORG", vcard.escaped(str(job.company))
        if job.role:
            yield "TITLE", vcard.escaped(job.role)
    if tags := known.tags.get(customer.pk):
        yield "CATEGORIES", ",".join(vcard.escaped(tag) for tag in tags)
    if customer.language:
        yield "LANG", customer.language
    for each, cell in zip(export.fields, export.custom_cells(customer, known), strict=True):
        if cell:
            yield f"X-KILN-FIELD;X-CODE={each.code}", vcard.escaped(cell)
