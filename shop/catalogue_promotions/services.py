"""Reckoning the prices of promotions ahead, and telling who shows prices when one begins or ends."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from shop.catalogue.services import announce_products
from shop.catalogue_promotions.models import WHOLE, CataloguePromotion
from shop.catalogue_promotions.scope import products_by_promotion, records_with
from shop.catalogue_promotions.timeline import Span, holding, lowest_before, reduced_since
from shop.configuration.queries import shop_currency
from shop.money import round_money
from shop.partner.models import PriceChange, SalePrice, StockRecord
from shop.partner.sales import PUBLIC
from shop.tax.amounts import gross_of
from shop.tax.classes import tax_class_of
from shop.tax.queries import situation

SLICE = 500
#: Further back than thirty days nothing counts, but for a reduction that goes on since then.
REMEMBERED = timedelta(days=400)
#: What held for less was a save in two steps, and no price that anybody was shown.
TWO_STEPS = timedelta(seconds=2)
Kind = CataloguePromotion.Kind
APPROVED = CataloguePromotion.State.APPROVED
History = dict[int, list[tuple[datetime, Decimal]]]


def reckon_prices(record_ids: Iterable[int] | None = None) -> int:
    """Bring the prices of promotions up to date: of these stock records, or of all that there are.

    What is over stays as it was; what holds now ends now where it is another; what is to come is written
    anew. Returns how many records have other prices than before; their products are announced. One
    transaction for 500 records, whose rows are locked meanwhile.
    """
    now = timezone.now()
    living = CataloguePromotion.objects.filter(Q(end=None) | Q(end__gt=now), is_on=True)
    living = living.filter(state=APPROVED)  # guard: sale-approved
    promotions = list(living.select_related("collection").order_by("pk"))
    if record_ids is None:
        record_ids = _all_records(bool(promotions), now)
    wanted, changed = sorted(set(record_ids)), 0
    for start in range(0, len(wanted), SLICE):
        changed += _reckon(wanted[start : start + SLICE], promotions)
    return changed


def _now() -> datetime:
    """Return the moment in what SQLite's own clock can tell: thousandths of a second."""
    now = timezone.now()
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def _all_records(is_any: bool, now: datetime) -> list[int]:  # noqa: FBT001 - one fact
    """List the records that may be reduced, or are; without promotions those that are."""
    if is_any:
        return list(StockRecord.objects.order_by().values_list("pk", flat=True))
    held = SalePrice.objects.filter(Q(end=None) | Q(end__gt=now))
    return list(held.order_by().values_list("stockrecord_id", flat=True).distinct())


@transaction.atomic
def _reckon(record_ids: Sequence[int], promotions: Sequence[CataloguePromotion]) -> int:
    locked = StockRecord.objects.select_for_update(of=("self",)).filter(pk__in=record_ids).order_by("pk")
    keys = list(locked.values_list("pk", flat=True))
    records = list(records_with(keys).order_by("pk"))
    now = _now()
    held: dict[int, list[SalePrice]] = defaultdict(list)
    rows = SalePrice.objects.filter(stockrecord__in=keys, price_list=PUBLIC)
    for row in rows.filter(Q(end=None) | Q(end__gt=now - REMEMBERED)).order_by("start"):
        held[row.stockrecord_id].append(row)
    reduced = products_by_promotion(promotions, records)
    history = _history(keys)
    changed = []
    for record in records:
        own = [one for one in promotions if _is_for(one, record, reduced)]
        spans = [span for one in own if (span := _span(one, record)) is not None]
        if _write(record, holding(spans, since=now), held[record.pk], history[record.pk], now):
            changed.append(record.product_id)
    announce_products(changed)
    return len(changed)


def _is_for(promotion: CataloguePromotion, record: StockRecord, reduced: dict[int, set[int]]) -> bool:
    is_theirs = promotion.partner_id is None or promotion.partner_id == record.partner_id
    return is_theirs and record.product_id in reduced[promotion.pk]


def _span(promotion: CataloguePromotion, record: StockRecord) -> Span | None:
    """Return what a promotion makes of a record's price; None where it makes it no lower."""
    price = reduced_price(promotion, record)
    if price is None:
        return None
    return Span(
        start=promotion.start,
        end=promotion.end,
        price=price,
        promotion_id=promotion.pk,
        stacks=promotion.stacks,
        priority=promotion.priority,
    )


