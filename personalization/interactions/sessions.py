"""Visits to the shop, rolled up for the timeline of a customer: one entry for each, of who agreed only.

What is told hangs on the visitor's consent: withdrawing it, the end of the account and the end of the
consent's life delete it with the rest of what was remembered.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from crm_core.leads.scoring import rescore_of
from crm_core.timeline.kinds import KINDS, TimelineKind
from crm_core.timeline.models import TimelineEntry
from crm_core.timeline.services import record
from personalization.interactions.models import Interaction, ToldVisit, Visitor

KIND = "web.session"
#: So long without a sign of somebody, and a visit is over.
PAUSE = timedelta(minutes=30)
LOOK_BACK = timedelta(days=2)
TOLD = 3
SEEN = (Interaction.Kind.VIEW, Interaction.Kind.SEARCH, Interaction.Kind.BASKET)

KINDS.register(
    TimelineKind(
        name=KIND,
        label=_("Visit to the shop"),
        group="web",
        icon="globe",
        template="personalization/timeline/session.html",
        permissions=("interactions.view_interaction",),
    )
)


def tell_sessions(*, now: datetime) -> int:
    """Tell the visits of the last two days that are over; return how many. `now` is aware.

    Asked again it tells none twice. A visitor of whom we do not know who they are is not told.
    """
    since = now - LOOK_BACK
    recent = Interaction.objects.filter(
        kind__in=SEEN, occurred_at__gte=since - PAUSE, visitor__customer__isnull=False
    )
    visitors = Visitor.objects.filter(pk__in=recent.values("visitor")).exclude(customer=None)
    return sum(
        _tell_visits_of(visitor, since=since, now=now) for visitor in visitors.order_by("pk").iterator()
    )


@transaction.atomic
def _tell_visits_of(visitor: Visitor, *, since: datetime, now: datetime) -> int:
    """Tell one visitor's visits; whoever withdraws at this moment comes wholly before or after."""
    held = Visitor.objects.select_for_update().filter(pk=visitor.pk).select_related("customer").first()
    if held is None or held.customer is None:
        return 0
    told = 0
    for visit in _visits(held.interactions.filter(kind__in=SEEN, occurred_at__gte=since - PAUSE)):
        begun, ended = visit[0].occurred_at, visit[-1].occurred_at
        if begun < since or ended > now - PAUSE:
            continue
        source = f"visit:{held.pk}:{begun.isoformat()}"
        if TimelineEntry.objects.filter(source=source).exists():
            continue
        facts = {**_facts(visit), "user_id": held.user_id}
        entry = record(held.customer, kind=KIND, occurred_at=begun, source=source, data=facts)
        ToldVisit.objects.get_or_create(entry=entry, defaults={"visitor": held})
        told += 1
    if told:
        rescore_of(held.customer)
    return told


def _visits(interactions: QuerySet[Interaction]) -> list[list[Interaction]]:
    """Part what somebody did where half an hour lies between."""
    visits: list[list[Interaction]] = []
    for one in interactions.select_related("product__parent").order_by("occurred_at", "pk"):
        if visits and one.occurred_at - visits[-1][-1].occurred_at <= PAUSE:
            visits[-1].append(one)
        else:
            visits.append([one])
    return visits


def _facts(visit: Sequence[Interaction]) -> dict[str, object]:
    """Return what is told of a visit: minutes, numbers, the first products and searches."""
    viewed = [one for one in visit if one.kind == Interaction.Kind.VIEW and one.product]
    titles = dict.fromkeys(one.product.get_title() for one in viewed if one.product)
    words = dict.fromkeys(one.query for one in visit if one.query)
    return {
        "minutes": round((visit[-1].occurred_at - visit[0].occurred_at).total_seconds() / 60),
        "views": len(viewed),
        "products": list(titles)[:TOLD],
        "more_products": max(0, len(titles) - TOLD),
        "searches": list(words)[:TOLD],
        "basket": sum(one.kind == Interaction.Kind.BASKET for one in visit),
    }


def forget_visits(visits: QuerySet[ToldVisit]) -> int:
    """Delete what was told of these visits; return how many entries."""
    return TimelineEntry.objects.filter(pk__in=list(visits.values_list("entry", flat=True))).delete()[0]


@receiver(pre_delete, sender=Visitor, dispatch_uid="interactions.visits_of_visitor")
def on_visitor_deleted(instance: Visitor, **kwargs: object) -> None:
    """Whichever way a visitor goes, their visits go."""
    forget_visits(instance.told_visits.all())
