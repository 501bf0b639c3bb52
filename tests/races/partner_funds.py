"""Partners' funds that several take from, and a tier that changes while its partner orders."""

from collections import Counter
from decimal import Decimal
from functools import partial
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import connection

from partners.accounts.models import PartnerAccount
from partners.funds.exceptions import FundsRefusedError
from partners.funds.models import Allocation, Claim, FundBudget, FundRequest
from partners.funds.services import allocate, approve, claim
from partners.tiers.models import Tier, TierMembership
from partners.tiers.services import set_tier
from shop.b2b.models import Company
from shop.basket.models import Basket
from shop.order.models import Order
from shop.partner.strategy import Strategy
from tests.partners.factories import PartnerAccountFactory
from tests.partners.funds.factories import FundBudgetFactory, approved_request, make_request
from tests.partners.tiers.factories import make_ladder
from tests.shop.checkout.race import at_once
from tests.shop.factories import BasketFactory, OrderFactory, ProductFactory, StaffFactory
from tests.shop.price_lists.factories import PriceListFactory, again, assign, listed, member

HUNDRED = Decimal("100.00")
OLD, NEW = Decimal("15.00"), Decimal("12.00")


def _told(work):
    try:
        work()
    except FundsRefusedError as refusal:
        return type(refusal).__name__
    finally:
        connection.close()
    return "done"


def claims(number):
    """Claim 100 so many times at once of the 300 that were approved: three are taken."""
    request = approved_request("300.00")
    found = at_once([partial(_told, partial(_claim, request.pk, uuid4())) for _number in range(number)])
    result = {
        **Counter(found),
        "claims": Claim.objects.count(),
        "claimed": str(FundRequest.objects.get().claimed),
    }
    connection.close()
    return result


def clicks(number):
    """Send one claim so many times at once: it is one."""
    request, token = approved_request("300.00"), uuid4()
    at_once([partial(_told, partial(_claim, request.pk, token)) for _number in range(number)])
    result = {"claims": Claim.objects.count(), "claimed": str(FundRequest.objects.get().claimed)}
    connection.close()
    return result


def _claim(pk, token):
    proof = ContentFile(b"%PDF-1.4 invoice", name="invoice.pdf")
    claim(FundRequest.objects.get(pk=pk), amount=HUNDRED, proofs=[proof], token=token)


def requests(number):
    """Approve so many requests of 200 at once for a partner who has 500: two are committed."""
    first = make_request("200.00", allocated="500.00")
    account, budget = first.allocation.account, first.allocation.budget
    others = [
        make_request("200.00", account=account, budget=budget, allocated="0") for _ in range(number - 1)
    ]
    staff = StaffFactory()
    found = at_once([partial(_told, partial(_approve, one.pk, staff)) for one in (first, *others)])
    result = {**Counter(found), "committed": str(Allocation.objects.get().committed)}
    connection.close()
    return result


def _approve(pk, staff):
    approve(FundRequest.objects.get(pk=pk), amount=HUNDRED * 2, by=staff)


def allocations(number):
    """Hand out 300 of 1,000 to so many partners at once: three get it."""
    budget = FundBudgetFactory(total=1000)
    accounts = [PartnerAccountFactory() for _number in range(number)]
    found = at_once([partial(_told, partial(allocate, budget, one, HUNDRED * 3)) for one in accounts])
    result = {**Counter(found), "allocated": str(FundBudget.objects.get().allocated)}
    connection.close()
    return result


def tiers(number):
    """Move a partner up while its buyers order: each order has the prices of one tier in all its lines."""
    _silver, gold = make_ladder()
    account = PartnerAccountFactory()
    products = [ProductFactory(price="20.00", num_in_stock=500) for _number in range(2)]
    ordinary, golden = PriceListFactory(), PriceListFactory(priority=5)
    for product in products:
        listed(ordinary, product, OLD)
        listed(golden, product, NEW)
    assign(ordinary, company=account.company)
    assign(golden, group=gold.group)
    buyer = member(account.company)
    lines = [(product, 2) for product in products]
    baskets = [BasketFactory(owner=again(buyer), lines=lines).pk for _number in range(number)]
    move = partial(_told, partial(_move, account.pk, gold.pk))
    at_once([*(partial(_told, partial(_order, pk)) for pk in baskets), move])
    orders = list(Order.objects.all())
    prices = [{line.unit_price_incl_tax for line in order.lines.all()} for order in orders]
    result = {
        "orders": len(orders),
        "mixed": sum(len(of) != 1 or not of <= {OLD, NEW} for of in prices),
        "sums": all(
            order.total_incl_tax - order.shipping_incl_tax
            == sum(line.line_price_incl_tax for line in order.lines.all())
            for order in orders
        ),
        "tiers": TierMembership.objects.filter(account=account, until=None).count(),
        "group": Company.objects.get(pk=account.company_id).programme_group_id == gold.group_id,
    }
    connection.close()
    return result


def _order(pk):
    basket = Basket.objects.get(pk=pk)
    basket.strategy = Strategy(user=basket.owner)
    OrderFactory(basket=basket, user=basket.owner)


def _move(account, tier):
    set_tier(PartnerAccount.objects.get(pk=account), Tier.objects.get(pk=tier), reason="Launch partner")


def moves(number):
    """Move a partner so many times at once: one tier is that of now, and each change is in the history."""
    silver, gold = make_ladder()
    account = PartnerAccountFactory()
    at_once(
        [
            partial(_told, partial(_move, account.pk, (gold if index % 2 else silver).pk))
            for index in range(number)
        ]
    )
    held = TierMembership.objects.get(until=None)
    result = {
        "now": TierMembership.objects.filter(until=None).count(),
        "group": Company.objects.get(pk=account.company_id).programme_group_id == held.tier.group_id,
    }
    connection.close()
    return result
