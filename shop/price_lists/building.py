"""Lists that are built by rules: what the rules make of each product, what that changes, and writing it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from shop.catalogue.models import Category
from shop.catalogue.services import batched_announcements
from shop.money import minor_unit, round_money
from shop.offer.range_members import member_of, members_of
from shop.partner.models import PriceList, StockRecord
from shop.partner.money import with_ending
from shop.price_lists.models import PriceRule
from shop.price_lists.services import WantedPrice, hold_list, write_prices
from shop.tax.amounts import gross_of, net_of
from shop.tax.classes import tax_class_of
from shop.tax.queries import situation

SLICE = 500
WHOLE = Decimal(100)
SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class PlannedPrice:
    """What a list shall say of a stock record; `old` is what it says now. Either None: no price.

    `is_below_cost`: net, less than the piece costs.
    """

    record: StockRecord
    min_quantity: int
    old: Decimal | None
    new: Decimal | None
    is_below_cost: bool = False

    @property
    def share(self) -> Decimal:
        """By which part of the old price it moves."""
        if not self.old or self.new is None:
            return Decimal(0)
        return abs(self.new - self.old) / self.old


@dataclass
class Plan:
    """What building a list would change: numbers, and the largest changes to look at."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    kept: int = 0
    below_cost: int = 0
    largest: list[PlannedPrice] = field(default_factory=list)
    beneath: list[PlannedPrice] = field(default_factory=list)

    def note(self, planned: PlannedPrice) -> None:
        """Count one price."""
        if planned.old == planned.new:
            self.kept += planned.new is not None
        elif planned.old is None:
            self.added += 1
        elif planned.new is None:
            self.removed += 1
        else:
            self.changed += 1
            self.largest = sorted([*self.largest, planned], key=lambda one: -one.share)[:SHOWN]
        if planned.is_below_cost:
            self.below_cost += 1
            self.beneath = [*self.beneath, planned][:SHOWN]


def plan(price_list: PriceList) -> Plan:
    """Tell what building a list by its rules would change; nothing is written."""
    found = Plan()
    for planned in planned_prices(price_list):
        found.note(planned)
    return found


@transaction.atomic
def publish(price_list: PriceList) -> int:
    """Build a list by its rules and write it; return how many prices are other than before.

    What no rule is for any more leaves the list. One transaction; who shows prices is told once.
    """
    hold_list(price_list.pk)
    with batched_announcements():
        batch: list[WantedPrice] = []
        for planned in planned_prices(price_list):
            if planned.old == planned.new:
                continue
            batch.append(
                WantedPrice(record_id=planned.record.pk, min_quantity=planned.min_quantity, price=planned.new)
            )
        return write_prices(price_list, batch)


def planned_prices(price_list: PriceList) -> Iterator[PlannedPrice]:
    """Yield what a list shall say of every stock record that it has or gets a price of, 500 at a time."""
    rules = list(price_list.rules.select_related("category", "collection"))
    last = 0
    while True:
        records = list(_records(price_list).filter(pk__gt=last)[:SLICE])
        if not records:
            return
        yield from _planned(price_list, rules, records)
        last = records[-1].pk


def _records(price_list: PriceList) -> QuerySet[StockRecord]:
    found = StockRecord.objects.filter(price_currency=price_list.currency).order_by("pk")
    return found.select_related("product__product_class", "product__parent__product_class")


def _planned(
    price_list: PriceList, rules: Sequence[PriceRule], records: Sequence[StockRecord]
) -> Iterator[PlannedPrice]:
    keys = [record.pk for record in records]
    held: dict[int, dict[int, Decimal]] = {pk: {} for pk in keys}
    for pk, quantity, price in price_list.prices.filter(stockrecord__in=keys).values_list(
        "stockrecord_id", "min_quantity", "price"
    ):
        held[pk][quantity] = price
    goods = {rule.pk: _products_of(rule, records) for rule in rules}
    bases = {rule.pk: _base_prices(rule, keys) for rule in rules if rule.base == PriceRule.Base.LIST}
    for record in records:
        wanted: dict[int, Decimal] = {}
        for rule in rules:
            if rule.min_quantity in wanted or record.product_id not in goods[rule.pk]:
                continue
            price = price_by_rule(rule, record, price_list, listed=bases.get(rule.pk, {}).get(record.pk))
            if price is not None:
                wanted[rule.min_quantity] = price
        for quantity in sorted({*held[record.pk], *wanted}):
            new = wanted.get(quantity)
            yield PlannedPrice(
                record=record,
                min_quantity=quantity,
                old=held[record.pk].get(quantity),
                new=new,
                is_below_cost=new is not None and _is_below_cost(new, record, price_list),
            )


