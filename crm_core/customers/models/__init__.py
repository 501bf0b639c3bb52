"""The customer, the keys that lead to one, which records may be the same, which were merged."""

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
    "IdentityConflict",
    "IdentityProfile",
    "MatchCandidate",
    "MatchKey",
    "RowHome",
]
