"""Writing scores: whenever orders have changed, and of everybody at night."""

import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice, pairwise

from django.db import transaction
from django.utils import timezone

from crm_core.customers.models import Customer
from crm_core.scores.calculation import Calculated, calculate
from crm_core.scores.estimation import Estimates, estimate
from crm_core.scores.events import LifecycleStageChanged
from crm_core.scores.models import CustomerScore, RescoreRequest, ScoreModel, StageChange
from crm_core.scores.queries import (
    BATCH,
    OrderHistory,
    customers_in_batches,
    latest_model,
    order_histories,
    sampled_histories,
)
from crm_core.scores.signals import rescored
from crm_core.scores.stages import Reached, Stage, stages_through
from shop.events.services import publish_all

SCORE_FIELDS = [
    field.name for field in CustomerScore._meta.concrete_fields if field.name not in {"id", "customer"}
]


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What a calculation goes by: the estimates with their row, and the moment."""

    model: ScoreModel | None
    estimates: Estimates
    now: datetime

    @property
    def today(self) -> date:
        """The day in the shop's time zone."""
        return timezone.localdate(self.now)


def rescore(customers: Iterable[Customer], *, now: datetime | None = None, with_past: bool = False) -> int:
    """Compute the scores of these customers anew and write them; return of how many there was something.

    500 customers are one transaction with the same number of queries however many orders they have. A
    customer without orders, stage and scores is left alone. Whose stage is another than written gets a
    `StageChange`, dated as the rules say, and `LifecycleStageChanged` is published; with
    `with_past` who had no change yet gets one for every stage since the first order. Rows are locked in
    the order of their number and read after that, so that of two workers the later writes what it read last.
    """
    basis = current_basis(now=now)
    rest = iter(customers)
    written = 0
    while batch := list(islice(rest, BATCH)):
        written += _rescore_batch([customer.pk for customer in batch], basis, with_past=with_past)
    return written


def rescore_all(
    *, now: datetime | None = None, after: int = 0, with_past: bool = False, seconds: float | None = None
) -> int | None:
    """Rescore all customers whose number is greater than `after`; return the last number reached.

    None says that all are done. `seconds` is the time after which no further batch is begun.
    """
    started = time.monotonic()
    basis = current_basis(now=now)
    for batch in customers_in_batches(after=after):
        _rescore_batch([customer.pk for customer in batch], basis, with_past=with_past)
        if seconds is not None and time.monotonic() - started > seconds:
            return batch[-1].pk
    return None


def refit(*, now: datetime | None = None) -> ScoreModel:
    """Estimate the models from all customers' orders and keep them; scores stay until computed anew.

    Loads numpy and scipy: for workers and commands. Memory is that of 50,000 customers at most.
    """
    now = now or timezone.now()
    started = time.perf_counter()
    histories = [history.values for history in sampled_histories()]
    estimates = estimate(histories, today=timezone.localdate(now))
    parameters, errors = estimates.as_json()
    return ScoreModel.objects.create(
        calculated_at=now,
        customers=len(histories),
        parameters=parameters,
        errors=errors,
        seconds=time.perf_counter() - started,
    )


def request_rescore(customers: Collection[Customer]) -> None:
    """Have the scores of these customers, and of the companies they work for, computed within a minute.

    One query to read and one to write. Belongs into the transaction that changes their orders.
    """
    companies = {
        customer.company_id
        for customer in customers
        if customer.company_id is not None and customer.kind == Customer.Kind.PERSON
    }
    accounts = Customer.objects.filter(company__in=companies, kind=Customer.Kind.COMPANY)
    numbers = {customer.pk for customer in customers} | set(accounts.values_list("pk", flat=True))
    RescoreRequest.objects.bulk_create(RescoreRequest(customer_id=number) for number in sorted(numbers))


