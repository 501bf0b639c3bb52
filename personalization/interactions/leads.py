"""What visitors who agreed looked at, as a reason of a lead's score."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm_core.leads.score_facts import NUMBER, SCORE_FACTS, LeadReading, ScoreFact, number_of
from personalization.interactions.models import Interaction

#: More pages than these are asked for by no rule.
MOST = 1000


def visited(reading: LeadReading, value: str) -> datetime | None:
    """Say when they looked last, if they looked at so many products; without consent nothing is known."""
    least = min(number_of(value), MOST)
    theirs = Q(visitor__customer=reading.customer) | Q(customer=reading.customer)
    views = Interaction.objects.filter(theirs, kind=Interaction.Kind.VIEW).order_by("-occurred_at")
    moments = list(views.values_list("occurred_at", flat=True)[:least])
    return moments[0] if moments and len(moments) >= least else None


SCORE_FACTS.register(
    ScoreFact(
        name="pages",
        label=_("Product pages visited at least (with consent)"),
        sentence=_("visited at least %(value)s product pages"),
        read=visited,
        form=NUMBER,
    )
)
