"""Quotes as buyers ask for them and colleagues send them."""

from datetime import timedelta
from decimal import Decimal
from importlib import import_module

from django.apps import apps
from django.contrib.auth.models import Group

from crm_core.order_entry.models import DiscountLimit
from crm_core.quotes.drafting import DraftTerms, draft_of, save_draft, stamp, start_draft
from crm_core.quotes.models import Quote
from crm_core.quotes.moves import send_version
from crm_core.quotes.pricing import WantedLine
from crm_core.quotes.requests import QuoteRequest, request_quote
from shop.b2b.access import access_of
from shop.b2b.models import Company
from shop.time_zones import shop_day
from tests.crm_core.factories import CompanyContactFactory, CompanyFactory
from tests.shop.factories import ProductFactory, StaffFactory, UserFactory


def first_rules():
    """Make the rules that the migration makes; fast tests run without migrations."""
    import_module("crm_core.quotes.migrations.0002_first_rules").fill(apps, None)


def company_buyer(company=None):
    """Somebody who buys for a company."""
    user = UserFactory()
    CompanyContactFactory(company=company or CompanyFactory(), user=user, email=user.email)
    return user


def requested(*lines, user=None, **facts):
    """A request: `requested((product, 10, "9.00"), user=buyer)`; a guest without a user."""
    lines = lines or ((ProductFactory(price="119.00"), 10, None),)
    wanted = [
        WantedLine(product=product, quantity=quantity, price=None if price is None else Decimal(price))
        for product, quantity, price in lines
    ]
    access = access_of(user)
    company = Company.objects.get(pk=access.company_id) if access else None
    if user is None:
        facts = {"email": "mara@lindt.example", "name": "Mara Lindt", **facts}
    return request_quote(QuoteRequest(lines=wanted, user=user, company=company, **facts))


def offer(quote, *prices, by=None, days=14, quantities=None, **terms):
    """Send the next version at these unit prices, one for each line; return the quote."""
    by = by or StaffFactory()
    draft = start_draft(quote, by=by)
    lines = [
        WantedLine(
            product=line.product,
            quantity=(quantities or {}).get(line.key, line.quantity),
            price=Decimal(price),
            key=line.key,
        )
        for line, price in zip(draft.lines.all(), prices, strict=True)
    ]
    terms = DraftTerms(valid_until=shop_day() + timedelta(days=days), **terms)
    draft = save_draft(draft, lines, terms, by=by, seen=stamp(draft))
    send_version(quote, by=by, seen=stamp(draft))
    return fresh(quote)


def fresh(quote):
    """Read a quote anew."""
    return Quote.objects.get(pk=quote.pk)


__all__ = ["company_buyer", "draft_of", "first_rules", "fresh", "offer", "requested"]


def allow(user, *, most=100, margin=0):
    """Let somebody give so much off on their own."""
    group = Group.objects.create(name=f"Reps {user.pk}")
    user.groups.add(group)
    DiscountLimit.objects.create(group=group, most_percent=most, least_margin=margin)
