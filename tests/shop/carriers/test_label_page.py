"""A label is read by a scanner, in every script, and has one page whatever stands on it."""

from io import BytesIO

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from shop.carriers.interface import Address, Parcel
from shop.carriers.label_page import draw_label

SENDER = Address(name="Kiln", lines=("Töpferweg 3",), postcode="01067", city="Dresden", country="DE")
RECIPIENTS = {
    "latin": Address(name="Zoë Müller", lines=("Straße 1",), postcode="10435", city="Berlin", country="DE"),
    "simplified": Address(
        name="张伟", lines=("南京西路 1266 号",), postcode="200040", city="上海", country="CN"
    ),
    "traditional": Address(
        name="王小明", lines=("南京東路 219 號",), postcode="105", city="臺北", country="TW"
    ),
}


def parcel(recipient, **kwargs):
    facts = {"weight": 2350, "reference": "100042", "number": 2, "count": 3, "service": "parcel", **kwargs}
    return Parcel(recipient=recipient, sender=SENDER, **facts)


def text_of(pdf):
    return PdfReader(BytesIO(pdf)).pages[0].extract_text()


@pytest.mark.parametrize("recipient", RECIPIENTS.values(), ids=RECIPIENTS)
def test_bar_code_and_qr_code_are_read_back(recipient):
    link = "https://example.com/t/VAN0000000012"
    pdf = draw_label(parcel(recipient), carrier="Van", tracking_number="VAN0000000012", link=link)

    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=3).to_pil()
    found = {str(code.format): code.text for code in zxingcpp.read_barcodes(picture)}

    assert sorted(found.values()) == ["VAN0000000012", link]
    words = text_of(pdf)
    assert all(part in words for part in (recipient.name, "Parcel 2 of 3", "100042", "2.35 kg", "Dresden"))


def test_without_a_link_both_codes_hold_the_number():
    pdf = draw_label(parcel(RECIPIENTS["latin"]), carrier="Van", tracking_number="VAN1")

    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=3).to_pil()

    assert {code.text for code in zxingcpp.read_barcodes(picture)} == {"VAN1"}


def test_an_endless_address_keeps_the_codes_on_the_one_page():
    endless = Address(name="N" * 300, lines=tuple("W" * 300 for _line in range(20)), city="C" * 300)
    pdf = draw_label(
        parcel(endless, reference="R" * 300, service="S" * 64), carrier="V" * 80, tracking_number="1" * 40
    )

    assert len(PdfReader(BytesIO(pdf)).pages) == 1
