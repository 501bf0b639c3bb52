"""What followed from the demo's past: consent, visits, referrals, and a year of events, delivered at once."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from config.demo.order_plan import random_for
from crm_core.consents.models import Consent
from crm_core.scores.services import refit, rescore_all
from partners.accounts.models import PartnerAccount
from partners.commissions.models import Commission
from partners.commissions.services import pay_out, release_commissions
from partners.referrals.models import ReferralClicks
from personalization.interactions.models import Interaction
from personalization.interactions.services import TrackedInteraction, grant_consent, record_interactions
from search.engines.base import EngineUnavailableError
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.registry import database_engine, engines
from search.services import rebuild
from shop.catalogue.models import Product
from shop.events.delivery import call_subscriber, mark_done
from shop.events.models import Delivery
from shop.money import MoneySum
from shop.user.models import User

# Who hears nothing of the past: mails would go out, and the index is built once at the end.
NOT_TOLD = ("shop.notifications.subscribers.", "search.subscribers.database.")
ELASTICSEARCH = "search.subscribers.elasticsearch."
BATCH = 200
ROUNDS = 3
AGREED = 0.6
CLICK_DAYS = 180
LAST_PAYOUT = timedelta(days=35)
EAGER = "mei@kiln.example"

logger = logging.getLogger(__name__)


def add_visits(*, now: datetime) -> None:
    """Have some customers agree to be remembered, and remember what they looked at."""
    slugs = sorted(Product.objects.browsable().filter(is_public=True).values_list("slug", "pk"))
    behaviours = []
    for user in User.objects.filter(is_staff=False).order_by("email"):
        drawn = random_for(f"visits of {user.email}")
        if user.email != EAGER and drawn.random() > AGREED:
            continue
        agreed_at = now - timedelta(days=drawn.uniform(150, 360))
        visitor = grant_consent(
            visitor_key=None, user=user, source=Consent.Source.BANNER, now=agreed_at
        )
        behaviours += [
            TrackedInteraction(
                token=UUID(int=drawn.getrandbits(128), version=4),
                kind=Interaction.Kind.VIEW,
                visitor_key=visitor.key,
                product_id=product_id,
                occurred_at=now - timedelta(days=drawn.uniform(0.2, 60)),
            )
            for _slug, product_id in drawn.sample(slugs, min(len(slugs), drawn.randint(3, 9)))
        ]
    record_interactions(behaviours)


def add_clicks(*, now: datetime) -> None:
    """Count the clicks on partners' links of the last half year."""
    rows = []
    for account in PartnerAccount.objects.order_by("code"):
        drawn = random_for(f"clicks on {account.code}")
        days = (now.date() - timedelta(days=day) for day in range(CLICK_DAYS))
        rows += [ReferralClicks(account=account, date=day, count=drawn.randint(0, 7)) for day in days]
    ReferralClicks.objects.bulk_create([row for row in rows if row.count], ignore_conflicts=True)


@transaction.atomic
def deliver_past() -> None:
    """Deliver in this process whatever waits, in the order of publication, and build the index anew.

    Customers are scored as the worker does it at night, so that each has a stage and a next order from
    the beginning, and every stage they have gone through.
    Who is not told is noted as done: replayed by hand it would be told. What fails, and what an
    event calls forth that is beyond ROUNDS, stays for the worker; what Elasticsearch is to hear, for
    `index_past`.
    """
    _deliver_waiting()
    refit()
    rescore_all(with_past=True)
    _deliver_waiting()
    rebuild(database_engine())


def _deliver_waiting() -> None:
    for _round in range(ROUNDS):
        waiting = Delivery.objects.filter(state=Delivery.State.PENDING, attempts=0, error="").exclude(
            subscriber__startswith=ELASTICSEARCH
        )
        found = list(waiting.select_related("event").order_by("event", "pk"))
        for start in range(0, len(found), BATCH):
            _deliver(found[start : start + BATCH])


def index_past() -> None:
    """Build Elasticsearch's index once, in place of all its deliveries that wait; where it is away they stay.

    To be called outside of transactions, as whatever asks another server.
    """
    engine = engines().get(ElasticsearchEngine.name)
    waiting = Delivery.objects.filter(state=Delivery.State.PENDING, subscriber__startswith=ELASTICSEARCH)
    found = list(waiting) if engine else []
    if engine and found:
        try:
            rebuild(engine)
        except EngineUnavailableError:
            logger.warning("Elasticsearch is away; the worker will tell it of the demo.", exc_info=True)
        else:
            mark_done(found)


def _deliver(deliveries: Sequence[Delivery]) -> None:
    done = []
    for delivery in deliveries:
        error = "" if delivery.subscriber.startswith(NOT_TOLD) else call_subscriber(delivery)
        if error:
            Delivery.objects.filter(pk=delivery.pk).update(error=error)
        else:
            done.append(delivery)
    mark_done(done)


def settle_commissions(*, now: datetime) -> None:
    """Pay out what was payable five weeks ago, and make payable what is due by now."""
    paid_at = now - LAST_PAYOUT
    release_commissions(now=paid_at)
    payable = Commission.objects.filter(status=Commission.Status.PAYABLE)
    for account in PartnerAccount.objects.all():
        rows = payable.filter(account=account).values_list("currency").annotate(total=MoneySum("amount"))
        for currency, total in rows.order_by("currency"):
            pay_out(account, currency=currency, total=Decimal(total), now=paid_at)
    release_commissions(now=now)
