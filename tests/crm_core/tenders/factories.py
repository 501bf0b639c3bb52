"""Tenders as buyers post them and colleagues bid for them."""

from datetime import timedelta
from decimal import Decimal

from django.contrib.auth.models import Permission
from django.utils import timezone

from crm_core.tenders.models import Tender
from crm_core.tenders.services import (
    Offer,
    WantedLine,
    close_due,
    invite,
    publish_tender,
    save_draft,
    submit_bid,
)
from shop.b2b.presets import ADMINISTRATOR, preset_role
from shop.time_zones import shop_day
from shop.user.models import User
from tests.crm_core.factories import CompanyContactFactory
from tests.shop.factories import ProductFactory, StaffFactory, UserFactory


def company_buyer(**facts):
    """Somebody who may do everything for their company."""
    user = UserFactory()
    CompanyContactFactory(user=user, email=user.email, role=preset_role(ADMINISTRATOR), **facts)
    return user


def bidder(*more):
    """A colleague who may bid, and whatever else is named."""
    user = UserFactory(is_staff=True)
    names = ["access_admin", "view_tender", "bid_tender", *more]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return User.objects.get(pk=user.pk)


def posted(*lines, user=None, days=7):
    """A published tender: `posted((product, 10), ("words", 2))`."""
    user = user or company_buyer()
    lines = lines or ((ProductFactory(price="20.00", num_in_stock=100), 10),)
    tender = Tender(
        company=user.company_contact.company,
        user=user,
        title="Cups for spring",
        currency="EUR",
        deadline=timezone.now() + timedelta(days=days),
    )
    wanted = [
        WantedLine(text=what, quantity=quantity)
        if isinstance(what, str)
        else WantedLine(text=what.get_title(), quantity=quantity, product=what)
        for what, quantity in lines
    ]
    save_draft(tender, wanted)
    publish_tender(tender, now=timezone.now())
    return tender


def bid(tender, *prices, rep=None, days=30):
    """Bid these unit prices, one for each line; return the colleague."""
    rep = rep or bidder()
    invite(tender, [rep], by=StaffFactory(), now=timezone.now())
    lines = list(tender.lines.all())
    offer = Offer(
        prices={line.pk: Decimal(price) for line, price in zip(lines, prices, strict=True)},
        delivery_on=shop_day() + timedelta(days=20),
        valid_until=shop_day() + timedelta(days=days),
    )
    submit_bid(tender, rep, offer, now=timezone.now())
    return rep


def pass_deadline(tender):
    """Let the deadline be over, and the bids opened."""
    past = timezone.now() - timedelta(minutes=5)
    Tender.objects.filter(pk=tender.pk).update(published_at=past - timedelta(days=1), deadline=past)
    close_due()
    tender.refresh_from_db()
    return tender
