"""What the tier gives for deal registrations, where the slice above asks."""

from partners.accounts.benefits import TERMS_SOURCES, RegistrationTerms, TermsSource
from partners.accounts.models import PartnerAccount
from partners.tiers.queries import benefits_of


def registration_terms_of_tier(account: PartnerAccount) -> RegistrationTerms | None:
    """Return hours and days of the account's tier; None for an account that has none now."""
    benefits = benefits_of(account)
    if benefits.tier is None:
        return None
    return RegistrationTerms(answer_hours=benefits.answer_hours, protection_days=benefits.protection_days)


TERMS_SOURCES.register(TermsSource(name="tier", terms=registration_terms_of_tier))
