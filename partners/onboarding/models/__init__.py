"""Becoming a partner: what was applied for, what was agreed, what a partner says of itself."""

from partners.onboarding.models.agreements import AgreementAcceptance, AgreementVersion
from partners.onboarding.models.applications import PartnerApplication
from partners.onboarding.models.profiles import PartnerProfile

__all__ = ["AgreementAcceptance", "AgreementVersion", "PartnerApplication", "PartnerProfile"]
