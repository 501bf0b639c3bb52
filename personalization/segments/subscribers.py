"""What segments hear of as events: profiles, owners, consents, merges."""

from crm_core.consents.events import ConsentRecorded
from crm_core.consents.models import ConsentSubject
from crm_core.customers.events import CustomerOwnerAssigned, CustomersMerged, CustomersUnmerged
from crm_core.customers.models import Customer, CustomerIdentifier
from crm_core.profile.events import CustomerProfileChanged
from personalization.segments.rules import Fact
from personalization.segments.services import touch
from shop.events.registry import subscribe


@subscribe(CustomerProfileChanged)
def on_profile_changed(event: CustomerProfileChanged) -> None:
    """Fields, tags, own fields."""
    _touch_known([event.customer_id], Fact.PROFILE)


@subscribe(CustomerOwnerAssigned)
def on_owner_assigned(event: CustomerOwnerAssigned) -> None:
    """The owner."""
    _touch_known([event.customer_id], Fact.PROFILE)


@subscribe(CustomersMerged)
def on_merged(event: CustomersMerged) -> None:
    """Everything of both."""
    _touch_known([event.customer_id, event.merged_id], *Fact)


@subscribe(CustomersUnmerged)
def on_unmerged(event: CustomersUnmerged) -> None:
    """Everything of both."""
    _touch_known([event.customer_id, event.restored_id], *Fact)


@subscribe(ConsentRecorded)
def on_consent_recorded(event: ConsentRecorded) -> None:
    """Whoever may be written to."""
    subject = ConsentSubject.objects.filter(pk=event.subject_id).first()
    if subject is None:
        return
    keys = CustomerIdentifier.objects.filter(kind=subject.kind, value=subject.value)
    found = set(keys.values_list("customer_id", flat=True))
    if subject.kind == ConsentSubject.Kind.CUSTOMER and subject.value.isdecimal():
        found.add(int(subject.value))
    _touch_known(sorted(found), Fact.CONSENT)


def _touch_known(customers: list[int], *facts: str) -> None:
    touch(Customer.records.filter(pk__in=customers).values_list("pk", flat=True), *facts)
