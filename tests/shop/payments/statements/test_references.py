import pytest

from shop.payments.statements.entries import alphanumeric, clean
from shop.payments.statements.references import is_counter, is_none, real_references


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        *(("", True), ("-", True), ("000000", True), ("xxxx", True), ("7", True)),
        *(("NOTPROVIDED", True), ("not provided", True), ("Keine_Angabe", True), ("无", True)),
        *(("01", False), ("NOTPROVIDED7", False), ("K26", False)),
    ],
)
def test_reference_that_says_there_is_none(reference, expected):
    assert is_none(reference) is expected


@pytest.mark.parametrize(
    ("reference", "expected"),
    [("12", True), ("123456", True), ("1234567", False), ("12345a", False), ("", False)],
)
def test_reference_that_counts_rows(reference, expected):
    assert is_counter(reference) is expected


def test_references_that_name_a_transfer_are_kept_once_and_tidy():
    told = ["B 7\x07", "NONREF", "17", "B7", "1234567", "", "x" * 139 + "yz"]

    assert real_references(told) == ("B7", "1234567", "x" * 139 + "y")


def test_texts_lose_what_no_page_can_hold():
    assert (clean(" a\0b\x07 c\ud800d ", 6), alphanumeric("Vase: ９-k\n26")) == ("a b c", "VASE9K26")
