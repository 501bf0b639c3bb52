"""What somebody hands over who captures a lead."""

from dataclasses import dataclass, field
from datetime import datetime

from crm_core.customers.models import Customer
from shop.b2b.models import Company
from shop.json_types import JsonObject
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class LeadFacts:
    """A fact that makes a lead.

    `kind` is one of `kinds.SOURCE_KINDS`; `source` names the fact ("form-entry:5") and makes it happen once;
    `occurred_at` is aware. Who it is: `customer` where that is known already, else whatever `identify` can
    use. `written` is raw what they said of themselves (plain JSON; the fields of this class are added to it),
    `data` what the system knows of the fact ("amount", "form_id" ...). `country` is ISO 3166-1 alpha-2.
    """

    kind: str
    source: str
    occurred_at: datetime
    customer: Customer | None = None
    user: User | None = None
    company: Company | None = None
    name: str = ""
    email: str = ""
    phone: str = ""
    company_name: str = ""
    vat_id: str = ""
    country: str = ""
    postcode: str = ""
    language: str = ""
    title: str = ""
    text: str = ""
    products: tuple[int, ...] = ()
    owner: User | None = None
    written: JsonObject = field(default_factory=dict)
    data: JsonObject = field(default_factory=dict)

    def as_written(self) -> JsonObject:
        """Return raw what they said of themselves."""
        said = {
            name: getattr(self, name)
            for name in ("name", "email", "phone", "company_name", "vat_id", "country", "postcode")
        }
        return {**{name: value for name, value in said.items() if value}, **self.written}
