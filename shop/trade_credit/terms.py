"""When a company has to pay, and what it may take off for paying early: its own terms or inherited ones."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.utils.formats import localize
from django.utils.translation import gettext as _

from shop.b2b.inheritance import Inherited, inherited, lineage
from shop.b2b.models import Company
from shop.money import round_money


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Days to pay in, from the day of the order; `early_days` and `early_percent` stand together or not."""

    days: int
    early_days: int | None = None
    early_percent: Decimal | None = None

    def due_on(self, placed_on: date) -> date:
        """Return the last day for paying."""
        return placed_on + timedelta(days=self.days)

    def discount_until(self, placed_on: date) -> date | None:
        """Return the last day on which paying early takes something off."""
        return None if self.early_days is None else placed_on + timedelta(days=self.early_days)

    @property
    def words(self) -> str:
        """Say them to the buyer."""
        text = _("Please pay within %(days)d days.") % {"days": self.days}
        if self.early_percent is None:
            return text
        early = _("%(percent)s %% discount when paid within %(days)d days.")
        said = early % {"percent": percent_text(self.early_percent), "days": self.early_days}
        return f"{text} {said}"


def terms_sources(company: Company) -> dict[str, Inherited]:
    """Return each term of a company with the company it was set at."""
    companies = lineage(company)
    return {
        "payment_terms_days": inherited(
            companies, "payment_terms_days", default=settings.KILN_ACCOUNT_TERMS_DAYS
        ),
        "early_payment_days": inherited(companies, "early_payment_days"),
        "early_payment_percent": inherited(companies, "early_payment_percent"),
    }


def terms_of(company: Company) -> Terms:
    """Return the terms that hold for a company today: its own, a parent's, else the shop's."""
    found = terms_sources(company)
    days, percent = found["early_payment_days"].value, found["early_payment_percent"].value
    if days is None or not percent:
        return Terms(days=found["payment_terms_days"].value)
    return Terms(days=found["payment_terms_days"].value, early_days=days, early_percent=Decimal(percent))


def discount_of(amount: Decimal, percent: Decimal | None, currency: str) -> Decimal:
    """Return what paying early takes off an amount (gross), rounded as the currency is."""
    return round_money(amount * percent / 100, currency) if percent else Decimal("0.00")


def percent_text(percent: Decimal) -> str:
    """Write a percentage without zeros that say nothing, as the reader's language does: 2, 2.5."""
    return str(localize(percent.normalize() + 0))
