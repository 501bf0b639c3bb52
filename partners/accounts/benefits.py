"""What a partner's standing gives beside prices: read here, entered by whatever decides on it."""

from collections.abc import Callable
from dataclasses import dataclass

from partners.accounts.models import PartnerAccount
from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class RegistrationTerms:
    """For deal registrations: answered within so many hours, protected for so many days; None: the usual."""

    answer_hours: int | None = None
    protection_days: int | None = None


@dataclass(frozen=True, kw_only=True)
class TermsSource:
    """One that knows terms of an account (its tier); the first that knows any decides, by `order`."""

    name: str
    terms: Callable[[PartnerAccount], RegistrationTerms | None]
    order: int = 50


TERMS_SOURCES: Registry[TermsSource] = Registry(
    "source of a partner's terms", sort=lambda source: (source.order, source.name)
)


def registration_terms(account: PartnerAccount) -> RegistrationTerms:
    """Return the terms of an account's deal registrations."""
    for source in TERMS_SOURCES:
        if found := source.terms(account):
            return found
    return RegistrationTerms()
