"""What is declared of a period: sums of invoices less credit notes, by country and rate, by company.

A document counts on its own date, which is the day in the shop's time zone.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, DecimalField, F, QuerySet, When

from shop.documents.figures import ZERO
from shop.documents.models import Document, DocumentKind, DocumentTax, Scheme
from shop.money import MoneySum
from shop.spreadsheets.cells import SafeWriter

AMOUNT = DecimalField(max_digits=14, decimal_places=2)
HEADINGS = ("scheme", "country", "category", "rate_percent", "currency", "net", "tax", "gross")


@dataclass(frozen=True, kw_only=True)
class ReportRow:
    """What bears one rate in one country."""

    scheme: str
    country: str
    category: str
    rate: Decimal
    currency: str
    net: Decimal
    tax: Decimal

    @property
    def gross(self) -> Decimal:
        """With tax."""
        return self.net + self.tax

    @property
    def scheme_name(self) -> str:
        """Where it is declared, in the reader's language."""
        return str(Scheme(self.scheme).label)

    @property
    def percent(self) -> str:
        """The rate in per cent: 19, 5.5."""
        return f"{(self.rate * 100).normalize():f}"


@dataclass(frozen=True, kw_only=True)
class Recapitulation:
    """What a company elsewhere in the Union has bought without tax."""

    vat_id: str
    country: str
    currency: str
    net: Decimal


@dataclass(frozen=True, kw_only=True)
class TaxReport:
    """A period, both days within."""

    start: date
    end: date
    rows: Sequence[ReportRow]
    recapitulations: Sequence[Recapitulation]
    documents: int

    def totals(self) -> list[tuple[str, str, Decimal, Decimal]]:
        """Add up by scheme and currency: name, currency, net, tax."""
        sums: dict[tuple[str, str], tuple[Decimal, Decimal]] = {}
        for row in self.rows:
            net, tax = sums.get((row.scheme_name, row.currency), (ZERO, ZERO))
            sums[row.scheme_name, row.currency] = (net + row.net, tax + row.tax)
        return [(name, currency, net, tax) for (name, currency), (net, tax) in sums.items()]


def tax_report(start: date, end: date) -> TaxReport:
    """Add up the documents of a period. Three queries, however many there are."""
    documents = Document.objects.filter(issued_on__range=(start, end))
    taxes = DocumentTax.objects.filter(document__issued_on__range=(start, end))
    groups = ("document__scheme", "document__country", "category", "rate", "document__currency")
    rows = _signed(taxes, "document__kind", "net", "tax").values_list(*groups, "net_sum", "tax_sum")
    companies = documents.filter(scheme=Scheme.INTRA_COMMUNITY)
    recapitulations = _signed_by(companies, "kind", ("vat_id", "country", "currency"), "net")
    return TaxReport(
        start=start,
        end=end,
        rows=[
            ReportRow(
                scheme=scheme,
                country=country,
                category=category,
                rate=rate,
                currency=currency,
                net=net,
                tax=tax,
            )
            for scheme, country, category, rate, currency, net, tax in rows.order_by(*groups)
        ],
        recapitulations=[
            Recapitulation(vat_id=vat_id, country=country, currency=currency, net=net)
            for vat_id, country, currency, net in recapitulations
        ],
        documents=documents.count(),
    )


def _sum(kind: str, column: str) -> MoneySum:
    signed = Case(
        When(**{kind: DocumentKind.CREDIT_NOTE, "then": -F(column)}), default=F(column), output_field=AMOUNT
    )
    return MoneySum(signed, output_field=AMOUNT)


def _signed(rows: QuerySet, kind: str, *columns: str) -> QuerySet:
    groups = ("document__scheme", "document__country", "category", "rate", "document__currency")
    return (
        rows.order_by()
        .values(*groups)
        .annotate(**{f"{column}_sum": _sum(kind, column) for column in columns})
    )


def _signed_by(rows: QuerySet, kind: str, groups: Sequence[str], column: str) -> QuerySet:
    summed = rows.order_by().values(*groups).annotate(total=_sum(kind, column))
    return summed.values_list(*groups, "total").order_by(*groups)


def csv_lines(report: TaxReport) -> Iterator[str]:
    """Yield the lines of a CSV file (UTF-8, marked): amounts with a point, so that programs read them."""
    buffer = io.StringIO()
    writer = SafeWriter(buffer, csv.excel)
    writer.writerow(["period_start", "period_end", *HEADINGS, "vat_id"])
    period = (report.start.isoformat(), report.end.isoformat())
    for row in report.rows:
        amounts = (f"{row.net:.2f}", f"{row.tax:.2f}", f"{row.gross:.2f}")
        writer.writerow(
            [*period, row.scheme, row.country, row.category, row.percent, row.currency, *amounts, ""]
        )
    for one in report.recapitulations:
        amounts = (f"{one.net:.2f}", "0.00", f"{one.net:.2f}")
        name = "recapitulative-statement"
        writer.writerow([*period, name, one.country, "K", "0", one.currency, *amounts, one.vat_id])
    yield codecs.BOM_UTF8.decode() + buffer.getvalue()
