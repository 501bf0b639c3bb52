"""How companies and their people come in."""

from shop.company_accounts.models.registration import (
    ApplicationAnswer,
    ApplicationDocument,
    CompanyApplication,
)

__all__ = ["ApplicationAnswer", "ApplicationDocument", "CompanyApplication"]
