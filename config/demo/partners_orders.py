"""What the demo's distributors have bought, and what others bought through them, in the last two quarters."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone

from config.demo.b2b_goods import in_any_quantity
from config.demo.customers import Shopper, shoppers
from config.demo.order_history import OrderWriter, fire
from config.demo.order_plan import Fate, Plan, random_for
from config.demo.partners_deals import WON_BY
from config.demo.partners_people import Distributor, address_of, distributors
from partners.commissions.services import accrue_commission, release_commissions, set_payable_date
from partners.deal_registrations.models import DealRegistration
from partners.deal_registrations.orders import win_by
from shop.order.models import Order

#: How often each buys in half a year, and of how many products.
OWN = {"nordlicht": 7, "hafenhof": 4, "osmanthus": 4, "grachten": 3, "slow-leaf": 2, "shanhai": 3}
ONCE = 1
KINDS = 6
KINDS_PER_ORDER = 3
#: How many orders of others each brought; the demo's own year has those of the first partners.
BROUGHT = {"nordlicht": 2, "hafenhof": 4, "grachten": 3, "shanhai": 2, "deltatafel": 1}
#: The first purchase is of the first month that is reported (`partners_stock`), or before.
HALF_YEAR = 210
MARK = "-PART"
Planned = tuple[Plan, Shopper]


def add_purchases(*, now: datetime) -> None:
    """Write the orders, the earliest first, with what partners earn by them; nothing where there are some."""
    if Order.objects.filter(number__contains=MARK).exists() or not distributors():
        return
    goods = in_any_quantity(KINDS * len(distributors()))
    products = {row.stockrecords.all()[0].partner_sku: row for row in goods}
    planned = sorted(_plans(list(products), now=now), key=lambda each: each[0].placed_at)
    fire([plan for plan, _shopper in planned], products)
    writer = OrderWriter(products)
    for number, (plan, shopper) in enumerate(planned, start=1):
        named = _numbered(plan, number)
        order = writer.write(named, shopper)
        win_by(order)
        accrue_commission(order)
        set_payable_date(Order.objects.get(pk=order.pk))
    release_commissions(now=now)


def _plans(skus: Sequence[str], *, now: datetime) -> Iterator[Planned]:
    buyers = [each for each in shoppers() if each.has_account and not each.company]
    for place, (one, _account) in enumerate(distributors()):
        own = skus[place * KINDS : (place + 1) * KINDS] or skus[:KINDS]
        yield from _own(one, own, now=now)
        drawn = random_for(f"brought by {one.code}")
        for _each in range(BROUGHT.get(one.code, 0)):
            buyer = drawn.choice(buyers)
            days = drawn.uniform(8, HALF_YEAR)
            lines = tuple((sku, drawn.randint(2, 6)) for sku in drawn.sample(own, 2))
            yield _plan(buyer, lines, placed_at=now - timedelta(days=days), partner=one.code), buyer
    yield from _winning(skus, now=now)


def _own(one: Distributor, skus: Sequence[str], *, now: datetime) -> Iterator[Planned]:
    """Plan what a distributor buys for its stock; the latest order is not paid yet, as it is on account."""
    drawn = random_for(f"purchases of {one.code}")
    leader = one.leader
    shopper = Shopper(
        email=leader.email, language=one.language, address=address_of(one, leader), company=one.company
    )
    times = OWN.get(one.code, ONCE)
    for each in range(times):
        days = HALF_YEAR * (times - each) / times - drawn.uniform(0, 6) - 4
        chosen = [skus[(each + step) % len(skus)] for step in range(KINDS_PER_ORDER)]
        lines = tuple((sku, 6 * drawn.randint(2, 5)) for sku in dict.fromkeys(chosen))
        placed_at = now - timedelta(days=max(days, 2))
        is_last = each == times - 1 and times > 1
        yield _plan(shopper, lines, placed_at=placed_at, is_on_account=is_last), shopper


def _winning(skus: Sequence[str], *, now: datetime) -> Iterable[Planned]:
    """Plan the order by which the end customer of a registered deal wins it."""
    deal = DealRegistration.objects.filter(contact_email=WON_BY).first()
    buyer = next(each for each in shoppers() if each.email == WON_BY)
    if deal is None:
        return ()
    lines = tuple((sku, 4) for sku in skus[:2])
    return [(_plan(buyer, lines, placed_at=now - timedelta(days=41)), buyer)]


def _plan(
    shopper: Shopper,
    lines: tuple[tuple[str, int], ...],
    *,
    placed_at: datetime,
    partner: str = "",
    is_on_account: bool = False,
) -> Plan:
    moments = (1, 3, 14)
    paid, sent, done = (placed_at + timedelta(days=days) for days in moments)
    now = timezone.now()
    fate = Fate(
        paid_at=paid if paid < now and not is_on_account else None,
        dispatched_at=sent if sent < now else None,
        completed_at=done if done < now and not is_on_account else None,
    )
    return Plan(
        number="",
        email=shopper.email,
        placed_at=placed_at,
        lines=lines,
        fate=fate,
        is_on_account=is_on_account,
        partner=partner,
    )


def _numbered(plan: Plan, number: int) -> Plan:
    return replace(plan, number=f"K{timezone.localdate(plan.placed_at):%y}{MARK}{number:02d}")
