"""Writing a batch of contacts: who they are by `identify_many`, then what else is known, in bulk.

A batch is one transaction with the note of how far the file got. What is there stays, unless the file
replaces: an import adds and fills. Each row keeps what it wrote, so that `undo` can take it back.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from crm_core.contact_import.consents import keep_consents
from crm_core.contact_import.details import DetailWriter
from crm_core.contact_import.follow_ons import chosen
from crm_core.contact_import.models import ContactFile, ContactProblem, ImportedContact
from crm_core.contact_import.rows import Row
from crm_core.contact_import.snapshot import Key, Snapshot, current, customers_of, snapshot
from crm_core.customers.access.rows import scope_of
from crm_core.customers.matching import folding
from crm_core.customers.matching.bulk import IdentifiedRow, ImportedPerson, identify_many
from crm_core.customers.matching.facts import folded_address
from crm_core.customers.matching.scoring import REVIEW
from crm_core.customers.models import Customer
from crm_core.customers.records.survivors import fill_own
from crm_core.customers.services import add_identifiers
from crm_core.profile.models import ContactPoint
from shop.imports.errors import BadValueError

Kind = ContactPoint.Kind
Outcome = ImportedContact.Outcome
COMPANY = "company"
Refused = list[tuple[int, BadValueError, bool]]


class BatchWriter:
    """Writes the batches of one file. `is_dry`: they are taken back, and rows of before are remembered."""

    def __init__(self, file: ContactFile, *, is_dry: bool) -> None:
        self.file, self.is_dry = file, is_dry
        self.details = DetailWriter(file)
        self.seen: set[int] = set()

    def write(self, rows: Sequence[Row], problems: Refused, last_row: int) -> None:
        """Write rows with their problems. Effects in order: customers, details, consents, rows, place."""
        with transaction.atomic():
            self._find_known(rows)
            keyed = customers_of({key for row in rows for key in row.keys})
            rows = self._without_colleagues(rows, keyed, problems)
            before = snapshot({row.customer for row in rows if row.customer} | set(keyed.values()))
            self._identify(rows, keyed)
            self._find_companies(rows)
            held = sorted({pk for row in rows for pk in (row.customer, row.company) if pk})
            list(Customer.records.select_for_update().filter(pk__in=held).order_by("pk").values_list("pk"))
            self.details.write(rows)
            self._follow(rows)
            self._note_record_changes(rows, before)
            told = keep_consents(rows, self.file, is_dry=self.is_dry)
            problems += [(number, BadValueError("", words), False) for number, words in told]
            self._note(rows, problems, last_row)
            if self.is_dry:
                transaction.set_rollback(True)
        if self.is_dry:
            self._remember(rows)

    def _find_known(self, rows: Sequence[Row]) -> None:
        """Find whose rows are that name a customer of ours, or that were imported before."""
        ours = {int(row.contact.customer_id): 0 for row in rows if row.contact.customer_id.isdecimal()}
        keys = [row.key for row in rows]
        imported = ImportedContact.objects.filter(key__in=keys, part="", undone="").exclude(customer=None)
        by_key = dict(imported.order_by("pk").values_list("key", "customer"))
        stands = current({*ours, *by_key.values()})
        for row in rows:
            known = (
                int(row.contact.customer_id)
                if row.contact.customer_id.isdecimal()
                else by_key.get(row.key, 0)
            )
            row.customer = stands.get(known, 0)

    def _without_colleagues(
        self, rows: Sequence[Row], keyed: Mapping[Key, int], problems: Refused
    ) -> Sequence[Row]:
        """Refuse rows of customers whom who imports does not see; nothing of theirs is changed."""
        scope = scope_of(self.file.by) if self.file.by else None
        if scope is None or scope.sees_all:
            return rows
        leads_to = {row.number: self._leads_to(row, keyed) for row in rows}
        named = {pk for pks in leads_to.values() for pk in pks}
        seen = set(Customer.records.filter(scope.condition(), pk__in=named).values_list("pk", flat=True))
        refused = {number for number, pks in leads_to.items() if not pks <= seen}
        words = _("This already belongs to a customer of a colleague.")
        problems += [(number, BadValueError("", words), True) for number in sorted(refused)]
        return [row for row in rows if row.number not in refused]

    @staticmethod
    def _leads_to(row: Row, keyed: Mapping[Key, int]) -> set[int]:
        return {row.customer, *(keyed.get(key, 0) for key in row.keys)} - {0}

    def _identify(self, rows: Sequence[Row], keyed: Mapping[Key, int]) -> None:
        """Ask `identify_many` of all rows but those that are known by themselves and by no identifier.

        Those keep their customer, whatever their new address or number is.
        """
        asked: list[Row] = []
        first_of: dict[str, Row] = {}
        for row in rows:
            if row.customer and not any(key in keyed for key in row.keys):
                self._add_keys(row)
                continue
            if not row.keys and row.key in first_of:
                continue
            first_of.setdefault(row.key, row)
            asked.append(row)
        found = list(identify_many(self._person(row) for row in asked))
        for row, identified in zip(asked, found, strict=True):
            self._place(row, identified)
        for row in rows:
            if not row.customer and row.key in first_of:
                row.customer = first_of[row.key].customer
        stands = current({row.customer for row in rows if row.customer})
        for row in rows:
            row.customer = stands.get(row.customer, 0)

    @staticmethod
    def _add_keys(row: Row) -> None:
        """Have new addresses and numbers of a known row lead to its customer; fill what the record lacks."""
        record = Customer.records.get(pk=row.customer)
        for kind, value in row.keys:
            add_identifiers(record, **{kind: value})
        contact = row.contact
        facts = {
            "email": "".join(contact.values(Kind.EMAIL)[:1]),
            "phone": "".join(contact.values(Kind.PHONE)[:1]),
            "language": contact.language,
        }
        fill_own(record, facts)

    def _place(self, row: Row, found: IdentifiedRow) -> None:
        if found.customer_id is None:
            return
        row.customer, row.is_new, row.band = found.customer_id, found.is_new, found.band

    def _person(self, row: Row) -> ImportedPerson:
        contact = row.contact
        return ImportedPerson(
            name=contact.name,
            emails=contact.values(Kind.EMAIL),
            phones=contact.values(Kind.PHONE),
            language=contact.language,
            company_name=contact.company,
            addresses=[
                folded_address(
                    street=place.line1, postcode=place.postcode, city=place.city, country=place.country
                )
                for place in contact.places
            ],
            born=contact.born,
            is_company=contact.is_company,
        )

    def _find_companies(self, rows: Sequence[Row]) -> None:
        """Find by name the companies that people work at, in customers and imports before; make the rest."""
        named = [row for row in rows if row.contact.company and row.customer]
        for row in named:
            row.company_key = f"company:{folding.company_name(row.contact.company)}"[:64]
        names = {row.contact.company for row in named}
        companies = Customer.objects.filter(kind=Customer.Kind.COMPANY, name__in=names).order_by("-pk")
        by_name = dict(companies.values_list("name", "pk"))
        imported = ImportedContact.objects.filter(key__in={row.company_key for row in named}, undone="")
        by_key = dict(imported.exclude(customer=None).order_by("-pk").values_list("key", "customer"))
        stands = current(by_key.values())
        missing: dict[str, Row] = {}
        for row in named:
            row.company = by_name.get(row.contact.company) or stands.get(by_key.get(row.company_key, 0), 0)
            if not row.company:
                missing.setdefault(row.company_key, row)
        self._make_companies(missing)
        for row in named:
            row.company = row.company or missing[row.company_key].company
            if row.company == row.customer:
                row.company = 0

    @staticmethod
    def _make_companies(missing: Mapping[str, Row]) -> None:
        """Make a customer of each company, all at once."""
        people = [ImportedPerson(name=row.contact.company, is_company=True) for row in missing.values()]
        for row, made in zip(missing.values(), list(identify_many(people)), strict=True):
            row.company, row.company_is_new = made.customer_id or 0, made.is_new

    def _follow(self, rows: Sequence[Row]) -> None:
        """Have other packages make of the contacts what was asked for, and count it."""
        counts = dict(self.file.counts)
        for entry in chosen(self.file):
            made = len([row for row in rows if row.customer]) if self.is_dry else entry.apply(self.file, rows)
            counts[entry.name] = counts.get(entry.name, 0) + made
        self.file.counts = counts

    def _note_record_changes(self, rows: Sequence[Row], before: Snapshot) -> None:
        """Say at the first row of a known customer which fields and identifiers the batch gave them."""
        after = snapshot({row.customer for row in rows if row.customer})
        told: set[int] = set()
        for row in rows:
            pk = row.customer
            if not pk or row.is_new:
                continue
            old = before.fields.get(pk)
            if old is None or any(other.is_new and other.customer == pk for other in rows):
                continue  # made by an earlier row of this batch: that row has it all
            new_keys = [key for key in row.keys if key in after.keys[pk] and key not in before.keys[pk]]
            if new_keys:
                row.changes["keys"] = [list(key) for key in new_keys]
                before.keys[pk].update(new_keys)
            changed = {
                name: [old[name], value] for name, value in after.fields[pk].items() if old[name] != value
            }
            if changed and pk not in told:
                told.add(pk)
                row.changes["fields"] = changed

    def _note(self, rows: Sequence[Row], problems: Refused, last_row: int) -> None:
        if not self.is_dry:
            ImportedContact.objects.bulk_create(self._results(rows), batch_size=500)
            self.details.tell_timeline(rows)
        counts: dict[str, int] = defaultdict(int, self.file.counts)
        for row in rows:
            counts[self._outcome(row)] += 1
            counts["review"] += row.band == REVIEW
            counts["companies"] += row.company_is_new
        refused = {number for number, _error, is_refusal in problems if is_refusal}
        counts["refused"] += len(refused)
        counts["values_left_out"] += sum(not is_refusal for _number, _error, is_refusal in problems)
        self.pending = (dict(counts), problems, last_row)
        if not self.is_dry:
            self.keep_place()

    def keep_place(self) -> None:
        """Write numbers, problems and place: with the batch, or after a dry one was taken back."""
        counts, problems, last_row = self.pending
        ContactProblem.objects.bulk_create(
            [
                ContactProblem(
                    file=self.file,
                    row=number,
                    column=error.column[:255],
                    reason=error.reason[:500],
                    is_refusal=is_refusal,
                )
                for number, error, is_refusal in problems
            ]
        )
        self.file.counts = counts
        self.file.last_row = last_row
        ContactFile.objects.filter(pk=self.file.pk).update(counts=counts, last_row=last_row)

    def _outcome(self, row: Row) -> str:
        """Count a new row of a dry run as known where a row before it was the same one's."""
        if self.is_dry and row.is_new and any(hash(key) in self.seen for key in [*row.keys, row.key]):
            return str(Outcome.CHANGED)
        return str(row.outcome)

    def _remember(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self.seen.update(hash(key) for key in row.keys)
            self.seen.add(hash(row.key))

    def _results(self, rows: Sequence[Row]) -> list[ImportedContact]:
        made = []
        for row in rows:
            made.append(
                ImportedContact(
                    file=self.file,
                    number=row.number,
                    key=row.key,
                    customer_id=row.customer or None,
                    outcome=row.outcome,
                    band=row.band,
                    changes=row.changes,
                )
            )
            if row.company_is_new:
                made.append(
                    ImportedContact(
                        file=self.file,
                        number=row.number,
                        part=COMPANY,
                        key=row.company_key,
                        customer_id=row.company,
                        outcome=Outcome.NEW,
                    )
                )
        return made
