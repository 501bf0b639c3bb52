"""What is forgotten of somebody whom a company invited or who receives its goods; companies stay."""

from django.db.models import Q, Value
from django.db.models.functions import Concat, Trim
from django.utils.translation import gettext_lazy as _

from shop.b2b.models import CompanyInvitation, CompanyLocation
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, KEPT, Eraser, Kept
from shop.privacy.erasure.rows import blank, by_address, deleted, holding, redact_rows

RECEIVER = ("title", "first_name", "last_name", "search_text")
TEXTS = [*RECEIVER, "notes"]


def erase_company_traces(person: Person) -> int:
    """Delete invitations to the person's address; take their name off the places where they receive goods.

    A place's doors and telephone number are the company's.
    """
    number = deleted(by_address(CompanyInvitation, "email", person))
    told = holding(CompanyLocation.objects.all(), TEXTS, [*person.keys(), *person.names])
    number += redact_rows(told, TEXTS, person)
    named = CompanyLocation.objects.alias(
        western=Trim(Concat("first_name", Value(" "), "last_name")), eastern=Concat("last_name", "first_name")
    )
    theirs = named.filter(Q(western__in=person.names) | Q(eastern__in=person.names))
    return number + blank(CompanyLocation.objects.filter(pk__in=theirs.values("pk")), RECEIVER)


ERASERS.register(
    Eraser(
        name="company-invitations",
        label=_("invitations to companies, and the name where a company's goods are received"),
        fields=("b2b.CompanyInvitation.*", *(f"b2b.CompanyLocation.{name}" for name in TEXTS)),
        erase=erase_company_traces,
    )
)
KEPT.register(
    Kept(
        name="companies",
        reason="Of a company as such: how it is reached, what it calls its parts and its roles.",
        fields=(
            *("b2b.Company.registration_number", "b2b.Company.website", "b2b.Company.phone"),
            *("b2b.Company.path", "b2b.CompanyGroup.*", "b2b.CompanyRole.*", "b2b.Department.*"),
            *("b2b.CostCentre.*", "b2b.CompanyLocation.name", "b2b.CompanyLocation.code"),
            *("b2b.CompanyLocation.line1", "b2b.CompanyLocation.line2", "b2b.CompanyLocation.line3"),
            *("b2b.CompanyLocation.line4", "b2b.CompanyLocation.state", "b2b.CompanyLocation.postcode"),
            "b2b.CompanyLocation.phone_number",
        ),
    )
)