def _base_prices(rule: PriceRule, record_ids: Sequence[int]) -> dict[int, tuple[Decimal, bool]]:
    """Return the price of one piece in another list, and whether that list is net."""
    base = rule.base_list
    if base is None:
        return {}
    rows = base.prices.filter(stockrecord__in=record_ids).order_by("-min_quantity")
    found = rows.values_list("stockrecord_id", "price")
    return {record: (price, base.is_net) for record, price in found}


def _products_of(rule: PriceRule, records: Sequence[StockRecord]) -> set[int]:
    """Return the products of these records that a rule is for; a gift card is money and never among them."""
    sold = [record.product for record in records if not _head_class_is_gift_card(record)]
    if rule.goods == PriceRule.Goods.EVERYTHING:
        return {product.pk for product in sold}
    if rule.goods == PriceRule.Goods.COLLECTION:
        if rule.collection is None:
            return set()
        return members_of([rule.collection], [member_of(product) for product in sold]).get(
            rule.collection.pk, set()
        )
    if rule.category is None:
        return set()
    heads = {product.parent_id or product.pk for product in sold}
    tree = Category.get_tree(rule.category).values("pk")
    inside = set(
        Category.objects.filter(pk__in=tree, product__in=heads).values_list("product", flat=True).distinct()
    )
    return {product.pk for product in sold if (product.parent_id or product.pk) in inside}


def _head_class_is_gift_card(record: StockRecord) -> bool:
    product_class = (record.product.parent or record.product).product_class
    return product_class is not None and product_class.is_gift_card


def price_by_rule(
    rule: PriceRule,
    record: StockRecord,
    price_list: PriceList,
    *,
    listed: tuple[Decimal, bool] | None = None,
) -> Decimal | None:
    """Return what a rule makes of a record's price, as the list keeps it; None without a base.

    The cost is net, the ordinary price gross, `listed` as its list says; all become what this list is.
    Rounded to what can be paid, then to the ending, then raised to the cost with the margin that is kept.
    """
    rate = _home_rate(record)
    currency = price_list.currency
    base = _base(rule, record, listed, rate, is_net=price_list.is_net)
    if base is None:
        return None
    wanted = round_money(base * (WHOLE + rule.percent) / WHOLE, currency) + rule.amount
    ending = f"0{rule.ending}" if rule.ending else ""
    wanted = with_ending(max(wanted, Decimal(0)), ending, minor_unit(currency))
    if rule.margin_floor is not None and record.cost is not None:
        least = round_money(record.cost * (WHOLE + rule.margin_floor) / WHOLE, currency)
        floor = least if price_list.is_net else gross_of(least, rate=rate, currency=currency)
        wanted = max(wanted, floor)
    return round_money(wanted, currency)


def _base(
    rule: PriceRule,
    record: StockRecord,
    listed: tuple[Decimal, bool] | None,
    rate: Decimal,
    *,
    is_net: bool,
) -> Decimal | None:
    match rule.base:
        case PriceRule.Base.COST:
            found = None if record.cost is None else (record.cost, True)
        case PriceRule.Base.LIST:
            found = listed
        case _:
            found = None if record.price is None else (record.price, False)
    if found is None or found[1] == is_net:
        return found[0] if found else None
    if is_net:
        return net_of(found[0], rate=rate, currency=record.price_currency)
    return gross_of(found[0], rate=rate, currency=record.price_currency)


def _home_rate(record: StockRecord) -> Decimal:
    head = record.product.parent or record.product
    return situation().home_rate(tax_class_of(head.product_class))


def _is_below_cost(price: Decimal, record: StockRecord, price_list: PriceList) -> bool:
    if record.cost is None:
        return False
    net = price if price_list.is_net else net_of(price, rate=_home_rate(record), currency=price_list.currency)
    return net < record.cost
