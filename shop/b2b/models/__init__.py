"""Companies that buy: the record, who may do what for it, and where its goods go."""

from shop.b2b.models.companies import Company, CompanyGroup
from shop.b2b.models.contacts import CompanyContact
from shop.b2b.models.invitations import CompanyInvitation
from shop.b2b.models.places import CompanyLocation, CostCentre, Department
from shop.b2b.models.roles import CompanyRole

__all__ = [
    "Company",
    "CompanyContact",
    "CompanyGroup",
    "CompanyInvitation",
    "CompanyLocation",
    "CompanyRole",
    "CostCentre",
    "Department",
]
