"""The invoices of a company as its people see them: what is open of each, until when, and since when late."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _, gettext_lazy

from shop.b2b.access import CompanyAccess
from shop.documents.models import Document, Invoice
from shop.order.models import Order
from shop.order_statuses import CANCELLED
from shop.payments.models import WriteOff
from shop.payments.queries import Balance, balances_of
from shop.time_zones import shop_day
from shop.trade_credit.early_payment import discount_open
from shop.trade_credit.models import InvoiceDispute, Receivable
from shop.trade_credit.models.accounts import ZERO

OPEN, OVERDUE, PAID = "open", "overdue", "paid"
STATES = {OPEN: gettext_lazy("Open"), OVERDUE: gettext_lazy("Overdue"), PAID: gettext_lazy("Paid")}


@dataclass(frozen=True, kw_only=True)
class InvoiceRow:
    """An invoice with what is open of it; `payable` is what the whole order asks for now."""

    invoice: Document
    order: Order
    open: Decimal
    payable: Decimal
    discount: Decimal
    due_on: date | None
    discount_until: date | None
    days_overdue: int
    dispute: InvoiceDispute | None

    @property
    def state(self) -> str:
        """Say how far it is paid."""
        if not self.open:
            return str(_("Paid"))
        if self.dispute is not None:
            return str(_("Disputed"))
        return str(_("Overdue")) if self.days_overdue else str(_("Open"))

    @property
    def is_open(self) -> bool:
        """Whether something is to be paid."""
        return self.open > 0


def invoices_for(access: CompanyAccess, permission: str) -> QuerySet[Document]:
    """List the invoices that somebody may see or pay for their company, the latest first."""
    scope = access.scope(permission, user="order__user", company="order__company")
    return _ready(Invoice.objects.filter(scope))


def credit_notes_for(access: CompanyAccess, permission: str) -> QuerySet[Document]:
    """List the credit notes that somebody may see for their company."""
    scope = access.scope(permission, user="order__user", company="order__company")
    return Document.objects.filter(scope, kind="credit-note").select_related("order").defer("data")


def _ready(invoices: QuerySet[Document]) -> QuerySet[Document]:
    disputes = InvoiceDispute.objects.filter(state=InvoiceDispute.State.OPEN).order_by("pk")
    return (
        invoices.select_related("order__receivable", "order__company")
        .prefetch_related(Prefetch("disputes", queryset=disputes, to_attr="open_disputes"))
        .defer("data")
        .order_by("-issued_on", "-pk")
    )


def in_state(invoices: QuerySet[Document], state: str, *, day: date | None = None) -> QuerySet[Document]:
    """Keep those that are open, overdue or paid; any other word keeps all.

    By order: one that is not settled has its invoices open.
    """
    is_open = Q(order__paid_at=None) & ~Q(order__status=CANCELLED) & Q(order__total_incl_tax__gt=0)
    if state == OPEN:
        return invoices.filter(is_open)
    if state == OVERDUE:
        late = Receivable.objects.filter(order=OuterRef("order"), due_on__lt=day or shop_day())
        return invoices.filter(is_open).filter(Exists(late))
    return invoices.exclude(is_open) if state == PAID else invoices


def invoice_rows(invoices: Iterable[Document]) -> list[InvoiceRow]:
    """Say of invoices what is open of each; a constant number of queries.

    Payments settle an order's invoices in the sequence in which they were written: what is open stands on
    the latest.
    """
    shown = list(invoices)
    orders = {invoice.order_id: invoice.order for invoice in shown}
    open_parts = _open_parts(list(orders.values()))
    return [_row(invoice, open_parts) for invoice in shown]


@dataclass(frozen=True, kw_only=True)
class _Open:
    by_invoice: dict[int, Decimal]
    by_order: dict[int, Decimal]
    discounts: dict[int, Decimal]


def _open_parts(orders: Sequence[Order]) -> _Open:
    balances = balances_of(orders)
    written: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    rows = Invoice.objects.filter(order__in=orders).order_by("-pk").values_list("order", "pk", "gross")
    for order_id, pk, gross in rows:
        written[order_id].append((pk, gross))
    granted = WriteOff.objects.filter(order__in=orders, kind=WriteOff.Kind.DISCOUNT)
    taken = set(granted.values_list("order", flat=True))
    by_invoice: dict[int, Decimal] = {}
    by_order: dict[int, Decimal] = {}
    discounts: dict[int, Decimal] = {}
    for order in orders:
        balance = balances[order.pk]
        left = ZERO if order.status == CANCELLED else balance.outstanding
        by_order[order.pk] = left
        discounts[order.pk] = _discount(order, balance, has_taken=order.pk in taken) if left else ZERO
        parts = written[order.pk]
        for pk, gross in parts[:-1]:
            by_invoice[pk] = min(gross, left)
            left -= by_invoice[pk]
        if parts:
            by_invoice[parts[-1][0]] = left
    return _Open(by_invoice=by_invoice, by_order=by_order, discounts=discounts)


def _discount(order: Order, balance: Balance, *, has_taken: bool) -> Decimal:
    receivable = getattr(order, "receivable", None)
    if receivable is None or receivable.discount_until is None:
        return ZERO
    return discount_open(order, day=shop_day(), receivable=receivable, balance=balance, has_taken=has_taken)


def _row(invoice: Document, found: _Open) -> InvoiceRow:
    order = invoice.order
    receivable = getattr(order, "receivable", None)
    left = found.by_invoice.get(invoice.pk, ZERO)
    due_on = receivable.due_on if receivable else None
    late = (shop_day() - due_on).days if due_on and left else 0
    disputes = getattr(invoice, "open_disputes", [])
    return InvoiceRow(
        invoice=invoice,
        order=order,
        open=left,
        payable=found.by_order.get(order.pk, ZERO),
        discount=found.discounts.get(order.pk, ZERO),
        due_on=due_on,
        discount_until=receivable.discount_until if receivable else None,
        days_overdue=max(late, 0),
        dispute=disputes[0] if disputes else None,
    )
