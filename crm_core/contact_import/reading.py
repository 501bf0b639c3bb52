"""Reading rows: by a mapping into contacts, with what could not be read, value by value."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

from crm_core.contact_import.consent_columns import CONSENT, read_consent
from crm_core.contact_import.contact import Contact, Place, add_point
from crm_core.contact_import.targets import (
    ADDRESS_PARTS,
    CUSTOM,
    IGNORE,
    MESSENGER,
    base_of,
    group_of,
    place_of,
)
from crm_core.custom_fields.kinds import Kind as FieldKind, Reading, parsed, reading_for
from crm_core.custom_fields.models import CustomField
from crm_core.custom_fields.queries import fields_for
from crm_core.customers.models import Customer
from crm_core.profile.models import ContactPoint, ContactPreference
from crm_core.profile.values import normalised_value, tag_names
from shop.contact_data import plain_postcode, visible_line
from shop.countries import COUNTRIES, country_names
from shop.imports import values
from shop.imports.dates import DateStyle
from shop.imports.errors import BadValueError
from shop.imports.numbers import NumberStyle
from shop.names import full_name

Kind = ContactPoint.Kind
SIGNER = signing.Signer(salt="contact_import.customer")
MANY = re.compile(r"\s*(?::::|[;\n])\s*")
MAIL_BREAKS = re.compile(r"\s*(?::::|[;,\s])\s*")
FROM_DOMAIN = re.compile(r"\s*\([\w.-]+\.\w+\)\s*\Z")
NO_YEAR = re.compile(r"--\d\d-?\d\d\Z")
MOST_VALUES, LONGEST_NAME, LONGEST_NOTE = 30, 200, 20_000
YES = {"true", "yes", "y", "1", "on", "x", "ja", "是", "opted out", "unsubscribed", "checked"}
NO = {"", "false", "no", "n", "0", "off", "nein", "否", "-"}


#: Targets that hold ways to reach somebody: of which kind, and at which place where that is sure.
REACHED_BY: dict[str, tuple[str, str]] = {
    "email": (Kind.EMAIL, ""),
    "phone": (Kind.PHONE, ""),
    "mobile": (Kind.PHONE, "mobile"),
    "fax": (Kind.PHONE, "fax"),
}


class Problems(list[BadValueError]):
    """What could not be read of a row."""


@dataclass
class RowReader:
    """Turns rows into contacts. `look_at` sees every row first: columns tell how numbers are written."""

    mapping: Mapping[str, str]
    region: str = ""
    numbers: NumberStyle = field(default_factory=NumberStyle)
    dates: DateStyle = field(default_factory=DateStyle)

    def __post_init__(self) -> None:
        codes = {target.removeprefix(CUSTOM) for target in self.mapping.values() if target.startswith(CUSTOM)}
        self.fields = {each.code: each for each in fields_for() if each.code in codes}
        self.reading: Reading = reading_for(list(self.fields.values()), self.numbers, self.dates)
        self.columns: dict[str, list[str]] = {}
        for heading, target in self.mapping.items():
            if target != IGNORE:
                self.columns.setdefault(target, []).append(heading)

    def look_at(self, row: Mapping[str, object]) -> None:
        """Note how a row writes numbers and dates."""
        by_kind = {
            heading: self.fields[target.removeprefix(CUSTOM)].kind
            for heading, target in self.mapping.items()
            if target.removeprefix(CUSTOM) in self.fields and target.startswith(CUSTOM)
        }
        numbers = [name for name, kind in by_kind.items() if kind in {FieldKind.NUMBER, FieldKind.MONEY}]
        days = [name for name, kind in by_kind.items() if kind == FieldKind.DATE]
        self.numbers.look_at(row, numbers)
        read_here = (*self.columns.get("birthday", ()), *self.columns.get("consent_at", ()))
        self.dates.look_at(row, [*days, *read_here])

    def read(self, row: Mapping[str, object]) -> tuple[Contact, Problems]:
        """Return what a row says, and what of it could not be read and is left out."""
        problems = Problems()
        cells = {name: self._cell(row, name, problems) for names in self.columns.values() for name in names}
        contact = Contact()
        self._read_names(contact, cells)
        self._read_places(contact, cells, problems)
        self._read_points(contact, cells, problems)
        self._read_rest(contact, cells, problems)
        self._read_custom(contact, row, problems)
        return contact, problems

    def _cell(self, row: Mapping[str, object], name: str, problems: Problems) -> str:
        try:
            value = values.usable(row.get(name), name)
            if isinstance(value, list):
                return "\n".join(str(each) for each in value)
            if isinstance(value, float) and value.is_integer():
                value = int(value)
            return values._storable("" if value is None else str(value).strip(), name)
        except BadValueError as error:
            problems.append(error)
            return ""

    def _all(self, cells: Mapping[str, str], target: str) -> Iterator[tuple[str, str]]:
        """Yield heading and text of each filled column of a target, whatever its group."""
        for known, names in self.columns.items():
            if base_of(known) == target:
                yield from ((name, cells[name]) for name in names if cells[name])

    def _first(self, cells: Mapping[str, str], target: str) -> str:
        return next((text for _name, text in self._all(cells, target)), "")

    def _read_names(self, contact: Contact, cells: Mapping[str, str]) -> None:
        given = " ".join(filter(None, (self._first(cells, "first_name"), self._first(cells, "middle_name"))))
        name = full_name(visible_line(given), visible_line(self._first(cells, "last_name")))
        suffix = visible_line(self._first(cells, "suffix"))
        name = f"{name} {suffix}".strip() if name else visible_line(self._first(cells, "name"))
        company = FROM_DOMAIN.sub("", visible_line(self._first(cells, "company")))
        kind = self._first(cells, "kind").casefold()
        contact.is_company = kind in {"company", "organization", "org", "firma", "公司"} or bool(
            company and not name
        )
        contact.name = (name or company)[:LONGEST_NAME]
        contact.company = "" if contact.is_company else company[:LONGEST_NAME]
        contact.role = visible_line(self._first(cells, "role"))[:120]

    def _read_points(self, contact: Contact, cells: Mapping[str, str], problems: Problems) -> None:
        region = next((place.region for place in contact.places if place.region), "") or self.region
        for known, names in self.columns.items():
            if (target := base_of(known)) in REACHED_BY:
                kind, label = REACHED_BY[target]
                given = self._label(cells, f"{target}.label", group_of(known))
                for name in names:
                    place = label or given or place_of(name)
                    self._add_points(contact, kind, (name, cells[name]), place, region, problems)
        for known, names in self.columns.items():
            if known.startswith(MESSENGER):
                service = base_of(known).removeprefix(MESSENGER)
                for name in names:
                    for raw in MANY.split(cells[name])[:MOST_VALUES]:
                        value = normalised_value(Kind.MESSENGER, raw)
                        add_point(contact, kind=Kind.MESSENGER, service=service, value=value)
        contact.points.sort(key=lambda point: Kind.values.index(point.kind))

    def _add_points(
        self,
        contact: Contact,
        kind: str,
        cell: tuple[str, str],
        place: str,
        region: str,
        problems: Problems,
    ) -> None:
        """Add what stands in a cell, each part of a list for itself."""
        heading, text = cell
        parts = (MAIL_BREAKS if kind == Kind.EMAIL else MANY).split(text)
        for raw in [part for part in parts if part][:MOST_VALUES]:
            if value := self._value(kind, raw, region):
                add_point(contact, kind=kind, value=value, label=place)
            else:
                problems.append(BadValueError(heading, _unreadable(kind, raw)))

    @staticmethod
    def _value(kind: str, raw: str, region: str) -> str:
        """Read an address or number; "00" is how half of the world writes the plus."""
        plain = raw.removeprefix("mailto:").removeprefix("tel:").strip()
        value = normalised_value(kind, plain, region=region)
        if not value and kind == Kind.PHONE and plain.startswith("00"):
            value = normalised_value(kind, f"+{plain[2:]}")
        return value

    def _label(self, cells: Mapping[str, str], target: str, group: str) -> str:
        names = self.columns.get(f"{target}#{group}", []) if group else []
        return next((cells[name] for name in names if cells[name]), "")

    def _read_places(self, contact: Contact, cells: Mapping[str, str], problems: Problems) -> None:
        groups = dict.fromkeys(
            group_of(target) or "1" for target in self.columns if base_of(target) in ADDRESS_PARTS
        )
        for group in groups:
            part = {
                name: next(
                    (cells[column] for column in self.columns.get(f"{name}#{group}", []) if cells[column]), ""
                )
                for name in ADDRESS_PARTS
            }
            headings = [
                self.columns.get(f"{name}#{group}", [""])[0] for name in ("street", "address", "country")
            ]
            label = self._label(cells, "address.label", group) or next(filter(None, headings), "")
            place = self._place(part, headings[2] or headings[1], problems)
            if place.line1 or place.postcode or place.city:
                place.label = place_of(label)
                contact.places.append(place)

    def _place(self, part: Mapping[str, str], heading: str, problems: Problems) -> Place:
        if part["address"] and not part["street"]:
            place = formatted_place(part["address"])
        else:
            lines = [visible_line(line) for line in part["street"].splitlines()]
            place = Place(
                line1="".join(lines[:1]),
                line2=visible_line(", ".join([*lines[1:], *filter(None, [part["street2"]])])),
                postcode=plain_postcode(part["postcode"]),
                city=visible_line(part["city"]),
                state=visible_line(part["state"]),
                region=region_of(part["country"]),
            )
        if place.region in COUNTRIES.get():
            place.country = place.region
        elif part["country"] or place.region:
            words = _("there is no country “%(value)s”")
            problems.append(BadValueError(heading, words % {"value": (part["country"] or place.region)[:40]}))
        for name, most in (("line1", 255), ("line2", 255), ("postcode", 64), ("city", 255), ("state", 255)):
            setattr(place, name, getattr(place, name)[:most])
        return place

    def _read_rest(self, contact: Contact, cells: Mapping[str, str], problems: Problems) -> None:
        for _name, text in self._all(cells, "tags"):
            for part in MANY.split(text):
                contact.tags += [tag for tag in tag_names(part) if not tag.startswith("*")]
        notes = [text.replace("\r\n", "\n").replace("\r", "\n") for _name, text in self._all(cells, "notes")]
        contact.notes = "\n\n".join(notes)[:LONGEST_NOTE]
        contact.language = language_code(self._first(cells, "language"))
        contact.owner = self._first(cells, "owner").lower()
        contact.external_id = self._first(cells, "external_id")[:100]
        contact.preferred_channel = self._channel(cells, problems)
        with suppress(signing.BadSignature):
            contact.customer_id = SIGNER.unsign(self._first(cells, "customer_id"))
        for name, text in self._all(cells, "birthday"):
            self._read_birthday(contact, name, text, problems)
        contact.opt_out = bool(self._answer(cells, "opt_out", problems))
        contact.do_not_call = bool(self._answer(cells, "do_not_call", problems))
        contact.newsletter = self._answer(cells, "newsletter", problems)
        said = {target: list(self._all(cells, target)) for target in CONSENT}
        read_consent(contact, said, self.dates, problems)

    def _channel(self, cells: Mapping[str, str], problems: Problems) -> str:
        for name, text in self._all(cells, "preferred_channel"):
            for value, label in ContactPreference.Channel.choices:
                if text.casefold() in {value, str(label).casefold()}:
                    return str(value)
            problems.append(BadValueError(name, _("“%(value)s” is no channel") % {"value": text[:40]}))
        return ""

    def _read_birthday(self, contact: Contact, name: str, text: str, problems: Problems) -> None:
        if NO_YEAR.match(text):
            return
        try:
            contact.born = self.dates.read(text, name).isoformat()
        except BadValueError as error:
            problems.append(error)

    def _answer(self, cells: Mapping[str, str], target: str, problems: Problems) -> bool | None:
        """Read yes or no. What is neither counts as yes of an objection: it is respected and told."""
        for name, text in self._all(cells, target):
            word = text.casefold()
            if word in YES or word in NO:
                return word in YES
            problems.append(
                BadValueError(name, _("“%(value)s” is neither yes nor no") % {"value": text[:40]})
            )
            return True if target != "newsletter" else None
        return None

    def _read_custom(self, contact: Contact, row: Mapping[str, object], problems: Problems) -> None:
        for code, custom in self.fields.items():
            for name in self.columns.get(f"{CUSTOM}{code}", []):
                try:
                    value = parsed(custom, row.get(name), self.reading, column=name)
                except BadValueError as error:
                    problems.append(error)
                    continue
                if value is None:
                    continue
                kind = Customer.Kind.COMPANY if contact.is_company else Customer.Kind.PERSON
                if custom.applies_to not in {CustomField.AppliesTo.ALL, kind}:
                    problems.append(BadValueError(name, _("this field is not one of this sort of customer")))
                    continue
                contact.custom[custom.pk] = value


def _unreadable(kind: str, raw: str) -> str:
    if kind == Kind.EMAIL:
        return _("“%(value)s” is no e-mail address") % {"value": raw[:80]}
    return _("“%(value)s” is no phone number, or lacks its country code") % {"value": raw[:80]}


def language_code(text: str) -> str:
    """Return the language of ours that a text names; "" for another."""
    plain = text.strip().replace("_", "-").casefold()
    for code, label in settings.LANGUAGES:
        if plain in {code.casefold(), str(label).casefold()}:
            return str(code)
    if plain.startswith("zh"):
        return "zh-hant" if any(sign in plain for sign in ("hant", "tw", "hk")) else "zh-hans"
    return "en" if plain.startswith("en") else ""


def region_of(text: str) -> str:
    """Return the code (ISO 3166-1 alpha-2) of the country that a name or code names; "" for none."""
    plain = visible_line(text)
    codes = country_names()
    return plain.upper() if plain.upper() in set(codes.values()) else codes.get(plain.casefold(), "")


def formatted_place(text: str) -> Place:
    """Read an address in one cell, as Google formats it: street, then postcode and city, then country."""
    lines = [visible_line(line) for line in text.splitlines() if visible_line(line)]
    place = Place()
    if len(lines) > 1 and (code := region_of(lines[-1])):
        place.region = code
        lines.pop()
    for number, line in enumerate(lines[1:], 1):
        before = re.fullmatch(r"((?:[A-Z]{1,2}-)?\d[\d -]{2,9})\s+(\D.*)", line)
        after = re.fullmatch(
            r"(.*?\D),?\s+((?:[A-Z]{2}\s+)?\d[\d -]{3,9}|[A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2})", line
        )
        if found := before or after:
            postcode, city = (found[1], found[2]) if before else (found[2], found[1])
            place.postcode, place.city = plain_postcode(postcode), city.rstrip(",")
            lines.pop(number)
            break
    place.line1, place.line2 = "".join(lines[:1]), ", ".join(lines[1:])
    return place


def sign_customer(pk: int) -> str:
    """Return a customer's number as only this installation writes it: another one's says nothing here."""
    return SIGNER.sign(str(pk))


def headings_of(rows: Iterable[Mapping[str, object]]) -> list[str]:
    """Return all headings of rows, in the order in which they appear."""
    return list(dict.fromkeys(name for row in rows for name in row))
