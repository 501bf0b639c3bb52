"""Writing signals: after an order at once, and daily of whoever's day has come."""

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time as clock, timedelta
from operator import itemgetter

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from crm_core.customers.models import Customer
from crm_core.customers.records.trees import trees_of
from crm_core.order_signals.events import OrderSignalEnded, OrderSignalRaised
from crm_core.order_signals.models import OrderSignal, SignalLook, SignalRequest
from crm_core.order_signals.past import Spell, spells
from crm_core.order_signals.queries import (
    BATCH,
    Catalogue,
    accounts_of,
    current_model,
    looked_at,
    near_of,
)
from crm_core.order_signals.shop_model import ShopModel
from crm_core.order_signals.signals import LOOK_AGAIN, Account, Told, next_look, signals_at
from crm_core.order_signals.thresholds import SHIPPED
from shop.events.registry import DomainEvent
from shop.events.services import publish_all

#: What has held for longer when it is first seen is written down, and nobody is told: a shop that turns
#: this on is not flooded with years of old news.
NEWS = timedelta(days=7)
SPREAD = 10
KEEP_ENDED = timedelta(days=400)


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What a look goes by; the catalogue fills as it goes."""

    model: ShopModel
    catalogue: Catalogue
    now: datetime

    @property
    def today(self) -> date:
        """The day in the shop's time zone."""
        return timezone.localdate(self.now)


def current_basis(*, now: datetime | None = None) -> Basis:
    """Return the latest estimates and the moment."""
    return Basis(model=current_model(), catalogue=Catalogue(), now=now or timezone.now())


def request_look(customers: Collection[Customer]) -> None:
    """Have these customers, and the accounts of the companies they work for, looked at within a minute.

    Belongs into the transaction that changes their orders.
    """
    companies = {one.company_id for one in customers if one.company_id and one.kind == Customer.Kind.PERSON}
    accounts = Customer.objects.filter(company__in=companies, kind=Customer.Kind.COMPANY)
    numbers = {one.pk for one in customers} | set(accounts.values_list("pk", flat=True))
    SignalRequest.objects.bulk_create(SignalRequest(customer_id=number) for number in sorted(numbers))


def look_at_requested(*, now: datetime | None = None) -> int:
    """Look at whoever was asked for; return how many requests were met.

    Requests are deleted in the transaction of the look: one that comes in meanwhile stays.
    """
    basis, met = current_basis(now=now), 0
    while requests := list(SignalRequest.objects.order_by("pk").values_list("pk", "customer_id")[:BATCH]):
        with transaction.atomic():
            look({number for _pk, number in requests}, basis)
            SignalRequest.objects.filter(pk__in=[pk for pk, _number in requests]).delete()
        met += len(requests)
    return met


def look_at_due(*, now: datetime | None = None, seconds: float | None = None) -> bool:
    """Look at everybody whose day has come, and who was never looked at; True once nobody is left.

    `seconds` is the time after which no further batch is begun. Memory is that of 500 customers and of the
    products that they bought.
    """
    started, basis = time.monotonic(), current_basis(now=now)
    for numbers in _due(basis.today):
        look(numbers, basis)
        if seconds is not None and time.monotonic() - started > seconds:
            return False
    return True


def _due(today: date) -> Iterator[Sequence[int]]:
    looks = SignalLook.objects.filter(next_look_on__lte=today).order_by("next_look_on", "customer")
    while numbers := list(looks.values_list("customer_id", flat=True)[:BATCH]):
        yield numbers
    after = 0
    never = Customer.objects.filter(signal_look=None).order_by("pk")
    while numbers := list(never.filter(pk__gt=after).values_list("pk", flat=True)[:BATCH]):
        yield numbers
        after = numbers[-1]


