"""Deals that partners register: the registration, what proves it, and whom it collides with."""

from partners.deal_registrations.models.evidence import EvidenceEntry, RegistrationMessage
from partners.deal_registrations.models.matching import ConflictLock, ConflictMatch, PartyKey
from partners.deal_registrations.models.registrations import (
    DealRegistration,
    RegistrationLine,
    RegistrationOrder,
    RegistrationState,
)

__all__ = [
    "ConflictLock",
    "ConflictMatch",
    "DealRegistration",
    "EvidenceEntry",
    "PartyKey",
    "RegistrationLine",
    "RegistrationMessage",
    "RegistrationOrder",
    "RegistrationState",
]
