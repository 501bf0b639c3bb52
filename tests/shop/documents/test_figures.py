"""Random orders: invoice, XML and order say the same, credit notes end at nothing, the report adds them up."""

from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from shop.documents.content import Content
from shop.documents.facturx import RAM, document_xml
from shop.documents.figures import Creditable, Item, rate_between, tax_totals
from shop.documents.models import Document
from shop.documents.services import Change, creditable, issue_credit_note, issue_invoice
from shop.documents.tax_report import csv_lines, tax_report
from tests.shop.documents.kit import rewritten
from tests.shop.factories import OrderFactory

RATES = [Decimal("0.19"), Decimal("0.07"), Decimal(0)]
ZERO = Decimal(0)
CENTS = st.integers(0, 99_999).map(lambda cents: Decimal(cents) / 100)


@st.composite
def lines(draw):
    """A line: pieces, gross unit price, discount on the line, rate."""
    quantity, unit = draw(st.integers(1, 12)), draw(CENTS) + Decimal("0.01")
    before = unit * quantity
    off = min(draw(CENTS), before)
    return quantity, before, before - off, draw(st.sampled_from(RATES))


def amount(xml, name):
    return Decimal(xml.find(f".//{{{RAM}}}{name}").text)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(sold=st.lists(lines(), min_size=1, max_size=6), shipping=CENTS, amounts=st.lists(CENTS, max_size=4))
def test_documents_say_what_the_order_says(seller_said, sold, shipping, amounts):
    order = rewritten(OrderFactory(), sold, shipping)

    invoice = issue_invoice(order)
    xml = ET.fromstring(document_xml(Content(invoice)))

    assert (invoice.net, invoice.gross) == (order.total_excl_tax, order.total_incl_tax)
    assert amount(xml, "GrandTotalAmount") == order.total_incl_tax
    assert amount(xml, "TaxBasisTotalAmount") == order.total_excl_tax
    header = xml.find(f".//{{{RAM}}}SpecifiedTradeSettlementHeaderMonetarySummation")
    line_sums = xml.iterfind(f".//{{{RAM}}}SpecifiedTradeSettlementLineMonetarySummation/*")
    assert sum(Decimal(net.text) for net in line_sums) == amount(header, "LineTotalAmount")
    assert amount(header, "LineTotalAmount") + amount(header, "ChargeTotalAmount") == order.total_excl_tax
    assert sum(row.tax for row in invoice.taxes.all()) == order.total_incl_tax - order.total_excl_tax
    _credit(order, amounts)
    _report_is_the_sum(invoice)


def _credit(order, amounts):
    """Credit some amounts, then all that is left: nothing stays, at no rate."""
    rest = order.total_incl_tax
    for number, gross in enumerate([*amounts, rest, rest], start=1):
        item = Item(name="x", gross=gross, net=gross, rate=RATES[number % 3])
        note = issue_credit_note(order, change=Change(key=f"change:{number}", items=[item]))
        rest -= note.gross if note else 0
    assert rest == 0
    assert all(pair == (ZERO, ZERO) for pair in creditable(order).left.values())


def _report_is_the_sum(invoice):
    """The report of the day adds up every document; this order's ones add up to nothing."""
    report = tax_report(invoice.issued_on, invoice.issued_on)
    documents = Document.objects.filter(issued_on=invoice.issued_on)
    signed = [(-1 if one.is_credit_note else 1, one) for one in documents]
    assert sum(row.net for row in report.rows) == sum(sign * one.net for sign, one in signed)
    assert sum(row.tax for row in report.rows) == sum(sign * one.tax for sign, one in signed)
    assert "".join(csv_lines(report)).count("\n") == 1 + len(report.rows) + len(report.recapitulations)


@pytest.mark.parametrize(
    ("net", "gross", "rate"),
    [("20.17", "24.00", "0.19"), ("5.00", "5.00", "0"), ("10.00", "12.00", "0.2"), ("0", "0", "0")],
)
def test_a_rate_is_found_between_net_and_gross(net, gross, rate):
    assert rate_between(Decimal(net), Decimal(gross), RATES, "EUR") == Decimal(rate)


def test_an_amount_is_taken_from_all_rates_in_proportion():
    left = Creditable(
        currency="EUR",
        left={RATES[0]: (Decimal("84.03"), Decimal("15.97")), RATES[1]: (Decimal("46.73"), Decimal("3.27"))},
    )

    taken = left.take_spread(Decimal("30.00"))

    assert [(rate, gross) for rate, _net, gross in taken] == [
        (RATES[0], Decimal("20.00")),
        (RATES[1], Decimal("10.00")),
    ]
    assert left.gross == Decimal("120.00")


@pytest.mark.parametrize(
    ("treatment", "category"), [("export", "G"), ("reverse-charge", "K"), ("exempt", "E"), ("taxed", "Z")]
)
def test_nothing_is_charged_for_a_reason(treatment, category):
    (total,) = tax_totals([Item(net=Decimal(5), gross=Decimal(5), rate=ZERO)], treatment)

    assert total.category == category
