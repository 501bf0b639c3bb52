"""The contract of plug-ins: ours keep it, and who breaks it is told how."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from shop.carriers.contract import BrokenContractError, check_carrier
from shop.carriers.interface import AccountData, CarrierError, Label, Rate
from shop.carriers.own_labels import OwnLabels
from shop.pdf.document import PdfDocument
from shop.pdf.layout import LABEL
from tests.shop.carriers.factories import carrier

ACCOUNT = AccountData(
    code="van", name="Van", services=("parcel",), tracking_url="https://example.com/t/{number}?a=b"
)


@pytest.mark.django_db
def test_own_labels_keep_the_contract():
    carrier("van")

    check_carrier(OwnLabels, ACCOUNT)


class Lorry:
    """A plug-in that keeps the contract without our own labels."""

    title = "Lorry"
    settings = ()
    numbers = ("L1", "L2", "L3")
    price = Decimal("4.00")
    link = "https://example.com/"
    service = "parcel"

    def __init__(self, account):
        self.account, self.left = account, list(self.numbers)

    def rates(self, parcel):
        return [Rate(service=self.service, price=self.price, currency="EUR")]

    def make_label(self, parcel):
        if parcel.recipient.country == "ZZ":
            raise CarrierError("We do not go there.")
        return Label(pdf=self.pdf(), tracking_number=self.left.pop(0))

    @staticmethod
    def pdf():
        return PdfDocument("L", "en", pdf_a=False, size=LABEL).output()

    def tracking_url(self, number):
        return self.link if number.isalnum() else ""


def test_a_plug_in_of_others_keeps_it():
    check_carrier(Lorry, ACCOUNT)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"price": Decimal(-1)}, "can be paid"),
        ({"price": Decimal("1.005")}, "can be paid"),
        ({"service": "airship"}, "services of the account"),
        ({"numbers": ("L1", "L1")}, "two numbers"),
        ({"numbers": (" L1", "L2")}, "tracking number"),
        ({"link": "javascript:alert(1)"}, "is a link"),
        ({"pdf": staticmethod(lambda: b"GIF89a")}, "is a PDF"),
    ],
    ids=["negative", "part-of-a-cent", "service", "number-twice", "blank", "script", "no-pdf"],
)
def test_who_breaks_it_is_told_how(changes, rule):
    with pytest.raises(BrokenContractError, match=rule):
        check_carrier(type("Broken", (Lorry,), changes), ACCOUNT)


class Telling(Lorry):
    """One that tells of arrivals, too."""

    told = staticmethod(lambda numbers: {number: timezone.now() for number in numbers if number == "L1"})

    def arrivals(self, numbers):
        return self.told(numbers)


def test_who_tells_of_arrivals_keeps_it():
    check_carrier(Telling, ACCOUNT)


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        (lambda numbers: {"L1": timezone.now()}, "asked for nothing"),
        (lambda numbers: dict.fromkeys(numbers, timezone.now()), "are known"),
        (lambda numbers: {"L1": datetime(2026, 1, 1)} if numbers else {}, "time zone"),  # noqa: DTZ001
        (lambda numbers: {"L1": timezone.now() + timedelta(days=1)} if numbers else {}, "in the future"),
    ],
    ids=["unasked", "unknown", "no-zone", "future"],
)
def test_who_tells_wrong_arrivals_breaks_it(told, rule):
    with pytest.raises(BrokenContractError, match=rule):
        check_carrier(type("Broken", (Telling,), {"told": staticmethod(told)}), ACCOUNT)


def test_a_page_of_another_size_breaks_it():
    large = staticmethod(lambda: PdfDocument("L", "en", pdf_a=False).output())
    with pytest.raises(BrokenContractError, match="100 x 150 mm, not 210 x 297"):
        check_carrier(type("Large", (Lorry,), {"pdf": large}), ACCOUNT)
