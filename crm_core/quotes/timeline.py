"""What the customer's timeline tells of quotes."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm_core.quotes.models import Quote
from crm_core.timeline.kinds import KINDS, TimelineKind
from crm_core.timeline.services import record

VIEW = ("quotes.view_quote",)

for _name, _label, _icon in (
    ("quote.requested", _("Quote requested"), "help"),
    ("quote.sent", _("Quote sent"), "mail"),
    ("quote.countered", _("Counter-offer to a quote"), "rotate"),
    ("quote.accepted", _("Quote accepted"), "check"),
    ("quote.rejected", _("Quote rejected"), "cross"),
    ("quote.withdrawn", _("Quote withdrawn"), "cross"),
    ("quote.expired", _("Quote expired"), "time"),
    ("quote.ordered", _("Quote ordered"), "success"),
):
    KINDS.register(
        TimelineKind(
            name=_name,
            label=_label,
            group="deals",
            icon=_icon,
            template="crm_core/quotes/timeline.html",
            permissions=VIEW,
        )
    )


def tell(quote: Quote, kind: str, *, fact: str, at: datetime | None = None, **more: object) -> None:
    """Write what happened to a quote into the timeline of its customer, once for each `fact`."""
    record(
        quote.customer,
        kind=kind,
        occurred_at=at or timezone.now(),
        source=f"quote:{quote.pk}:{fact}",
        data={
            "quote_id": quote.pk,
            "number": quote.number,
            "version": quote.latest,
            "total": str(quote.total),
            "currency": quote.currency,
            **more,
        },
    )
