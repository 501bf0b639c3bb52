"""A company's terms as rows of a page: what, how much, and where it was set."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _, ngettext

from shop.b2b.inheritance import Inherited, terms_of
from shop.b2b.models import Company
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class TermRow:
    """One term in words; `origin` says where it comes from."""

    label: str
    value: str
    origin: str


def term_rows(company: Company) -> tuple[list[TermRow], User | None]:
    """Return what holds for a company, in words, and who looks after it."""
    terms = terms_of(company)
    days: int = terms.payment_terms_days.value
    rows = [_row(company, _("Payment terms"), _days(days), terms.payment_terms_days)]
    if terms.has_early_payment:
        words = _("%(percent)s %% less within %(days)s") % {
            "percent": number_format(terms.early_payment_percent.value.normalize()),
            "days": _days(terms.early_payment_days.value),
        }
        rows.append(_row(company, _("Early payment"), words, terms.early_payment_percent))
    needs = _("required with every order") if terms.needs_po_number.value else _("not required")
    rows.append(_row(company, _("Your order number"), needs, terms.needs_po_number))
    if terms.group.value is not None:
        rows.append(_row(company, _("Company group"), str(terms.group.value), terms.group))
    if terms.sales_rep.value is not None:
        rows.append(_row(company, _("Sales representative"), str(terms.sales_rep.value), terms.sales_rep))
    rep: User | None = terms.sales_rep.value
    return rows, rep


def _days(number: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", number) % {"n": number}


def _row(company: Company, label: str, value: str, held: Inherited) -> TermRow:
    return TermRow(label=label, value=value, origin=held.origin_for(company))
