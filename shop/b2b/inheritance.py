"""Terms that a company has of its own or from a parent, and from which."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shop.b2b.models import Company


@dataclass(frozen=True, kw_only=True)
class Inherited:
    """A value and the company it was set at; `source` is None where the shop's own default holds."""

    value: Any
    source: Company | None

    def is_inherited_by(self, company: Company) -> bool:
        """Tell whether it was set elsewhere than at this company."""
        return self.source != company


def lineage(company: Company) -> list[Company]:
    """Return the company and its parents, the nearest first; one query."""
    keys = company.lineage_keys
    if len(keys) == 1:
        return [company]
    found = Company.objects.in_bulk(keys)
    return [company if key == company.pk else found[key] for key in keys if key in found]


def inherited(companies: Sequence[Company], name: str, *, default: Any = None) -> Inherited:
    """Return the first value of a field that is set, from a company up (`lineage`), else the default."""
    for company in companies:
        value = getattr(company, name)
        if value is not None:
            return Inherited(value=value, source=company)
    return Inherited(value=default, source=None)
