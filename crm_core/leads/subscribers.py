"""What leads hear of."""

from django.utils import timezone

from crm_core.abandoned_baskets.events import BasketAbandoned
from crm_core.activities.events import ActivityCompleted
from crm_core.activities.models import Activity
from crm_core.customers.services import attach_order
from crm_core.leads.baskets import capture_basket, close_leads_of_order
from crm_core.leads.events import LeadAssigned, LeadContacted, LeadDisqualified, LeadQualified
from crm_core.leads.first_contact import drop_first_contact, plan_first_contact
from crm_core.leads.kinds import STALLED_BASKET
from crm_core.leads.models import Lead
from crm_core.leads.registrations import capture_company_application, capture_registration
from crm_core.leads.services import note_contact_with
from shop.company_accounts.models import CompanyApplication
from shop.company_accounts.registration.events import CompanyApplicationSubmitted
from shop.events.registry import subscribe
from shop.order.events import OrderPlaced
from shop.order.models import Order
from shop.user.events import CustomerRegistered
from shop.user.models import User


@subscribe(CustomerRegistered)
def on_customer_registered(event: CustomerRegistered) -> None:
    """An account makes a lead, where the settings say so."""
    user = User.objects.filter(pk=event.user_id).first()
    if user is not None:
        capture_registration(user)


@subscribe(CompanyApplicationSubmitted)
def on_company_application_submitted(event: CompanyApplicationSubmitted) -> None:
    """A company that applies makes a lead; completed, it is the same fact."""
    rows = CompanyApplication.objects.select_related("user").filter(pk=event.application_id)
    application = rows.first()
    if application is not None:
        capture_company_application(application)


@subscribe(BasketAbandoned)
def on_basket_abandoned(event: BasketAbandoned) -> None:
    """A basket that was left behind makes a lead, where it is worth it."""
    capture_basket(event.basket_id, STALLED_BASKET, now=timezone.now())


@subscribe(OrderPlaced)
def on_order_placed(event: OrderPlaced) -> None:
    """A lead that was nothing but this basket is settled; who has ordered need not be reached first."""
    order = Order.objects.get(pk=event.order_id)
    close_leads_of_order(order)
    note_contact_with(attach_order(order).pk, at=order.date_placed)


@subscribe(ActivityCompleted)
def on_activity_completed(event: ActivityCompleted) -> None:
    """A call, mail, meeting or visit that was done stops the clock."""
    if event.customer_id is None or event.kind == Activity.Kind.TODO:
        return
    activity = Activity.objects.filter(pk=event.activity_id).first()
    if activity is not None and activity.done_at is not None:
        note_contact_with(activity.customer_id or event.customer_id, at=activity.done_at)


@subscribe(LeadAssigned)
def on_lead_assigned(event: LeadAssigned) -> None:
    """The first contact stands on the day of who has the lead."""
    lead = Lead.objects.select_related("customer", "owner").filter(pk=event.lead_id).first()
    if lead is not None and plan_first_contact(lead) is None:
        drop_first_contact(lead)


@subscribe(LeadContacted)
def on_lead_contacted(event: LeadContacted) -> None:
    """What was planned for it is done."""
    _drop(event.lead_id)


@subscribe(LeadQualified)
def on_lead_qualified(event: LeadQualified) -> None:
    """Nobody has to be reached for the first time any more."""
    _drop(event.lead_id)


@subscribe(LeadDisqualified)
def on_lead_disqualified(event: LeadDisqualified) -> None:
    """Nobody has to be reached any more."""
    _drop(event.lead_id)


def _drop(lead_id: int) -> None:
    lead = Lead.records.filter(pk=lead_id).first()
    if lead is not None:
        drop_first_contact(lead)
