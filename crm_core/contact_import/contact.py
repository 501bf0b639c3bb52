"""One contact of a file, read and normalised, before anything is written of it."""

import hashlib
import json
from dataclasses import asdict, dataclass, field

from crm_core.contact_import.targets import place_of
from crm_core.custom_fields.kinds import Value

#: Known since rows are kept by their key: where nothing is said they leave it as it was.
LATER = frozenset({"newsletter_by", "consent_at", "consent_how"})


@dataclass(kw_only=True)
class Point:
    """A way to reach somebody; `value` is normalised."""

    kind: str
    value: str
    service: str = ""
    label: str = ""


@dataclass(kw_only=True)
class Place:
    """A postal address; `region` is its country (ISO 3166-1), `country` too where the shop knows it."""

    line1: str = ""
    line2: str = ""
    postcode: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    region: str = ""
    label: str = ""


@dataclass(kw_only=True)
class Contact:
    """What a row says. `custom` is by the numbers of fields; `opt_out` is of everything.

    `newsletter_by` are channels, none for e-mail alone; `consent_at` is a day (ISO 8601).
    """

    name: str = ""
    is_company: bool = False
    points: list[Point] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    company: str = ""
    role: str = ""
    tags: list[str] = field(default_factory=list)
    notes: str = ""
    born: str = ""
    language: str = ""
    owner: str = ""
    preferred_channel: str = ""
    opt_out: bool = False
    newsletter: bool | None = None
    newsletter_by: list[str] = field(default_factory=list)
    consent_at: str = ""
    consent_how: str = ""
    do_not_call: bool = False
    external_id: str = ""
    customer_id: str = ""
    custom: dict[int, Value] = field(default_factory=dict)

    def values(self, kind: str) -> list[str]:
        """List addresses or numbers, in their order."""
        return [point.value for point in self.points if point.kind == kind]

    @property
    def is_empty(self) -> bool:
        """Say whether nobody could be meant."""
        return not (self.name or self.points)

    def key(self, layout: str) -> str:
        """Return what the row is known by: its number in the other system, else all that it says."""
        if self.external_id and layout:
            text = f"{layout}\n{self.external_id}"
        else:
            said = {name: value for name, value in asdict(self).items() if value or name not in LATER}
            text = json.dumps(said, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def add_point(contact: Contact, *, kind: str, value: str, service: str = "", label: str = "") -> None:
    """Add a contact point once."""
    known = {(point.kind, point.service, point.value) for point in contact.points}
    if value and (kind, service, value) not in known:
        contact.points.append(Point(kind=kind, value=value, service=service, label=place_of(label)))
