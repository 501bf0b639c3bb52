"""Registered deals on the timeline of the end customer and of the partner."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from crm_core.customers.models import Customer
from crm_core.customers.services import identify
from crm_core.timeline.kinds import KINDS, TimelineKind
from crm_core.timeline.services import record
from partners.deal_registrations.models import DealRegistration

KINDS.register(
    TimelineKind(
        name="deal_registration",
        label=_("Deal registration"),
        group="deals",
        icon="lock",
        template="partners/deals/timeline.html",
        permissions=("deal_registrations.view_dealregistration",),
    )
)


def tell(registration: DealRegistration, what: str, *, at: datetime) -> None:
    """Write once that something happened, for the partner and, once a deal is theirs, the end customer."""
    partner = identify(company=registration.account.company)
    customers: list[Customer] = [partner]
    if registration.deal is not None and registration.deal.customer_id != partner.pk:
        customers.append(registration.deal.customer)
    for customer in customers:
        record(
            customer,
            kind="deal_registration",
            occurred_at=at,
            source=f"registration:{registration.pk}:{what}:{at.isoformat()}:{customer.pk}",
            data={
                "registration_id": registration.pk,
                "number": registration.number,
                "partner": str(registration.account.company),
                "customer": registration.customer_name,
                "what": what,
            },
        )