@transaction.atomic
def look(numbers: Collection[int], basis: Basis) -> int:
    """Tell the signals of these customers anew, write what is another than before; return how many hold.

    The rows of the customers are locked in the order of their number, so that of two workers the later
    writes what it read last, and no signal is raised twice.
    """
    locked = Customer.records.select_for_update(no_key=True).filter(pk__in=numbers).order_by("pk")
    everybody = [one.pk for one in locked.only("pk")]
    current = looked_at(Customer.objects.filter(pk__in=everybody)).only("pk", "kind", "company_id")
    accounts = accounts_of(list(current), basis.catalogue)
    near = near_of(accounts.values(), basis.catalogue)
    told = {
        customer: signals_at(account, day=basis.today, model=basis.model, near=near, rules=SHIPPED)
        for customer, account in accounts.items()
    }
    _take_over(everybody, accounts, basis)
    _write_past(everybody, accounts, basis)
    _write(everybody, told, basis)
    _write_looks(everybody, accounts, basis)
    return sum(len(signals) for signals in told.values())


def _take_over(numbers: Sequence[int], accounts: dict[int, Account], basis: Basis) -> None:
    """Let open rows follow their orders, and those of merged records go to who stands for them.

    So nothing is raised a second time because a record is another one now. Where both have one, the merged
    record's ends, and nobody is told.
    """
    owner_of = {order.order: customer for customer, account in accounts.items() for order in account.orders}
    root_of = trees_of(numbers)
    rows = OrderSignal.objects.filter(
        Q(customer__in=list(root_of)) | Q(order__in=list(owner_of)), ended_on=None
    )
    kept = {
        (row.customer_id, row.kind) for row in rows if row.order_id is None and row.customer_id in accounts
    }
    moved: list[OrderSignal] = []
    ended: list[OrderSignal] = []
    for row in rows.order_by("pk"):
        owner = owner_of.get(row.order_id or 0, root_of.get(row.customer_id, row.customer_id))
        if owner == row.customer_id:
            continue
        if row.order_id is None and (owner, row.kind) in kept:
            row.ended_on = max(basis.today, row.since)
            ended.append(row)
            continue
        kept.add((owner, row.kind))
        row.customer_id = owner
        moved.append(row)
    OrderSignal.objects.bulk_update(ended, ["ended_on"])
    OrderSignal.objects.bulk_update(moved, ["customer"])


def _write_past(numbers: Sequence[int], accounts: dict[int, Account], basis: Basis) -> None:
    """Write what would have been said before the first look, with its events; they are told to nobody."""
    known = set(SignalLook.objects.filter(customer__in=numbers).values_list("customer_id", flat=True))
    new = sorted(accounts.keys() - known)
    taken = OrderSignal.objects.filter(customer__in=new, ended_on=None)
    taken_over = set(taken.values_list("customer_id", "kind", "order_id"))
    found = [
        (customer, spell)
        for customer in new
        for spell in spells(accounts[customer], today=basis.today, model=basis.model, rules=SHIPPED)
        if spell.ended_on is not None
        or (customer, str(spell.told.kind), spell.told.order or None) not in taken_over
    ]
    rows = OrderSignal.objects.bulk_create(_past_row(customer, spell) for customer, spell in found)
    told: list[tuple[datetime, DomainEvent]] = []
    for row, (_customer, spell) in zip(rows, found, strict=True):
        if not spell.is_old:
            told.append((row.noted_at, _event(OrderSignalRaised, row)))
        if spell.ended_on is not None:
            told.append((_morning(spell.ended_on), _event(OrderSignalEnded, row)))
    told.sort(key=itemgetter(0))
    publish_all([event for _at, event in told], at=[moment for moment, _event in told], is_heard=True)


def _past_row(customer: int, spell: Spell) -> OrderSignal:
    told = spell.told
    return OrderSignal(
        customer_id=customer,
        kind=told.kind,
        order_id=told.order or None,
        since=told.since,
        noted_at=_morning(spell.found_on),
        ended_on=spell.ended_on,
        data=told.data,
    )


def _morning(day: date) -> datetime:
    """Return when a daily look of that day would have been."""
    return timezone.make_aware(datetime.combine(day, clock(4)))


