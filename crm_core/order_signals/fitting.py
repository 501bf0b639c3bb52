"""What all customers together say, and how often the signals were right on the shop's own past."""

import time
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from crm_core.order_signals.cross_selling import MOST_ITEMS, Neighbour, neighbours
from crm_core.order_signals.measuring import EVERY, QUESTIONS, cut_offs, measure
from crm_core.order_signals.models import BoughtTogether, SignalBasis, SignalTrial
from crm_core.order_signals.queries import Catalogue, sampled_accounts
from crm_core.order_signals.shop_model import ShopModel, by_buyers
from crm_core.order_signals.signals import Near
from crm_core.order_signals.thresholds import SHIPPED

WRITE = 2000
#: So far back the cut-off days of a trial reach, beyond the days that each looks ahead.
TRIED_DAYS = 180


def refit(*, now: datetime | None = None) -> SignalBasis:
    """Estimate what all customers together say and keep it. Memory is that of the sample's orders."""
    now = now or timezone.now()
    catalogue = Catalogue()
    accounts = list(sampled_accounts(catalogue))
    today = timezone.localdate(now)
    known = [account.history.known_on(today) for account in accounts]
    model = ShopModel.of(known, rules=SHIPPED)
    products = {product for history in known for product in history.product_days}
    near = Near(categories_of=catalogue.categories)
    baskets = [set(history.product_days) for history in known]
    together = {
        BoughtTogether.What.PRODUCT: neighbours(by_buyers(known), baskets),
        BoughtTogether.What.CATEGORY: neighbours(
            sorted(near.categories_in(products))[:MOST_ITEMS],
            [near.categories_in(basket) for basket in baskets],
        ),
    }
    best = model.vip_from
    with transaction.atomic():
        BoughtTogether.objects.all().delete()
        for what, found in together.items():
            BoughtTogether.objects.bulk_create(_rows(what, found), batch_size=WRITE)
        SignalBasis.objects.filter(calculated_at__lt=now - timedelta(days=90)).delete()
        return SignalBasis.objects.create(
            calculated_at=now,
            customers=len(accounts),
            parameters={
                "products": model.products.__dict__,
                "vip_from": None if best == float("inf") else best,
            },
        )


def _rows(what: str, found: Iterable[Neighbour]) -> Iterable[BoughtTogether]:
    """Only what is worth saying to anybody is kept."""
    return (BoughtTogether(what=what, **one.__dict__) for one in found if one.counts(SHIPPED))


def try_out(*, now: datetime | None = None) -> float:
    """Measure every forecast on the sample's orders of the last half year; return the seconds it took.

    Cut-off days are a week apart, so that each call has been followed by all the days that it speaks of.
    """
    now, started = now or timezone.now(), time.perf_counter()
    until = timezone.localdate(now) - timedelta(days=1)
    histories = [account.history for account in sampled_accounts(Catalogue())]
    for question in QUESTIONS:
        last = until - timedelta(days=question.horizon)
        every = 4 * EVERY if question.kind == "cross_sell" else EVERY
        cuts = list(cut_offs(last - timedelta(days=TRIED_DAYS), last, every=every))
        trial = measure(histories, cuts=cuts, until=until, rules=SHIPPED, questions=[question])[question.kind]
        SignalTrial.objects.update_or_create(
            kind=question.kind,
            defaults={
                "measured_at": now,
                "horizon": trial.horizon,
                "called": trial.called,
                "right": trial.right,
                "eligible": trial.eligible,
                "eligible_right": trial.eligible_right,
                "customers": trial.customers,
                "low": trial.low,
                "high": trial.high,
            },
        )
    return time.perf_counter() - started
