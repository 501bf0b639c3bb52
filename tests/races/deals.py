"""Colleagues and deliveries that reach for one deal at the same moment; each race returns what came of it."""

from functools import partial

from django.db import connection

from crm_core.customers.services import identify
from crm_core.pipeline.errors import DealChangedError
from crm_core.pipeline.models import Deal, DealMove, DealOrder
from crm_core.pipeline.services import change_deal, move_deal
from crm_core.pipeline.subscribers import on_order_placed
from shop.order.events import OrderPlaced
from tests.crm_core.pipeline.factories import deal, first_pipelines, stage
from tests.races.running import refused_is_fine
from tests.shop.checkout.race import at_once
from tests.shop.factories import OrderFactory, UserFactory


def ordering(deliveries):
    """Deliver one order so many times at once."""
    first_pipelines()
    user = UserFactory()
    deal(customer=identify(user=user))
    order = OrderFactory(user=user)
    return _told([partial(_placed, order.pk) for _delivery in range(deliveries)])


def dragging(colleagues):
    """Have so many colleagues drag one card to different stages; each has seen it where it began."""
    first_pipelines()
    change_deal(deal(), by=None, amount=5)
    targets = [stage("Needs known"), stage("Offer made"), stage("Negotiation")]
    seen = [Deal.objects.select_related("stage", "pipeline").get() for _colleague in range(colleagues)]
    return _told(
        [
            partial(_drag, card, targets[number % len(targets)], UserFactory(is_staff=True))
            for number, card in enumerate(seen)
        ]
    )


def _placed(order):
    on_order_placed(OrderPlaced(order_id=order))
    return "done"


def _drag(card, target, user):
    return refused_is_fine(lambda: move_deal(card, target, by=user), DealChangedError)


def _told(calls):
    answers = at_once(calls)
    found = {
        "answers": sorted(map(str, answers)),
        "states": list(Deal.objects.values_list("state", flat=True)),
        "moves": DealMove.objects.exclude(from_stage=None).count(),
        "orders": DealOrder.objects.count(),
    }
    connection.close()
    return found
