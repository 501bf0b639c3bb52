"""What the demo's companies may owe, and who is late."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from config.demo.b2b_goods import in_any_quantity
from config.demo.b2b_structure import LINDENHOF
from config.demo.customers import Shopper, shoppers
from config.demo.order_history import OrderWriter, fire
from config.demo.order_plan import Fate, Plan
from config.demo.regulars import COMPANIES, regular_companies
from shop.b2b.models import Company
from shop.configuration.queries import shop_currency
from shop.order.models import Order
from shop.trade_credit.models import CreditAccount
from shop.trade_credit.services import open_account

LIMITS = {"small": 2_000, "medium": 10_000, "large": 40_000}
NAMED_LIMIT = 6_000
REASON = "Agreed with the company"
#: Days since orders that are delivered and not paid, the oldest first: long overdue, overdue, due soon.
UNPAID = (74, 52, 41, 38, 26, 12)
PIECES = 4


def add_credit(*, now: datetime) -> None:
    """Open the accounts and write orders that wait for their money; nothing where there are accounts."""
    if CreditAccount.objects.exists():
        return
    sizes = {one.company: LIMITS[one.size] for one in regular_companies(COMPANIES)}
    for company in Company.objects.filter(parent=None).order_by("pk"):
        limit = Decimal(sizes.get(company.name, NAMED_LIMIT))
        open_account(
            company,
            currency=shop_currency(),
            limit=limit,
            by=None,
            reason=REASON,
            key=f"demo:{company.pk}",
        )
    _add_unpaid(now=now)


def _add_unpaid(*, now: datetime) -> None:
    buyers = [each for each in shoppers() if each.company]
    # The one that `make demo` names is late once and has a bill that is due soon.
    buyers.sort(key=lambda each: each.company != LINDENHOF)
    goods = in_any_quantity(PIECES * len(UNPAID))
    products = {row.stockrecords.all()[0].partner_sku: row for row in goods}
    skus = list(products)
    planned: list[tuple[Plan, Shopper]] = []
    for place, days in enumerate(UNPAID):
        shopper = buyers[0] if place in {1, len(UNPAID) - 1} else buyers[1 + place % (len(buyers) - 1)]
        lines = tuple((sku, 2 + place) for sku in skus[place * PIECES : (place + 1) * PIECES])
        plan = _plan(place, lines, shopper, placed_at=now - timedelta(days=days, hours=place))
        if lines and not Order.objects.filter(number=plan.number).exists():
            planned.append((plan, shopper))
    if not planned:
        return
    fire([plan for plan, _shopper in planned], products)
    writer = OrderWriter(products)
    for plan, shopper in planned:
        writer.write(plan, shopper)


def _plan(place: int, lines: tuple[tuple[str, int], ...], shopper: Shopper, *, placed_at: datetime) -> Plan:
    sent = placed_at + timedelta(days=2)
    return Plan(
        number=f"K{timezone.localdate(placed_at):%y}-ACCT{place + 1:02d}",
        email=shopper.email,
        placed_at=placed_at,
        lines=lines,
        fate=Fate(dispatched_at=sent),
        is_on_account=True,
    )
