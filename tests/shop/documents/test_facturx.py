"""The XML of documents: the XSD and the schematron of EN 16931, and the figures of the order."""

from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import facturx
import pytest
import saxonche

from shop.configuration.models import DocumentSettings
from shop.documents.content import Content
from shop.documents.facturx import RAM, document_xml
from shop.documents.figures import Item
from shop.documents.services import Change, issue_credit_note, issue_invoice
from shop.order.models import Order
from tests.shop.documents.kit import rewritten
from tests.shop.factories import OrderFactory, ProductFactory
from tests.shop.gift_cards.kit import card_product

RULES = Path(facturx.__file__).parent / "xsd_and_schematron" / "facturx-en16931"


@pytest.fixture(scope="module")
def schematron():
    """Return what lists the broken rules of an XML; the stylesheet is compiled once."""
    with saxonche.PySaxonProcessor(license=False) as processor:
        (sheet,) = [path for path in RULES.iterdir() if path.suffix in {".xsl", ".xslt"}]
        compiler = processor.new_xslt30_processor()
        rules = compiler.compile_stylesheet(stylesheet_file=str(sheet))

        def broken(xml):
            report = rules.transform_to_string(xdm_node=processor.parse_xml(xml_text=xml.decode()))
            space = "{http://purl.oclc.org/dsdl/svrl}"
            found = ET.fromstring(report)
            return [
                f"{failed.get('id')} {failed.findtext(space + 'text')}"
                for failed in found.iter(space + "failed-assert")
            ]

        yield broken


def check(xml, schematron):
    facturx.xml_check_xsd(xml, flavor="factur-x", level="en16931")
    assert schematron(xml) == []


def taxed_as(order, treatment, **fields):
    order.lines.update(tax_rate=0, line_price_incl_tax=order.lines.get().line_price_excl_tax)
    Order.objects.filter(pk=order.pk).update(
        tax_treatment=treatment,
        total_incl_tax=order.total_excl_tax,
        shipping_incl_tax=order.shipping_excl_tax,
        **fields,
    )
    return Order.objects.get(pk=order.pk)


def test_an_invoice_is_valid(seller_said, schematron):
    order = OrderFactory(lines=[(ProductFactory(price="24.00"), 2), (ProductFactory(price="19.99"), 3)])

    xml = document_xml(Content(issue_invoice(order)))

    check(xml, schematron)
    total = ET.fromstring(xml).find(f".//{{{RAM}}}GrandTotalAmount")
    assert Decimal(total.text) == order.total_incl_tax


@pytest.mark.parametrize(
    ("treatment", "fields"),
    [
        ("reverse-charge", {"vat_id": "FR40303265045", "tax_country": "FR"}),
        ("export", {"tax_country": "CH"}),
        ("exempt", {"tax_certificate": "Z-12"}),
    ],
)
def test_one_without_tax_is_valid(seller_said, schematron, treatment, fields):
    order = taxed_as(OrderFactory(), treatment, **fields)

    check(document_xml(Content(issue_invoice(order))), schematron)


def test_a_credit_note_is_valid(seller_said, schematron):
    order = OrderFactory()
    issue_invoice(order)
    item = Item(name="Bowl", net=Decimal("8.40"), gross=Decimal("10.00"), rate=Decimal("0.19"))

    note = issue_credit_note(order, change=Change(key="change:1", items=[item], reason="Cracked"))

    check(document_xml(Content(note)), schematron)


def test_tax_in_a_second_currency_is_valid(seller_said, schematron):
    DocumentSettings.objects.update(reporting_currency="CZK", reporting_rate="25.1")
    DocumentSettings.load().save()
    invoice = issue_invoice(OrderFactory())

    assert invoice.data["reported"]["currency"] == "CZK"
    check(document_xml(Content(invoice)), schematron)


def test_many_small_lines_are_valid(seller_said, schematron):
    rates = [Decimal("0.19"), Decimal("0.07"), Decimal(0)]
    sold = [
        (number % 7 + 1, Decimal(number) / 7 // Decimal("0.01") / 100 + 1, Decimal("0.99"), rates[number % 3])
        for number in range(60)
    ]
    order = rewritten(OrderFactory(), sold, Decimal("4.99"))

    check(document_xml(Content(issue_invoice(order))), schematron)


def test_the_rules_notice_a_wrong_sum(seller_said, schematron):
    xml = document_xml(Content(issue_invoice(OrderFactory()))).decode()

    wrong = xml.replace("<ram:TaxBasisTotalAmount>", "<ram:TaxBasisTotalAmount>1")

    assert any("BR-CO-13" in rule for rule in schematron(wrong.encode()))


@pytest.mark.parametrize("is_mixed", [False, True])
def test_a_gift_card_is_exempt_with_its_reason_and_valid(seller_said, schematron, is_mixed):
    goods = [(ProductFactory(price="24.00"), 1)] if is_mixed else []
    order = OrderFactory(lines=[(card_product(price="50.00"), 1), *goods])

    invoice = issue_invoice(order)
    xml = document_xml(Content(invoice))

    check(xml, schematron)
    taxes = ET.fromstring(xml).iter(f"{{{RAM}}}ApplicableTradeTax")
    found = {
        tax.findtext(f"{{{RAM}}}CategoryCode"): tax.findtext(f"{{{RAM}}}ExemptionReason") for tax in taxes
    }
    assert set(found) == ({"E", "S"} if is_mixed else {"E"})
    assert any("Multi-purpose voucher" in note for note in Content(invoice).notes)
