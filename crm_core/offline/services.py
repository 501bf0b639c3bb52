"""Taking over what was written on a device: each note and each order once, and no change unseen."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_core.customers.models import Customer
from crm_core.offline.comparing import Compared, Comparison
from crm_core.offline.models import OfflineOrder
from crm_core.offline.pricing import strategy_of
from crm_core.offline.reading import Written, WrittenLine, line_of
from crm_core.order_entry import drafts
from crm_core.order_entry.models import Channel, OrderDraft
from crm_core.order_entry.products import ProductChoice, choices
from crm_core.timeline.models import TimelineEntry
from crm_core.timeline.written import WrittenEntry, log_entry
from shop.b2b.models import Company
from shop.basket.services import BasketError
from shop.catalogue.models import Product
from shop.partner.strategy import Strategy
from shop.user.models import User

State = OfflineOrder.State


class RefusedError(Exception):
    """What was sent is not taken; the words are for whoever wrote it."""


def take_note(customer: Customer, written: Written, *, by: User) -> TimelineEntry:
    """Write a note into the customer's timeline, at the time at which it was written; once for each key.

    Raises RefusedError where the key stands for something that somebody else wrote.
    """
    entry = log_entry(
        customer,
        WrittenEntry(kind="note", text=written.text, occurred_at=written.written_at),
        by=by,
        key=written.key,
    )
    if entry.author_id != by.pk:
        raise RefusedError(_("This was sent by somebody else already."))
    return entry


@transaction.atomic
def take_order(customer: Customer, written: Written, *, by: User) -> OfflineOrder:
    """Keep an order once for each key; its goods go into the writer's draft where nothing has changed.

    Sent again, the answer is what became of it the first time. The order is placed from the draft, not here.
    Raises RefusedError for the key of somebody else or of another order, and for a company that is closed.
    """
    order, is_new = OfflineOrder.objects.get_or_create(
        key=written.key,
        defaults={
            "customer": customer,
            "by": by,
            "digest": written.digest,
            "remark": written.text,
            "lines": [line.as_json() for line in written.lines],
            "written_at": written.written_at,
        },
    )
    if order.by_id != by.pk:  # guard: offline-writer
        raise RefusedError(_("This was sent by somebody else already."))
    if order.digest != written.digest:
        raise RefusedError(_("This order was sent before with other contents. What was sent first counts."))
    if is_new:
        _check_open(customer)
        _take(order)
    return order


def confirm(order: OfflineOrder, *, seen: str) -> bool:
    """Put the goods of a waiting order into the draft as they can be had now, if that is what was `seen`.

    `seen` is the fingerprint of the comparison that was shown. False where it has changed again, or where the
    order is decided already: it is then left as it is. Raises RefusedError for a company that is closed.
    """
    with transaction.atomic():
        _check_open(order.customer)
        return _take(order, seen=seen)


@transaction.atomic
def discard(order: OfflineOrder) -> bool:
    """Throw a waiting order away; tell whether it was waiting."""
    return _decide(order, State.DISCARDED)


def compare(order: OfflineOrder) -> Comparison:
    """Say what a waiting order would be now: it is put into the draft, looked at, and taken out again."""
    with transaction.atomic():
        _draft, comparison = _put_in(order)
        transaction.set_rollback(True)
    return comparison


def discard_old(*, now: datetime) -> int:
    """Delete orders that were received so long ago that drafts of that time are gone too; return how many."""
    limit = now - drafts.longest_kept()
    return OfflineOrder.objects.filter(received_at__lt=limit).delete()[0]


def _check_open(customer: Customer) -> None:
    company = customer.company
    if company is not None and company.status == Company.Status.CLOSED:
        raise RefusedError(_("The account of this company is closed."))


def _take(order: OfflineOrder, *, seen: str = "") -> bool:
    """Put the goods into the draft, unless something differs from what was `seen`; tell whether."""
    with transaction.atomic():
        is_taken = _decide(order, State.TAKEN) and _is_put_in(order, seen)
        if not is_taken:
            transaction.set_rollback(True)
    order.refresh_from_db()
    return is_taken


def _is_put_in(order: OfflineOrder, seen: str) -> bool:
    draft, comparison = _put_in(order)
    if comparison.differs and comparison.fingerprint != seen:  # guard: offline-differences
        return False
    OfflineOrder.objects.filter(pk=order.pk).update(draft=draft, lines=[], remark="")
    return True


def _decide(order: OfflineOrder, state: State) -> bool:
    """Decide a waiting order, once: who comes second changes nothing."""
    rows = OfflineOrder.objects.filter(pk=order.pk)
    rows = rows.filter(state=State.WAITING)  # guard: offline-once
    words = {"lines": [], "remark": ""} if state == State.DISCARDED else {}
    return bool(rows.update(state=state, decided_at=timezone.now(), **words))


def _put_in(order: OfflineOrder) -> tuple[OrderDraft, Comparison]:
    """Put the goods into the writer's draft for the customer, as far as they can be had, and compare."""
    draft = drafts.start_draft(order.customer, order.by)
    held = sum(line.quantity for line in draft.basket.lines.all())
    strategy = strategy_of(draft)
    written = [line_of(line) for line in order.lines]
    products = Product.objects.filter(pk__in=[line.product for line in written])
    now = {choice.pk: choice for choice in choices(products, buyer=strategy.buyer)}
    found = [_added(draft, line, now.get(line.product), strategy) for line in written]
    drafts.forget_lines(draft.basket)
    if not held:
        drafts.keep_answers(draft, {"channel": Channel.VISIT})
    if order.remark:
        drafts.keep_answers(draft, {"reason": f"{draft.reason} {order.remark}".strip()[:300]})
    return draft, Comparison(lines=found, held=held)


def _added(
    draft: OrderDraft, line: WrittenLine, choice: ProductChoice | None, strategy: Strategy
) -> Compared:
    added, problem = 0, ""
    try:
        addition = drafts.add_product(draft, line.product, quantity=line.quantity, strategy=strategy)
        added = addition.added
        if addition.is_shortened:
            problem = _("Only %(added)d of %(wanted)d can be had.") % {
                "added": added,
                "wanted": line.quantity,
            }
    except BasketError as refusal:
        problem = str(refusal)
    return Compared(
        written=line,
        title=choice.title if choice is not None else line.title,
        added=added,
        price=choice.price if choice is not None else None,
        currency=choice.currency if choice is not None else line.currency,
        problem=problem,
    )
