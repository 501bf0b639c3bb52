"""Terms that a company has of its own or from a parent, and from which."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from shop.b2b.models import Company
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class Inherited:
    """A value and the company it was set at; `source` is None where the shop's own default holds."""

    value: Any
    source: Company | None

    def is_inherited_by(self, company: Company) -> bool:
        """Tell whether it was set elsewhere than at this company."""
        return self.source != company

    def origin_for(self, company: Company) -> str:
        """Say in words where the value comes from, as a reader of this company's page is told."""
        if self.source is None:
            return _("shop's default")
        if self.source == company:
            return _("set here")
        return _("inherited from %(company)s") % {"company": self.source.name}


@dataclass(frozen=True, kw_only=True)
class CompanyTerms:
    """What holds for a company now, each with where it was set.

    Days are calendar days, the discount is percent (Decimal). Early payment with no percent, or no days, is
    not offered: `has_early_payment`. `sales_rep` is a User, `group` a CompanyGroup, each None for none.
    """

    payment_terms_days: Inherited
    early_payment_days: Inherited
    early_payment_percent: Inherited
    needs_po_number: Inherited
    sales_rep: Inherited
    group: Inherited

    @property
    def has_early_payment(self) -> bool:
        """Tell whether paying early makes it cheaper."""
        return bool(self.early_payment_days.value and self.early_payment_percent.value)


def lineage(company: Company) -> list[Company]:
    """Return the company and its parents, the nearest first; one query."""
    keys = company.lineage_keys
    if len(keys) == 1:
        return [company]
    found = Company.objects.select_related("sales_rep", "group").in_bulk(keys)
    return [company if key == company.pk else found[key] for key in keys if key in found]


def inherited(companies: Sequence[Company], name: str, *, default: Any = None) -> Inherited:
    """Return the first value of a field that is set, from a company up (`lineage`), else the default."""
    for company in companies:
        value = getattr(company, name)
        if value is not None:
            return Inherited(value=value, source=company)
    return Inherited(value=default, source=None)


def terms_of(company: Company) -> CompanyTerms:
    """Return what holds for a company: its own, else the nearest parent's, else the shop's default.

    The shop's terms are KILN_ACCOUNT_TERMS_DAYS; it asks for no order number and has no discount for paying
    early. One query for a company with parents, none without (its rep and its group may be loaded).
    """
    companies = lineage(company)
    return CompanyTerms(
        payment_terms_days=inherited(
            companies, "payment_terms_days", default=settings.KILN_ACCOUNT_TERMS_DAYS
        ),
        early_payment_days=inherited(companies, "early_payment_days"),
        early_payment_percent=inherited(companies, "early_payment_percent"),
        needs_po_number=inherited(companies, "needs_po_number", default=False),
        sales_rep=inherited(companies, "sales_rep"),
        group=inherited(companies, "group"),
    )


def sales_rep_of(company: Company) -> User | None:
    """Return who looks after a company: its own rep or the nearest parent's; None for nobody."""
    rep: User | None = inherited(lineage(company), "sales_rep").value
    return rep
