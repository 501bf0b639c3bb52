"""How companies and their people come in."""

from shop.company_accounts.models.registration import (
    ApplicationAnswer,
    ApplicationDocument,
    CompanyApplication,
)
from shop.company_accounts.models.representatives import RepMessage

__all__ = ["ApplicationAnswer", "ApplicationDocument", "CompanyApplication", "RepMessage"]
