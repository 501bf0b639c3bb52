"""What becomes of offers when somebody is forgotten: that there was one stays, what was noted goes."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm_core.customers.records import trees
from partners.lead_distribution.models import LeadOffer
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, UNRELATED, Eraser, Unrelated
from shop.privacy.erasure.rows import blank, holding, redact_rows
from shop.privacy.erasure.traces import words_of


def offers_about(person: Person) -> QuerySet[LeadOffer]:
    """List the offers of their leads."""
    records = trees.tree_ids(*person.customers) if person.customers else []
    return LeadOffer.objects.filter(lead__customer__in=records)


def erase_offers(person: Person) -> int:
    """Empty the notes on them, and strike them out of those on others."""
    number = blank(offers_about(person), ["note"])
    if words := words_of(person):
        number += redact_rows(holding(LeadOffer.objects.all(), ["note"], words), ["note"], person)
    return number


ERASERS.register(
    Eraser(
        name="lead-offers",
        label=_("notes of partners on their leads"),
        fields=("lead_distribution.LeadOffer.note",),
        erase=erase_offers,
        count=lambda person: offers_about(person).exclude(note="").count(),
    )
)
UNRELATED.register(
    Unrelated(
        name="lead distribution",
        fields=(
            "lead_distribution.DistributionSettings.*",
            "lead_distribution.LeadProfile.*",
            *(f"lead_distribution.LeadOffer.{name}" for name in ("state", "reason")),
        ),
    )
)
