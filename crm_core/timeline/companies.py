"""What the timeline tells of people who join a company or may not buy for it any more."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from crm_core.customers.services import identify
from crm_core.timeline.kinds import KINDS, TimelineKind
from crm_core.timeline.services import record
from shop.b2b.events import CompanyMemberDeactivated, CompanyMemberJoined
from shop.b2b.models import CompanyContact
from shop.events.registry import subscribe

TEMPLATE = "crm_core/timeline/kinds/company_member.html"
for _name, _label in (
    ("company.joined", _("Buys for a company")),
    ("company.deactivated", _("Does not buy for a company any more")),
):
    KINDS.register(TimelineKind(name=_name, label=_label, group="other", icon="group", template=TEMPLATE))


@subscribe(CompanyMemberJoined)
def on_member_joined(event: CompanyMemberJoined) -> None:
    """Tell that somebody accepted an invitation."""
    _record(event, what="joined")


@subscribe(CompanyMemberDeactivated)
def on_member_deactivated(event: CompanyMemberDeactivated) -> None:
    """Tell that somebody may not buy for the company any more."""
    _record(event, what="deactivated")


def _record(event: CompanyMemberJoined | CompanyMemberDeactivated, *, what: str) -> None:
    contact = CompanyContact.objects.select_related("company", "user").filter(pk=event.contact_id).first()
    if contact is None or contact.user is None or not contact.user.is_active:
        return
    record(
        identify(user=contact.user),
        kind=f"company.{what}",
        occurred_at=datetime.fromisoformat(event.at),
        source=f"company-member:{contact.pk}:{what}:{event.at}",
        data={"company": contact.company.name},
    )
