"""The first contact as an activity of the lead's owner, so that it stands on their day."""

from contextlib import suppress

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.translation import gettext

from crm_core.activities.access import AssigneeRefusedError
from crm_core.activities.models import Activity
from crm_core.activities.reasons import REASONS, Reason
from crm_core.activities.services import PlannedActivity, assign, cancel_activity, plan_activity
from crm_core.leads.kinds import label_of_kind
from crm_core.leads.models import Lead
from shop.json_types import JsonObject

REASON = "lead-first-contact"


def _words(data: JsonObject) -> str:
    return gettext("New lead: %(source)s") % {"source": label_of_kind(str(data["kind"]))}


REASONS.register(Reason(name=REASON, words=_words))


def plan_first_contact(lead: Lead) -> Activity | None:
    """Plan the first contact for a lead's owner, once each time that its clock starts.

    None where no clock runs or nobody has the lead. An owner who does not see the customer gets no
    activity; the lead stands in their list.
    """
    if not lead.is_open or lead.owner is None or lead.first_contact_due_at is None or lead.first_contacted_at:
        return None
    due = lead.first_contact_due_at
    try:
        activity = plan_activity(
            PlannedActivity(
                subject=gettext("First contact"),
                kind=Activity.Kind.CALL if lead.customer.phone else Activity.Kind.MAIL,
                due_at=due,
                all_day=False,
                customer=lead.customer,
                about=lead,
                assignee=lead.owner,
                priority=Activity.Priority.HIGH,
                reason=REASON,
                reason_data={"kind": lead.kind, "lead_id": lead.pk},
                source=f"lead:{lead.pk}:first-contact:{int(due.timestamp())}",
            )
        )
    except AssigneeRefusedError:
        return None
    if activity.assignee_id != lead.owner_id:
        with suppress(AssigneeRefusedError):
            assign(activity, lead.owner)
    return activity


def _planned(lead: Lead) -> QuerySet[Activity]:
    kind = ContentType.objects.get_for_model(Lead)
    return Activity.objects.filter(
        content_type=kind, object_id=lead.pk, reason=REASON, state=Activity.State.OPEN
    )


def drop_first_contact(lead: Lead) -> int:
    """Call off the first contact that is still planned; return how many there were."""
    return sum(cancel_activity(activity, by=None) is not None for activity in _planned(lead))
