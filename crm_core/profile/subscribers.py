"""What the profile hears of."""

from crm_core.customers.events import IdentityFactsChanged
from crm_core.customers.models import Customer
from crm_core.customers.records.trees import survivor_of
from crm_core.profile.events import CustomerProfileChanged
from crm_core.profile.models import ProfileChange
from crm_core.profile.services import take_known_points
from crm_core.timeline.services import record
from shop.events.registry import subscribe


@subscribe(IdentityFactsChanged)
def on_identity_facts_changed(event: IdentityFactsChanged) -> None:
    """An address or number that leads to a customer is one of their contact points."""
    customer = Customer.records.filter(pk=event.customer_id).first()
    if customer is not None:
        take_known_points([survivor_of(customer).pk])


@subscribe(CustomerProfileChanged)
def on_profile_changed(event: CustomerProfileChanged) -> None:
    """Tell which fields were changed and by whom; the values stay with the change."""
    change = ProfileChange.objects.select_related("customer", "by").filter(pk=event.change_id).first()
    if change is None:
        return
    record(
        change.customer,
        kind="profile.changed",
        occurred_at=change.changed_at,
        source=f"profile-change:{change.pk}",
        data={
            "fields": [str(told["field"]) for told in change.changes],
            "by": change.by.get_full_name() or change.by.get_username() if change.by else "",
            "via": change.via.partition(":")[0],
        },
    )
