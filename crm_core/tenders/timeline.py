"""Tenders on the timeline of who posted them."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from crm_core.customers.services import identify
from crm_core.tenders.models import Tender
from crm_core.timeline.kinds import KINDS, TimelineKind
from crm_core.timeline.services import record

KINDS.register(
    TimelineKind(
        name="tender",
        label=_("Tender"),
        group="deals",
        icon="list-ul",
        template="crm_core/tenders/timeline.html",
    )
)


def tell(tender: Tender, what: str, *, at: datetime) -> None:
    """Write that something happened to a tender, once; nothing for a buyer who is gone."""
    if tender.user is None or not tender.user.is_active:
        return
    record(
        identify(user=tender.user),
        kind="tender",
        occurred_at=at,
        source=f"tender:{tender.pk}:{what}",
        data={"tender_id": tender.pk, "number": tender.number, "title": tender.title, "what": what},
    )
