"""Partners in the demo: eight distributors, what they sell, register, report, are offered and are owed.

It comes after the companies that buy, in short transactions beside a shop that is served meanwhile. Each part
is there once; begun and not finished, it goes on. Nobody is mailed about what stands for the past.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from config.demo.partners_assets import add_assets
from config.demo.partners_deals import add_registrations
from config.demo.partners_funds import add_funds
from config.demo.partners_leads import add_offers
from config.demo.partners_locator import add_listings
from config.demo.partners_money import add_money
from config.demo.partners_orders import add_purchases
from config.demo.partners_people import add_distributors
from config.demo.partners_plans import add_plans
from config.demo.partners_prices import add_special_prices
from config.demo.partners_programme import add_programme
from config.demo.partners_scorecards import add_business_plans
from config.demo.partners_stock import add_reports
from config.demo.partners_training import add_training
from partners.accounts.models import PartnerAccount
from shop.events.models import Delivery, Event

#: The order matters: orders win registrations, reports and purchases are claimed, all of it is owed.
PARTS = (
    add_distributors,
    add_programme,
    add_registrations,
    add_purchases,
    add_reports,
    add_special_prices,
    add_money,
    add_funds,
    add_plans,
    add_offers,
    add_assets,
    add_listings,
    add_business_plans,
    add_training,
)
#: Of what the past is not to tell anybody by mail.
TELLING = (
    *("DealRegistration", "PartnerTier", "PartnerApplication", "LeadOffer", "FundRequest", "FundClaim"),
    "ListingDecided",
)


def add_partners(*, now: datetime) -> int:
    """Add what is missing of it; return how many partner accounts there are."""
    for part in PARTS:
        with transaction.atomic():
            last = Event.objects.aggregate(last=Max("pk"))["last"] or 0
            part(now=now)
            _hush(last)
    return PartnerAccount.objects.count()


def _hush(last: int) -> None:
    """Mark as heard what would write mails about events after `last` that stand for the past."""
    waiting = Delivery.objects.filter(state=Delivery.State.PENDING, event__gt=last)
    told = Q()
    for name in TELLING:
        told |= Q(event__name__startswith=name)
    mine = waiting.filter(told, subscriber__startswith="partners.")
    mine.update(state=Delivery.State.DONE, done_at=timezone.now())
