"""Writing orders of the past: the rows that checkout, events and subscribers would have left, in bulk.

What these would do besides does not happen: nobody is written to, no stock moves, no commission accrues, and
the deliveries of the events are written as done, so that no replay does it later. Who ordered is found by
`identify`, whose order it is and what the timeline says is written as their subscribers write it, and figures
and scores come from the services that always count them. The same order twice is one order.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from crm_core.customers.models import Customer, CustomerOrder
from crm_core.customers.services import identify, refresh_figures
from crm_core.order_history.articles import Articles, SoldArticles
from crm_core.order_history.past_orders import PastCancellation, PastLine, PastOrder
from crm_core.scores.services import rescore
from crm_core.timeline.facts import LINES_TOLD, order_facts
from crm_core.timeline.models import TimelineEntry
from crm_core.timeline.services import record_all
from shop.events.services import publish_all
from shop.money import round_money
from shop.order.events import OrderCancelled, OrderPlaced
from shop.order.models import BillingAddress, Line, Order, OrderStatusChange, ShippingAddress
from shop.order_statuses import CANCELLED, COMPLETE, DISPATCHED, PAID
from shop.tax.amounts import net_of

LINES_A_QUERY = 1000
ORDERS_A_QUERY = 200
ADDRESS_FIELDS = ("first_name", "last_name", "line1", "line4", "postcode")
CUSTOMERS_A_TIME = 200


class PastWriter:
    """Writes orders of the past in a currency; keeps who ordered and which articles there are."""

    def __init__(self, *, articles: Articles | SoldArticles, currency: str, language: str = "") -> None:
        self.articles, self.currency, self.language = articles, currency, language
        self.customers: dict[str, int] = {}

    @transaction.atomic
    def write(self, orders: Sequence[PastOrder]) -> int:
        """Write those orders that are not there yet, all or none; return how many came.

        Orders of one number are one, with the lines of all: a source may interleave two of them.
        """
        numbers = Order.objects.filter(number__in=[past.number for past in orders])
        known = set(numbers.values_list("number", flat=True))
        whole: dict[str, PastOrder] = {}
        for past in orders:
            begun = whole.get(past.number)
            whole[past.number] = replace(begun, lines=begun.lines + past.lines) if begun else past
        fresh = [past for past in whole.values() if past.number not in known]
        for past in orders:
            self._customer(past)
        if not fresh:
            return 0
        written = Order.objects.bulk_create([self._order(past) for past in fresh])
        _write_addresses(fresh, written)
        lines = self._write_lines(fresh, written)
        CustomerOrder.objects.bulk_create(
            CustomerOrder(order=order, customer_id=self.customers[order.guest_email]) for order in written
        )
        placed = [past.placed_at for past in fresh]
        publish_all([OrderPlaced(order_id=order.pk) for order in written], at=placed, is_heard=True)
        record_all(self._entry(order, lines[order.pk], what="placed") for order in written)
        return len(written)

    def _customer(self, past: PastOrder) -> None:
        if past.email not in self.customers:
            place = past.address
            found = identify(
                email=past.email,
                name=past.name,
                language=past.language or self.language,
                company=past.company,
                phone=place.phone if place else "",
                region=place.country if place else "",
            )
            self.customers[past.email] = found.pk

    def _order(self, past: PastOrder) -> Order:
        amounts = [self._amounts(line, past.tax_rate) for line in past.lines]
        return Order(
            number=past.number,
            site_id=settings.SITE_ID,
            currency=self.currency,
            total_incl_tax=sum((gross for gross, _net in amounts), Decimal(0)),
            total_excl_tax=sum((net for _gross, net in amounts), Decimal(0)),
            guest_email=past.email,
            status=COMPLETE,
            company=past.company,
            po_number=past.po_number,
            date_placed=past.placed_at,
            paid_at=past.placed_at,
            language=past.language or self.language,
            tax_country=past.address.country if past.address else "",
        )

    def _amounts(self, line: PastLine, rate: Decimal) -> tuple[Decimal, Decimal]:
        """Return what a line comes to, with its tax and without."""
        gross = round_money(line.price * line.quantity, self.currency)
        return gross, net_of(gross, rate=rate, currency=self.currency)

    def _write_lines(self, fresh: Sequence[PastOrder], written: Sequence[Order]) -> Mapping[int, list[Line]]:
        self.articles.add(line for past in fresh for line in past.lines)
        lines: dict[int, list[Line]] = defaultdict(list)
        for past, order in zip(fresh, written, strict=True):
            lines[order.pk] = [self._line(order, line, past.tax_rate) for line in past.lines]
        every = (line for of_order in lines.values() for line in of_order)
        Line.objects.bulk_create(every, batch_size=LINES_A_QUERY)
        return lines

    def _line(self, order: Order, past: PastLine, rate: Decimal) -> Line:
        article = self.articles[past.sku]
        price = round_money(past.price, self.currency)
        amounts = dict(zip(("incl", "excl"), self._amounts(past, rate), strict=True))
        return Line(
            order=order,
            partner_id=article.partner_id,
            partner_name=article.partner_name,
            partner_sku=past.sku,
            stockrecord_id=article.stockrecord_id,
            product_id=article.product_id,
            title=past.title[:255],
            quantity=past.quantity,
            num_allocated=0,
            num_dispatched=past.quantity,
            status=DISPATCHED,
            unit_price_incl_tax=price,
            unit_price_excl_tax=net_of(price, rate=rate, currency=self.currency),
            tax_rate=rate or None,
            **{
                f"line_price{before}_{tax}_tax": amount
                for before in ("", "_before_discounts")
                for tax, amount in amounts.items()
            },
        )

    def _entry(self, order: Order, lines: Iterable[Line], *, what: str) -> TimelineEntry:
        """Tell an order as the timeline's subscriber does."""
        return TimelineEntry(
            customer_id=self.customers[order.guest_email],
            kind=f"order.{what}",
            occurred_at=order.date_placed,
            source=f"order:{order.pk}:{what}",
            data=order_facts(order, lines),
        )

    @transaction.atomic
    def cancel(self, cancellations: Sequence[PastCancellation]) -> tuple[int, int]:
        """Take pieces off their buyer's orders of the same article, the latest before them first.

        Return how many pieces were found in orders, and how many not; those of a cancellation that was taken
        before count neither way. An order that keeps no piece is cancelled on that day. Buyers whom no order
        made known are passed over.
        """
        known = TimelineEntry.objects.filter(source__in=[_source(one) for one in cancellations])
        taken_before = set(known.values_list("source", flat=True))
        fresh = [one for one in cancellations if _source(one) not in taken_before]
        pieces = Pieces(fresh)
        wanted = sum(line.quantity for one in fresh for line in one.lines)
        found = sum(pieces.take(one) for one in fresh)
        for line in pieces.changed.values():
            line.num_dispatched = min(line.num_dispatched, line.num_to_send)
        Line.objects.bulk_update(
            pieces.changed.values(), ["num_cancelled", "num_dispatched"], batch_size=LINES_A_QUERY
        )
        record_all(self._cancellation_entry(one) for one in fresh if one.email in self.customers)
        self._cancel_empty(pieces.days)
        return found, wanted - found

    def _cancellation_entry(self, one: PastCancellation) -> TimelineEntry:
        return TimelineEntry(
            customer_id=self.customers[one.email],
            kind="order.pieces_cancelled",
            occurred_at=one.cancelled_at,
            source=_source(one),
            data={
                "number": one.number,
                "lines": [
                    {"title": line.title, "quantity": line.quantity} for line in one.lines[:LINES_TOLD]
                ],
                "more_lines": max(0, len(one.lines) - LINES_TOLD),
            },
        )

    def _cancel_empty(self, days: Mapping[int, datetime]) -> None:
        """Cancel the orders of which nothing is left, on the day of the last cancellation."""
        orders = Order.objects.filter(pk__in=days).exclude(status=CANCELLED).prefetch_related("lines")
        empty = [order for order in orders if not any(line.num_to_send for line in order.lines.all())]
        numbers = [order.pk for order in empty]
        moments = [days[number] for number in numbers]
        Order.objects.filter(pk__in=numbers).update(status=CANCELLED)
        Line.objects.filter(order__in=numbers).update(status=CANCELLED)
        changes = OrderStatusChange.objects.bulk_create(
            OrderStatusChange(order_id=number, old_status=PAID, new_status=CANCELLED) for number in numbers
        )
        for change, moment in zip(changes, moments, strict=True):
            change.date_created = moment  # inserted, it has the moment of now
        OrderStatusChange.objects.bulk_update(changes, ["date_created"])
        publish_all([OrderCancelled(order_id=number) for number in numbers], at=moments, is_heard=True)
        entries = [self._entry(order, order.lines.all(), what="cancelled") for order in empty]
        for entry, moment in zip(entries, moments, strict=True):
            entry.occurred_at = moment
        record_all(entries)


