"""What becomes of leads when somebody is forgotten: that there was one stays, what they wrote goes."""

from collections.abc import Collection

from django.db.models import QuerySet
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm_core.customers.records import trees
from crm_core.customers.signals import customer_anonymised
from crm_core.leads.models import Lead, LeadSource
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, KEPT, UNRELATED, Eraser, Kept, Unrelated
from shop.privacy.erasure.rows import holding, redact_rows
from shop.privacy.erasure.traces import words_of

SAID = ["wants", "company_name", "reason_note"]
WRITTEN = ["title", "text", "written", "data"]


def leads_of(person: Person) -> QuerySet[Lead]:
    """List the leads of the person's records."""
    records = trees.tree_ids(*person.customers) if person.customers else []
    return Lead.records.filter(customer__in=records)


def forget(records: Collection[int]) -> int:
    """Take from the leads of these records what was written, and close them; return how many there are."""
    leads = Lead.records.filter(customer__in=records)
    leads.filter(open_slot=True).update(
        state=Lead.State.DISQUALIFIED,
        open_slot=None,
        reason=Lead.Reason.OTHER,
        closed_at=timezone.now(),
    )
    LeadSource.objects.filter(lead__in=leads.values("pk")).update(title="", text="", written={}, data={})
    return leads.update(wants="", company_name="", vat_id="", postcode="", reason_note="")


@receiver(customer_anonymised, dispatch_uid="leads.customer_anonymised")
def on_customer_anonymised(*, records: Collection[int], **kwargs: object) -> None:
    """Let go of what was written of these records, whoever ends them."""
    forget(records)


def erase_leads(person: Person) -> int:
    """Forget what they wrote, and strike them out of what others wrote."""
    number = forget(trees.tree_ids(*person.customers)) if person.customers else 0
    if words := words_of(person):
        number += redact_rows(holding(Lead.records.all(), SAID, words), SAID, person)
        number += redact_rows(holding(LeadSource.objects.all(), WRITTEN, words), WRITTEN, person)
    return number


ERASERS.register(
    Eraser(
        name="leads",
        label=_("what they wrote and said of themselves as leads"),
        fields=(
            *(
                f"leads.Lead.{name}"
                for name in ("wants", "company_name", "vat_id", "postcode", "reason_note")
            ),
            *(f"leads.LeadSource.{name}" for name in ("title", "text", "written", "data")),
        ),
        erase=erase_leads,
        count=lambda person: leads_of(person).count(),
    )
)
KEPT.register(
    Kept(
        name="leads",
        fields=(
            *(f"leads.Lead.{name}" for name in ("state", "kind", "country", "language", "reason")),
            "leads.Lead.score_parts",
            *(f"leads.LeadSource.{name}" for name in ("kind", "source")),
        ),
        reason=_(
            "Reports count where leads came from and what became of them; these say nothing of who it was."
        ),
    )
)
UNRELATED.register(
    Unrelated(
        name="rules of leads",
        fields=(
            *("leads.ScoreRule.*", "leads.RoutingRule.*", "leads.LeadCapacity.*", "leads.LeadSettings.*"),
            *("leads.BusinessCalendar.*", "leads.CalendarHours.*"),
        ),
    )
)
