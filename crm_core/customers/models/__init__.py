"""The customer, the keys that lead to one, which records may be the same or were merged, who sees whom."""

from crm_core.customers.models.access import FieldRight, Team, Territory
from crm_core.customers.models.customers import (
    CurrentCustomers,
    Customer,
    CustomerIdentifier,
    CustomerOrder,
    IdentityConflict,
)
from crm_core.customers.models.duplicates import (
    CustomerMerge,
    CustomerPair,
    DistinctPair,
    IdentityProfile,
    MatchCandidate,
    MatchKey,
    RowHome,
)

__all__ = [
    "CurrentCustomers",
    "Customer",
    "CustomerIdentifier",
    "CustomerMerge",
    "CustomerOrder",
    "CustomerPair",
    "DistinctPair",
    "FieldRight",
    "IdentityConflict",
    "IdentityProfile",
    "MatchCandidate",
    "MatchKey",
    "RowHome",
    "Team",
    "Territory",
]