class Pieces:
    """The pieces that could be cancelled: the lines of these buyers and articles, latest order first."""

    def __init__(self, cancellations: Sequence[PastCancellation]) -> None:
        emails = {one.email for one in cancellations}
        skus = {line.sku for one in cancellations for line in one.lines}
        rows = Line.objects.filter(order__guest_email__in=emails, partner_sku__in=skus)
        self.changed: dict[int, Line] = {}
        self.days: dict[int, datetime] = {}
        self._rows: dict[tuple[str, str], list[Line]] = defaultdict(list)
        for row in rows.select_related("order").order_by("-order__date_placed", "-pk"):
            self._rows[row.order.guest_email, row.partner_sku].append(row)

    def take(self, one: PastCancellation) -> int:
        """Take the pieces off; return how many were there."""
        found = 0
        for line in one.lines:
            left = line.quantity
            for row in self._rows[one.email, line.sku]:
                number = min(left, row.num_to_send) if row.order.date_placed <= one.cancelled_at else 0
                if number:
                    row.num_cancelled += number
                    left -= number
                    self.changed[row.pk], self.days[row.order_id] = row, one.cancelled_at
            found += line.quantity - left
        return found


def _write_addresses(orders: Sequence[PastOrder], written: Sequence[Order]) -> None:
    """Write where the orders went, and the same as the address of the invoice."""
    pairs = [(past.address, row) for past, row in zip(orders, written, strict=True) if past.address]
    fields = [
        {
            **{name: getattr(place, name) for name in ADDRESS_FIELDS},
            "country_id": place.country,
        }
        for place, _row in pairs
    ]
    shipping = ShippingAddress.objects.bulk_create(
        ShippingAddress(**values, phone_number=place.phone)
        for values, (place, _row) in zip(fields, pairs, strict=True)
    )
    billing = BillingAddress.objects.bulk_create(BillingAddress(**values) for values in fields)
    for (_place, row), goes_to, invoice in zip(pairs, shipping, billing, strict=True):
        row.shipping_address, row.billing_address = goes_to, invoice
    Order.objects.bulk_update(
        [row for _place, row in pairs], ["shipping_address", "billing_address"], batch_size=ORDERS_A_QUERY
    )


def _source(one: PastCancellation) -> str:
    return f"past-cancellation:{one.number}"


def count_again(numbers: Collection[int]) -> None:
    """Count figures and scores of these customers, 200 a transaction, with every stage since they came."""
    ordered = sorted(set(numbers))
    for start in range(0, len(ordered), CUSTOMERS_A_TIME):
        with transaction.atomic():
            customers = Customer.objects.filter(pk__in=ordered[start : start + CUSTOMERS_A_TIME])
            rescore([refresh_figures(customer) for customer in customers], with_past=True)