def _write_looks(numbers: Sequence[int], accounts: dict[int, Account], basis: Basis) -> None:
    """Note the next look; who never ordered is looked at when something comes, at the latest in ten years."""
    never = basis.today + timedelta(days=3650)
    SignalLook.objects.bulk_create(
        [
            SignalLook(
                customer_id=number,
                looked_at=basis.now,
                next_look_on=_next_look(number, accounts[number], basis) if number in accounts else never,
            )
            for number in numbers
        ],
        update_conflicts=True,
        update_fields=["looked_at", "next_look_on"],
        unique_fields=["customer"],
    )


def _next_look(number: int, account: Account, basis: Basis) -> date:
    """Return the day of the next look; one that is a month away comes up to ten days sooner.

    So those who were looked at on one day, as all are on the first, do not all come back on one.
    """
    day = next_look(account, day=basis.today, model=basis.model, rules=SHIPPED)
    sooner = number % SPREAD if (day - basis.today).days >= LOOK_AGAIN else 0
    return day - timedelta(days=sooner)


def _write(numbers: Sequence[int], told: dict[int, list[Told]], basis: Basis) -> None:
    """Bring the rows in line with what holds; tell what is new and what has ended."""
    rows = OrderSignal.objects.filter(customer__in=numbers)
    known = {(row.customer_id, row.kind, row.order_id or 0): row for row in rows.filter(ended_on=None)}
    fresh: list[OrderSignal] = []
    changed: list[OrderSignal] = []
    for customer, signals in told.items():
        for one in signals:
            row = known.pop((customer, str(one.kind), one.order), None)
            if row is None:
                fresh.append(_row(customer, one, basis))
            elif row.data != one.data:
                row.data = one.data
                changed.append(row)
    OrderSignal.objects.bulk_update(changed, ["data"])
    ended = list(known.values())
    for row in ended:
        row.ended_on = max(basis.today, row.since)
    OrderSignal.objects.bulk_update(ended, ["ended_on"])
    begun = _begin(fresh)
    limit = basis.today - NEWS
    news: list[DomainEvent] = [_event(OrderSignalEnded, row) for row in ended]
    news += [_event(OrderSignalRaised, row) for row in begun if row.since >= limit]
    publish_all(news)


def _row(customer: int, told: Told, basis: Basis) -> OrderSignal:
    return OrderSignal(
        customer_id=customer,
        kind=told.kind,
        order_id=told.order or None,
        since=told.since,
        noted_at=basis.now,
        data=told.data,
    )


def _begin(fresh: Sequence[OrderSignal]) -> list[OrderSignal]:
    """Write new signals; one that had ended and holds again since the same day goes on, and is no news."""
    before = {
        (row.customer_id, row.kind, row.order_id, row.since): row
        for row in OrderSignal.objects.filter(
            customer__in={row.customer_id for row in fresh}, since__in={row.since for row in fresh}
        ).exclude(ended_on=None)
    }
    begun, again = [], []
    for row in fresh:
        old = before.get((row.customer_id, str(row.kind), row.order_id, row.since))
        if old is None:
            begun.append(row)
        else:
            old.ended_on, old.data = None, row.data
            again.append(old)
    OrderSignal.objects.bulk_update(again, ["ended_on", "data"])
    return OrderSignal.objects.bulk_create(begun)


def _event(
    kind: type[OrderSignalRaised] | type[OrderSignalEnded], row: OrderSignal
) -> OrderSignalRaised | OrderSignalEnded:
    return kind(customer_id=row.customer_id, signal_id=row.pk, kind=str(row.kind), order_id=row.order_id)


def forget_ended(*, now: datetime | None = None) -> int:
    """Delete what ended more than 400 days ago; return how many rows."""
    limit = timezone.localdate(now or timezone.now()) - KEEP_ENDED
    deleted, _by_model = OrderSignal.objects.filter(ended_on__lt=limit).delete()
    return deleted
