"""A colleague who acts for a customer in the shop stands on that customer's timeline."""

from django.utils.translation import gettext_lazy as _

from crm_core.customers.queries import customer_of_user
from crm_core.customers.services import identify
from crm_core.timeline.kinds import KINDS, TimelineKind
from crm_core.timeline.services import record
from shop.act_as.events import ActedForCustomer
from shop.act_as.models import ActAsSession
from shop.events.registry import subscribe
from shop.user.models import User

KINDS.register(
    TimelineKind(
        name="acted_for",
        label=_("Acted for the customer"),
        group="web",
        icon="view",
        template="crm_core/timeline/kinds/acted_for.html",
    )
)


@subscribe(ActedForCustomer)
def on_acted_for_customer(event: ActedForCustomer) -> None:
    """Tell that it began, or ended and after how many pages; called again, it tells nothing more."""
    session = ActAsSession.objects.select_related("staff").filter(pk=event.session_id).first()
    user = User.objects.filter(pk=event.user_id, is_active=True).first()
    if session is None or user is None:
        return
    customer = customer_of_user(user.pk) or identify(user=user)
    is_start = event.phase == "started"
    record(
        customer,
        kind="acted_for",
        occurred_at=session.started_at if is_start else session.ended_at or session.expires_at,
        source=f"act-as:{session.pk}:{event.phase}",
        data={
            "session_id": session.pk,
            "staff": str(session.staff),
            "reason": session.reason,
            "phase": event.phase,
            "pages": session.entries.count(),
        },
    )
