"""What a company's buyer writes to their representative is to be answered: an activity on that day."""

from django.utils import timezone
from django.utils.translation import gettext as _

from crm_core.activities.access import AssigneeRefusedError
from crm_core.activities.models import Activity
from crm_core.activities.services import PlannedActivity, plan_activity
from crm_core.customers.services import identify
from shop.company_accounts.models import RepMessage
from shop.company_accounts.representatives.events import RepMessageSent
from shop.events.registry import subscribe


@subscribe(RepMessageSent)
def on_rep_message_sent(event: RepMessageSent) -> None:
    """Plan the answer, once; without the customer's record for who may not see it."""
    rows = RepMessage.objects.select_related("user", "company", "to")
    message = rows.filter(pk=event.message_id, user__is_active=True).first()
    if message is None or message.to is None:
        return
    subject = _("Answer %(name)s: %(subject)s") % {"name": message.user, "subject": message.subject}
    try:
        plan_activity(_planned(message, subject, customer=identify(user=message.user)))
    except AssigneeRefusedError:
        plan_activity(_planned(message, subject))


def _planned(message: RepMessage, subject: str, **about: object) -> PlannedActivity:
    return PlannedActivity(
        subject=subject,
        note=f"{message.company}\n\n{message.text}",
        kind=Activity.Kind.MAIL,
        due_at=timezone.now(),
        assignee=message.to,
        source=f"rep-message:{message.pk}",
        **about,  # type: ignore[arg-type]
    )
