"""A buyer's people who award one tender at the same moment, and a bidder at the deadline."""

from functools import partial

from django.utils import timezone

from crm_core.tenders.awarding import award
from crm_core.tenders.errors import TenderMovedError
from crm_core.tenders.models import Bid, Tender
from shop.basket.models import Basket
from tests.crm_core.tenders.factories import bid, pass_deadline, posted
from tests.races.running import refused_is_fine
from tests.shop.checkout.race import at_once


def awarding(clicks):
    """Have so many award one tender, every second of them another bid."""
    tender = posted()
    bid(tender, "9.00")
    bid(tender, "8.00")
    pass_deadline(tender)
    bids = list(Bid.objects.order_by("pk").values_list("pk", flat=True))
    answers = at_once([partial(_award, tender.pk, bids[number % 2]) for number in range(clicks)])
    tender.refresh_from_db()
    right = clicks // 2
    return {
        "done": answers.count("done") == right,
        "refused": answers.count("TenderMovedError") == clicks - right,
        "baskets": Basket.objects.filter(status=Basket.SAVED).count(),
        "state": tender.state,
    }


def _award(pk, bid_id):
    tender = Tender.objects.select_related("user").get(pk=pk)

    def work():
        award(tender, bid_id, by=tender.user, now=timezone.now())
        return "done"

    return refused_is_fine(work, TenderMovedError)
