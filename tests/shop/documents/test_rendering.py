"""Documents as PDF: the words and figures that they show, in three languages, with their XML inside."""

import io

import facturx
import pypdf
import pytest

from shop.documents.content import Content
from shop.documents.facturx import document_xml
from shop.documents.rendering import document_pdf
from shop.documents.services import issue_invoice
from tests.shop.factories import OrderFactory, ProductFactory


def text_of(data):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


@pytest.fixture
def invoice(seller_said):
    return issue_invoice(OrderFactory(lines=[(ProductFactory(title="青花瓷花瓶 Łódź"), 2)]))


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Invoice"), ("zh-hans", "青花瓷花瓶 Łódź"), ("zh-hant", "青花瓷花瓶 Łódź")]
)
def test_it_is_written_in_each_language(invoice, language, word):
    text = text_of(document_pdf(invoice, language))

    assert {word, invoice.number, "Kiln & Töchter GmbH"} - {
        part for part in (word, invoice.number, "Kiln & Töchter GmbH") if part in text
    } == set()


def test_the_same_again_is_the_same_file(invoice):
    assert document_pdf(invoice) == document_pdf(invoice)


def test_the_xml_is_inside(invoice):
    data = document_pdf(invoice, "zh-hant")

    name, xml = facturx.get_xml_from_pdf(data, check_xsd=True)

    assert (name, xml) == ("factur-x.xml", document_xml(Content(invoice)))
