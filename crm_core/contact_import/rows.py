"""A row on its way into the customers."""

from dataclasses import dataclass, field

from crm_core.contact_import.contact import Contact
from crm_core.contact_import.models import ImportedContact
from crm_core.contact_import.snapshot import Key
from crm_core.customers.matching.scoring import SEPARATE
from crm_core.profile.models import ContactPoint

Kind = ContactPoint.Kind
Outcome = ImportedContact.Outcome


@dataclass
class Row:
    """A row on its way: its number, what it says, whose it is, what it changed."""

    number: int
    contact: Contact
    key: str
    customer: int = 0
    is_new: bool = False
    band: str = SEPARATE
    company: int = 0
    company_is_new: bool = False
    company_key: str = ""
    changes: dict[str, object] = field(default_factory=dict)

    @property
    def keys(self) -> list[Key]:
        """The identifiers that the row names."""
        kinds = (str(Kind.EMAIL), str(Kind.PHONE))
        return [(kind, value) for kind in kinds for value in self.contact.values(kind)]

    @property
    def outcome(self) -> str:
        """What became of it."""
        return Outcome.NEW if self.is_new else Outcome.CHANGED if self.changes else Outcome.UNCHANGED
