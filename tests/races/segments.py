"""Workers at the members of one segment at the same moment; each race returns what came of it."""

from functools import partial

from django.db import connection

from crm_core.customers.models import Customer
from personalization.segments.membership import recompute
from personalization.segments.models import SegmentMembership
from personalization.segments.rules import read_rule
from personalization.segments.services import save_segment
from shop.events.models import Event
from tests.crm_core.factories import CustomerFactory
from tests.shop.checkout.race import at_once

COMPANIES = {"all": [{"field": "customer.kind", "is": "one_of", "value": ["company"]}]}


def recomputing(workers):
    """Let so many workers bring a segment to what holds, after half of the customers came and half left."""
    came = [CustomerFactory(kind="person").pk for _number in range(3)]
    left = [CustomerFactory(kind="company").pk for _number in range(3)]
    segment = save_segment(None, read_rule(COMPANIES), words={"name_en": "Companies"}, by=None)
    recompute(segment.pk)
    Customer.objects.filter(pk__in=came).update(kind="company")
    Customer.objects.filter(pk__in=left).update(kind="person")
    answers = at_once([partial(_recompute, segment.pk) for _worker in range(workers)])
    found = {
        "failed": [str(answer) for answer in answers if answer is not True],
        "members": SegmentMembership.objects.filter(segment=segment, left_at=None).count(),
        "told": Event.objects.filter(name__startswith="Segment").count(),
    }
    connection.close()
    return found


def _recompute(pk):
    return recompute(pk) is not None
