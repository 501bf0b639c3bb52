"""Reading the timeline."""

from django.db.models import QuerySet

from crm_core.customers.models import Customer
from crm_core.timeline.kinds import GROUPS, KINDS, kind_names
from crm_core.timeline.models import TimelineEntry


def timeline_of(customer: Customer, *, group: str = "") -> QuerySet[TimelineEntry]:
    """List what happened to a customer, latest first; of one group of kinds if given.

    Kinds that nobody registered (their package is gone) belong to "other".
    """
    entries = TimelineEntry.objects.filter(customer=customer)
    if group == "other":
        told_elsewhere = [kind.name for kind in KINDS if kind.group != "other"]
        return entries.exclude(kind__in=told_elsewhere)
    if group in GROUPS:
        return entries.filter(kind__in=kind_names(group))
    return entries
