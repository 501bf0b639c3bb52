"""Baskets that make leads: large ones while they are filled, stalled ones once they are left behind.

Each basket makes one at most, whichever comes first, and none once it is ordered: the row of an open basket
is held while its lead is made. Amounts are what the lines cost when they were put in, in the shop's
currency.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import CharField, Exists, F, Max, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from crm_core.customers.models import Customer, CustomerIdentifier
from crm_core.customers.queries import customer_of_identifier
from crm_core.customers.services import identify
from crm_core.leads.facts import LeadFacts
from crm_core.leads.kinds import LARGE_BASKET
from crm_core.leads.models import Lead, LeadSettings, LeadSource
from crm_core.leads.services import Disqualification, capture_lead, disqualify_lead
from shop.b2b.models import Company
from shop.b2b.queries import company_of
from shop.basket.models import Basket
from shop.checkout.models import BasketContact
from shop.configuration.queries import shop_currency
from shop.contact_data import normalised_email
from shop.order.models import Order

MOST = 200
LOOKED_BACK = timedelta(days=2)


def source_of(basket_id: int) -> str:
    """Return what names a basket as a fact."""
    return f"basket:{basket_id}"


@dataclass(frozen=True, kw_only=True)
class BasketOwner:
    """Whose basket it is: somebody we know, and the company that they speak for."""

    customer: Customer
    company: Company | None


def capture_large_baskets(*, now: datetime | None = None) -> int:
    """Make leads of the open baskets that are large now; return how many facts came."""
    moment = now or timezone.now()
    settings = LeadSettings.load()
    if not settings.large_basket:
        return 0
    baskets = _large(settings.large_basket, since=moment - LOOKED_BACK)
    return sum(capture_basket(pk, LARGE_BASKET, now=moment) for pk in baskets[:MOST])


def _large(least: Decimal, *, since: datetime) -> QuerySet[Basket, int]:
    """List baskets of accounts from a sum on that somebody touched lately and that made no lead yet."""
    name = Concat(Value("basket:"), Cast(OuterRef("pk"), CharField()))
    is_told = Exists(LeadSource.objects.filter(source=name))
    baskets = Basket.objects.filter(status=Basket.OPEN, owner__is_active=True, owner__is_staff=False)
    summed = baskets.filter(lines__price_currency=shop_currency()).annotate(
        total=Sum(F("lines__quantity") * F("lines__price_incl_tax")), touched_at=Max("lines__date_updated")
    )
    large = summed.filter(total__gte=least, touched_at__gte=since).exclude(is_told)
    return large.order_by("pk").values_list("pk", flat=True)


@transaction.atomic
def capture_basket(basket_id: int, kind: str, *, now: datetime) -> bool:
    """Make a lead of a basket, if it is open, worth it, and of somebody whose baskets make leads.

    Says whether it is a new fact. Called again for the same basket it does nothing.
    """
    basket = Basket.objects.select_for_update(of=("self",)).filter(pk=basket_id, status=Basket.OPEN).first()
    if basket is None or LeadSource.objects.filter(source=source_of(basket_id)).exists():
        return False
    settings = LeadSettings.load()
    least = settings.large_basket if kind == LARGE_BASKET else settings.stalled_basket
    lines = list(basket.lines.select_related("product__parent").order_by("pk"))
    amount = sum(
        (
            line.price_incl_tax * line.quantity
            for line in lines
            if line.price_incl_tax is not None and line.price_currency == shop_currency()
        ),
        Decimal(0),
    )
    owner = _owner_of(basket)
    if not least or amount < least or owner is None or not _makes_leads(owner, settings):
        return False
    capture_lead(
        LeadFacts(
            kind=kind,
            source=source_of(basket_id),
            occurred_at=now,
            customer=owner.customer,
            company=owner.company,
            company_name=owner.company.name if owner.company else "",
            vat_id=owner.company.vat_id if owner.company else "",
            products=tuple(line.product_id for line in lines),
            data={
                "basket_id": basket_id,
                "amount": str(amount),
                "currency": shop_currency(),
                "lines": [
                    {"title": line.product.get_title(), "quantity": line.quantity} for line in lines[:20]
                ],
            },
        )
    )
    return True


def _owner_of(basket: Basket) -> BasketOwner | None:
    """Return whose basket it is: an account's, or that of the known customer whose address a guest gave."""
    if basket.owner is not None:
        if not basket.owner.is_active or basket.owner.is_staff:
            return None
        return BasketOwner(customer=identify(user=basket.owner), company=company_of(basket.owner))
    contact = BasketContact.objects.filter(basket=basket).first()
    email = normalised_email(contact.email) if contact else ""
    customer = customer_of_identifier(CustomerIdentifier.Kind.EMAIL, email) if email else None
    if customer is None:
        return None
    return BasketOwner(customer=customer, company=company_of(email=email))


def _makes_leads(owner: BasketOwner, settings: LeadSettings) -> bool:
    is_company = owner.company is not None or owner.customer.kind == Customer.Kind.COMPANY
    has_ordered = (
        settings.basket_owners == LeadSettings.BasketOwners.KNOWN and owner.customer.orders_count > 0
    )
    return is_company or has_ordered


@transaction.atomic
def close_leads_of_order(order: Order) -> int:
    """Close leads that were nothing but this order's basket and that nobody took up; return how many."""
    if order.basket_id is None:
        return 0
    leads = Lead.objects.filter(
        Q(sources__source=source_of(order.basket_id)), open_slot=True, first_contacted_at=None
    )
    closed = 0
    for lead in leads:
        if not lead.sources.exclude(source=source_of(order.basket_id)).exists():
            disqualify_lead(lead, Disqualification(reason=Lead.Reason.BOUGHT), by=None)
            closed += 1
    return closed
