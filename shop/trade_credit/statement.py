"""A statement of account: what was invoiced, credited and paid in a period, with balances.

Balance = invoices - credit notes - payments + refunds - what was written off. Payments of orders that are not
invoiced yet count, too, so that it may be in the company's favour. Early payment discounts stand in it as the
credit notes that document them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from shop.b2b.models import Company
from shop.documents.content import written_day
from shop.documents.models import Document, DocumentKind
from shop.documents.rendering import begin, sender_line
from shop.documents.seller import seller
from shop.formats import format_money
from shop.money import MoneySum
from shop.order.models import Order
from shop.payments.models import Charge, Refund, WriteOff
from shop.payments.states import RefundState
from shop.pdf.layout import Column
from shop.trade_credit.models.accounts import ZERO

#: What one statement shows at most; a longer period is asked for in parts.
MOST_ROWS = 2000
PAYMENT, REFUND, WRITTEN_OFF = (
    gettext_lazy("Payment"),
    gettext_lazy("Refund"),
    gettext_lazy("Written off"),
)


@dataclass(frozen=True, kw_only=True)
class Movement:
    """One row: positive is owed more. `reference` is a document's or an order's number."""

    day: date
    words: str | Promise
    reference: str
    order: str
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A period of a company in one currency, both days included."""

    company: Company
    currency: str
    start: date
    end: date
    opening: Decimal
    movements: list[Movement]

    @property
    def closing(self) -> Decimal:
        """What was owed in the end."""
        return self.opening + sum((row.amount for row in self.movements), ZERO)

    def rows(self) -> Iterator[tuple[Movement, Decimal]]:
        """Yield each movement with what was owed after it."""
        after = accumulate((row.amount for row in self.movements), initial=self.opening)
        next(after)
        return zip(self.movements, after, strict=True)


def currencies_of(orders: QuerySet[Order]) -> list[str]:
    """List the currencies that orders are in."""
    return sorted(set(orders.order_by().values_list("currency", flat=True).distinct()))


def statement(
    company: Company, orders: QuerySet[Order], *, currency: str, start: date, end: date
) -> Statement:
    """Add up what happened to orders (of a company, as far as somebody may see them) from a day to a day."""
    mine = orders.filter(currency=currency).order_by().values("pk")
    written = [_documents(mine, kind) for kind in DocumentKind]
    sources = [*written, _charges(mine), _refunds(mine), _losses(mine)]
    opening = sum((_before(rows, sign, start) for rows, sign, _words in sources), ZERO)
    movements: list[Movement] = []
    for rows, sign, words in sources:
        movements += _movements(rows.filter(day__gte=start, day__lte=end)[:MOST_ROWS], sign, words)
    movements.sort(key=lambda row: (row.day, row.amount <= 0, row.reference))
    return Statement(
        company=company, currency=currency, start=start, end=end, opening=opening, movements=movements
    )


_Source = tuple[QuerySet, int, "str | Promise"]


def _day(name: str) -> TruncDate:
    return TruncDate(name, tzinfo=timezone.get_default_timezone())


def _documents(orders: QuerySet, kind: DocumentKind) -> _Source:
    rows = Document.objects.filter(order__in=orders, kind=kind).annotate(day=F("issued_on"))
    sign = -1 if kind == DocumentKind.CREDIT_NOTE else 1
    return rows.annotate(moved=F("gross"), named=F("number")), sign, kind.label


def _charges(orders: QuerySet) -> _Source:
    rows = Charge.objects.filter(order__in=orders, amount_captured__gt=0)
    rows = rows.annotate(day=Coalesce("bank_entry__booked_on", _day("created_at")))
    return rows.annotate(moved=F("amount_captured"), named=F("order__number")), -1, PAYMENT


def _refunds(orders: QuerySet) -> _Source:
    rows = Refund.objects.filter(order__in=orders, state=RefundState.SUCCEEDED).exclude(done_at=None)
    return rows.annotate(day=_day("done_at"), moved=F("amount"), named=F("order__number")), 1, REFUND


def _losses(orders: QuerySet) -> _Source:
    rows = WriteOff.objects.filter(order__in=orders, kind=WriteOff.Kind.LOSS)
    return rows.annotate(day=_day("created_at"), moved=F("amount"), named=F("order__number")), -1, WRITTEN_OFF


def _before(rows: QuerySet, sign: int, start: date) -> Decimal:
    found: Decimal = rows.filter(day__lt=start).order_by().aggregate(sum=MoneySum("moved"))["sum"]
    return sign * found


def _movements(rows: QuerySet, sign: int, words: str | Promise) -> list[Movement]:
    fields = ("day", "moved", "named", "order__number")
    found = rows.values_list(*fields)
    return [
        Movement(
            day=row[0],
            amount=sign * row[1],
            reference=row[2],
            order=row[3],
            words=words,
        )
        for row in found
    ]


def statement_lines(found: Statement) -> Iterator[list[object]]:
    """Yield the rows of its table, headings first, as CSV has them."""
    yield [_("Date"), _("Type"), _("Number"), _("Order"), _("Amount"), _("Balance")]
    yield [found.start.isoformat(), _("Opening balance"), "", "", "", f"{found.opening:f}"]
    for row, after in found.rows():
        yield [
            row.day.isoformat(),
            str(row.words),
            row.reference,
            row.order,
            f"{row.amount:f}",
            f"{after:f}",
        ]
    yield [found.end.isoformat(), _("Closing balance"), "", "", "", f"{found.closing:f}"]


def statement_pdf(found: Statement, language: str) -> bytes:
    """Return it as PDF in a language."""
    money = found.currency
    with translation.override(language):
        pdf = begin(_("Statement of account"), seller(), language)
        pdf.address([found.company.name], sender=sender_line(seller()))
        pdf.heading(_("Statement of account"))
        pdf.facts(
            [
                (_("From"), written_day(found.start.isoformat())),
                (_("To"), written_day(found.end.isoformat())),
                (_("Opening balance"), format_money(found.opening, money)),
                (_("Closing balance"), format_money(found.closing, money)),
            ]
        )
        columns = [
            Column(title=_("Date"), share=1.4),
            Column(title=_("Type"), share=1.6),
            Column(title=_("Number"), share=2),
            Column(title=_("Amount"), align="R", share=1.5),
            Column(title=_("Balance"), align="R", share=1.5),
        ]
        pdf.table(
            columns,
            [
                [
                    row.day.isoformat(),
                    str(row.words),
                    row.reference,
                    format_money(row.amount, money),
                    format_money(after, money),
                ]
                for row, after in found.rows()
            ],
        )
        pdf.totals([(_("Closing balance"), format_money(found.closing, money))])
        pdf.paragraph(
            _("Payments reach your account when your bank has sent them; please tell us what differs.")
        )
        return pdf.output()
