"""What the timeline tells of repairs, each state once, and which wait for somebody."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from crm_core.customers.attention import OPEN_ITEMS, WARN, OpenItem, OpenSource
from crm_core.customers.models import Customer, CustomerOrder
from crm_core.customers.queries import account_of
from crm_core.customers.services import attach_order
from crm_core.timeline.kinds import KINDS, TimelineKind
from crm_core.timeline.services import record
from shop.events.registry import subscribe
from shop.user.models import User
from shop.warranties.events import RepairMoved
from shop.warranties.models import Repair
from shop.warranties.states import OPEN, RepairState

MOST_SHOWN = 4
#: When a repair came into a state.
STAMPS = {
    RepairState.REQUESTED: "requested_at",
    RepairState.APPROVED: "approved_at",
    RepairState.RECEIVED: "received_at",
    RepairState.REPAIRED: "repaired_at",
}
for _name, _label, _icon in (
    ("requested", gettext_lazy("Repair requested"), "cog"),
    ("approved", gettext_lazy("Repair approved"), "check"),
    ("received", gettext_lazy("Item for repair received"), "download"),
    ("repaired", gettext_lazy("Item repaired"), "cogs"),
    ("closed", gettext_lazy("Repair done"), "check"),
    ("refused", gettext_lazy("Repair refused"), "cross"),
    ("cancelled", gettext_lazy("Repair cancelled"), "cross"),
):
    KINDS.register(
        TimelineKind(
            name=f"repair.{_name}",
            label=_label,
            group="orders",
            icon=_icon,
            template="crm_core/timeline/kinds/repair.html",
        )
    )


@subscribe(RepairMoved)
def on_repair_moved(event: RepairMoved) -> None:
    """Tell where a repair stands, each state once."""
    found = Repair.objects.select_related("unit__line__order").get(pk=event.repair_id)
    record(
        attach_order(found.unit.line.order),
        kind=f"repair.{event.state}",
        occurred_at=_moment(found, event.state),
        source=f"repair.{event.state}:{found.pk}",
        data={
            "number": found.number,
            "repair_id": found.pk,
            "order": found.unit.line.order.number,
            "item": found.unit.line.title,
        },
    )


def _moment(repair: Repair, state: str) -> datetime:
    moment: datetime | None = getattr(repair, STAMPS.get(RepairState(state), "closed_at"))
    return moment or timezone.now()


def open_repairs(customer: Customer, _user: User) -> list[OpenItem]:
    """List the repairs that are not done."""
    orders = CustomerOrder.objects.filter(customer__in=account_of(customer).values("pk")).values("order")
    rows = Repair.objects.filter(unit__line__order__in=orders, state__in=OPEN).order_by("requested_at", "pk")
    return [
        OpenItem(
            label=_("Repair %(number)s") % {"number": found.number},
            note=found.get_state_display(),
            url=reverse("repairs:inspect", args=[found.pk]),
            tone=WARN,
        )
        for found in rows[:MOST_SHOWN]
    ]


OPEN_ITEMS.register(
    OpenSource(name="repairs", read=open_repairs, order=16, permission="warranties.view_repair")
)