def rescore_requested(*, now: datetime | None = None) -> int:
    """Rescore whoever was asked for; return how many requests were met.

    Requests are read first and deleted after the calculation, in its transaction: one that
    comes in meanwhile stays, one whose calculation fails does too.
    """
    basis = current_basis(now=now)
    met = 0
    while requests := list(RescoreRequest.objects.order_by("pk").values_list("pk", "customer_id")[:BATCH]):
        with transaction.atomic():
            numbers = {number for _pk, number in requests}
            _rescore_batch(numbers, basis, with_past=False)
            rescored.send(sender=CustomerScore, customers=numbers)
            RescoreRequest.objects.filter(pk__in=[pk for pk, _number in requests]).delete()
        met += len(requests)
    return met


def current_basis(*, now: datetime | None = None) -> Basis:
    """Return what a calculation goes by: the latest estimates, before the first those of an unknown shop."""
    model = latest_model()
    estimates = Estimates.from_json(model.parameters, model.errors) if model else Estimates()
    return Basis(model=model, estimates=estimates, now=now or timezone.now())


@transaction.atomic
def _rescore_batch(numbers: Collection[int], basis: Basis, *, with_past: bool) -> int:
    rows = Customer.objects.select_for_update(no_key=True).filter(pk__in=numbers).order_by("pk")
    customers = list(rows.only("pk", "kind", "company_id", "stage", "next_order_on"))
    histories = order_histories(customers)
    scored = set(CustomerScore.objects.filter(customer__in=customers).values_list("customer_id", flat=True))
    found = [
        (
            customer,
            calculate(
                histories.get(customer.pk) or OrderHistory(), estimates=basis.estimates, today=basis.today
            ),
        )
        for customer in customers
        if customer.pk in histories or customer.pk in scored or customer.stage != Stage.PROSPECT
    ]
    _write_scores(found, basis)
    changes = _changes(found, histories, basis, with_past=with_past)
    _write_customers(found)
    StageChange.objects.bulk_create(changes)
    _publish(changes)
    return len(found)


def _publish(changes: Sequence[StageChange]) -> None:
    """Tell of the changes at the end of the days on which they came, those of today now."""
    publish_all(
        [
            LifecycleStageChanged(
                customer_id=change.customer_id,
                change_id=change.pk,
                old_stage=change.old_stage,
                new_stage=change.new_stage,
            )
            for change in changes
        ],
        at=[change.changed_at for change in changes],
    )


def _write_scores(found: Sequence[tuple[Customer, Calculated]], basis: Basis) -> None:
    for customer, calculated in found:
        score = calculated.score
        score.customer, score.model, score.calculated_at = customer, basis.model, basis.now
    CustomerScore.objects.bulk_create(
        [calculated.score for _customer, calculated in found],
        update_conflicts=True,
        update_fields=SCORE_FIELDS,
        unique_fields=["customer"],
    )


def _write_customers(found: Sequence[tuple[Customer, Calculated]]) -> None:
    """Write stage and next order date where they are others than before."""
    changed = []
    for customer, calculated in found:
        now = (calculated.reached.stage, calculated.next_order_on)
        if now != (customer.stage, customer.next_order_on):
            customer.stage, customer.next_order_on = now
            changed.append(customer)
    Customer.objects.bulk_update(changed, ["stage", "next_order_on"])


def _changes(
    found: Sequence[tuple[Customer, Calculated]],
    histories: dict[int, OrderHistory],
    basis: Basis,
    *,
    with_past: bool,
) -> list[StageChange]:
    changes = []
    for customer, calculated in found:
        if calculated.reached.stage == customer.stage:
            continue
        steps = [calculated.reached]
        if with_past and customer.stage == Stage.PROSPECT:
            days = histories[customer.pk].days
            steps = list(stages_through(days, until=basis.today, model=basis.estimates.intervals))
        before = Reached(stage=customer.stage, on=None)
        changes += [_change(customer, old, new, basis) for old, new in pairwise([before, *steps])]
    return changes


def _change(customer: Customer, old: Reached, new: Reached, basis: Basis) -> StageChange:
    return StageChange(
        customer=customer,
        old_stage=old.stage,
        new_stage=new.stage,
        changed_on=new.on or basis.today,
        noted_at=basis.now,
        days_since_order=new.silence,
        interval=new.usual,
    )
