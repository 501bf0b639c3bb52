"""How a customer's timeline tells what was decided."""

from django.utils.translation import gettext_lazy as _

from crm_core.timeline.kinds import KINDS, TimelineKind

KINDS.register(
    TimelineKind(
        name="approval.closed",
        label=_("Approval"),
        icon="check",
        template="crm_core/timeline/kinds/approval_closed.html",
        permissions=("approvals.view_approval",),
    )
)