def reduced_price(promotion: CataloguePromotion, record: StockRecord) -> Decimal | None:
    """Return the price of a record with a promotion, rounded to what can be paid; None where it is no lower.

    Never below zero, and never below the cost with the margin that the promotion keeps. Amounts are in the
    shop's currency and say nothing of a record in another one.
    """
    price, currency = record.price, record.price_currency
    if price is None or (promotion.kind != Kind.PERCENT and currency != shop_currency()):
        return None
    if promotion.kind == Kind.PERCENT:
        wanted = round_money(price * (WHOLE - promotion.value) / WHOLE, currency)
    else:
        wanted = price - promotion.value if promotion.kind == Kind.AMOUNT else promotion.value
    if promotion.margin_floor is not None and record.cost is not None:
        product = record.product
        head = product.parent or product
        rate = situation().rate(tax_class_of(head.product_class))
        least = round_money(record.cost * (1 + promotion.margin_floor / WHOLE), currency)
        wanted = max(wanted, gross_of(least, rate=rate, currency=currency))  # guard: sale-above-cost
    wanted = max(wanted, Decimal(0))
    return wanted if wanted < price else None


def _history(keys: Collection[int]) -> History:
    """Read what the records cost, the price noted in this very millisecond too."""
    found: History = defaultdict(list)
    rows = PriceChange.objects.filter(stockrecord_id__in=keys, price__isnull=False)
    for pk, at, price in rows.order_by("at", "pk").values_list("stockrecord_id", "at", "price"):
        if price is not None:
            found[pk].append((at, price))
    return found


def _write(
    record: StockRecord,
    wanted: Sequence[Span],
    held: Sequence[SalePrice],
    own: Sequence[tuple[datetime, Decimal]],
    now: datetime,
) -> bool:
    """Bring the rows of a record to what is wanted from now on; tell whether any is another."""
    past = [row for row in held if row.end is not None and row.end <= now]
    running = [row for row in held if row.start <= now and row not in past]
    planned = [row for row in held if row.start > now]
    spans, changed, gone = list(wanted), False, set[int]()
    for row in running:
        first = spans[0] if spans and spans[0].start <= now else None
        if first is not None and _is_same(first, row):
            spans.pop(0)
            if row.end != first.end:
                SalePrice.objects.filter(pk=row.pk).update(end=first.end)
                row.end, changed = first.end, True
            continue
        if now - row.start < TWO_STEPS:  # a form saves the row before what it is for
            SalePrice.objects.filter(pk=row.pk).delete()
            gone.add(row.pk)
        else:
            SalePrice.objects.filter(pk=row.pk).update(end=now)
            row.end = now
            past.append(row)
        changed = True
    before = [_span_of(row) for row in (*past, *running) if row.pk not in gone]
    new = [_row(record, span, [*before, *spans[:place]], own) for place, span in enumerate(spans)]
    if [_facts(row) for row in planned] == [_facts(row) for row in new]:
        return changed
    SalePrice.objects.filter(pk__in=[row.pk for row in planned]).delete()
    SalePrice.objects.bulk_create(new)
    return True


def _row(
    record: StockRecord, span: Span, before: Sequence[Span], own: Sequence[tuple[datetime, Decimal]]
) -> SalePrice:
    begun = reduced_since(span, before)
    lowest = lowest_before(begun, own=own, reduced=before, otherwise=record.price or span.price)
    return SalePrice(
        stockrecord=record,
        price_list=PUBLIC,
        promotion_id=span.promotion_id,
        price=span.price,
        lowest=lowest,
        stacks=span.stacks,
        start=span.start,
        end=span.end,
    )


def _span_of(row: SalePrice) -> Span:
    return Span(
        start=row.start, end=row.end, price=row.price, promotion_id=row.promotion_id, stacks=row.stacks
    )


def _is_same(span: Span, row: SalePrice) -> bool:
    return (span.promotion_id, span.price, span.stacks) == (row.promotion_id, row.price, row.stacks)


def _facts(row: SalePrice) -> tuple[object, ...]:
    return (row.promotion_id, row.price, row.lowest, row.stacks, row.start, row.end)


def announce_moments(since: datetime, until: datetime) -> int:
    """Tell who shows prices of the products whose sale began or ended within; return how many they are."""
    within = Q(start__gt=since, start__lte=until) | Q(end__gt=since, end__lte=until)
    products = SalePrice.objects.filter(within).order_by().values_list("stockrecord__product_id", flat=True)
    found = set(products.distinct())
    announce_products(found)
    return len(found)
