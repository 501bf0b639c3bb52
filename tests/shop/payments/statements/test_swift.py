import pytest

from shop.payments.exceptions import StatementError
from shop.payments.statements.parsing import read_file, read_statement
from shop.payments.statements.swift import MOST_LINES, read_swift
from tests.shop.payments.statements.files import mt940

CREDIT = (
    ":61:2611021102CR48,00N051NONREF//B7",
    ":86:166?00GUTSCHRIFT?20EREF+NOTPROVIDED?21SVWZ+K26 V?22ASE?32NORA?33 WINTER",
)


def test_credit_is_read():
    reading = read_file(mt940(*CREDIT), currency="EUR")

    (one,) = reading.entries
    assert (reading.kind, str(one.amount), one.currency, str(one.booked_on)) == (
        "mt940",
        "48.00",
        "EUR",
        "2026-11-02",
    )
    assert (one.payer, one.text, one.references, one.account) == (
        "NORA WINTER",
        "K26 VASE",
        ("B7",),
        "50050000/0000000001",
    )


@pytest.mark.parametrize(
    ("line", "details", "why"),
    [
        (":61:2611021102DR12,00NDDTNONREF", "105?00X?20SVWZ+A", "outgoing payment"),
        (":61:2611021102D12,00NDDTNONREF", "105?00X?20SVWZ+A", "outgoing payment"),
        (":61:2611021102RC12,00NTRFNONREF", "159?00X?20SVWZ+A", "outgoing payment"),
        (":61:2611021102RD12,00NDDTNONREF", "109?00X?20SVWZ+A", "a return or a reversal"),
        (":61:2611021102RD12,00NDDTNONREF", "166?00X?20SVWZ+A", "a return or a reversal"),
        (":61:2611021102ED12,00NTRFNONREF", "166?00X?20SVWZ+A", "not booked by the bank yet"),
        (":61:2611021102C12,00FRTINONREF", "166?00X?20SVWZ+A", "a return or a reversal"),
        (":61:2611021102C12,00NRTINONREF", "166?00X?20SVWZ+A", "a return or a reversal"),
        (":61:2611021102C12,00NTRFNONREF", "159?00X?20SVWZ+A", "a return or a reversal"),
        (":61:2611021102EC12,00NTRFNONREF", "166?00X?20SVWZ+A", "not booked by the bank yet"),
        (":61:2611021102C0,00NTRFNONREF", "166?00X?20SVWZ+A", "no amount"),
    ],
)
def test_what_pays_nothing(line, details, why):
    reading = read_file(mt940(*CREDIT, line, f":86:{details}"), currency="EUR")

    assert ([str(one.amount) for one in reading.entries], [row.why for row in reading.left_out]) == (
        ["48.00"],
        [why],
    )


def test_transfers_without_a_kind_are_all_kept():
    lines = [":61:2611021102C15,00", ":86:one", ":61:2611021102C16,00", ":86:two"]

    assert [str(one.amount) for one in read_statement(mt940(*lines), currency="EUR")] == ["15.00", "16.00"]


def test_envelope_of_swift_and_umlauts_are_read():
    data = (
        b"{1:F01X}{2:I940X}{4:\n"
        + mt940(*CREDIT, ":61:2611021102C9,00NTRFX", ":86:f\xfcr die Vase").strip(b"-")
        + b"-}"
    )

    assert [one.text for one in read_statement(data, currency="EUR")][1].startswith("für die Vase")


def test_same_transfer_in_an_overlapping_statement_is_one():
    data = mt940(*CREDIT, *CREDIT) + b"\n" + mt940(*CREDIT)
    reading = read_file(data, currency="EUR")

    assert ([one.place for one in reading.entries], len(reading.left_out)) == ([1, 2], 1)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (mt940(":61:nonsense", ":86:x"), "STARTUMS cannot be read"),
        (mt940(":61:2611021102C999999999999999NTRFX"), "larger than"),
        (mt940(":61:2611021102C1,,2NTRFX"), "cannot be read"),
        (mt940(*CREDIT, currency="QQQ"), "is not a currency"),
        (b":20:X\n:25:1\n:28C:1\n:34F:EUR0,\n:61:261102C1,NTRFX\n", "interim report .MT942."),
    ],
)
def test_file_that_is_refused_says_why(data, why):
    with pytest.raises(StatementError, match=why):
        read_statement(data, currency="EUR")


def test_as_many_lines_as_may_be_are_read():
    assert read_swift("\n" * MOST_LINES, currency="EUR").entries == []
    with pytest.raises(StatementError, match="too large"):
        read_swift("\n" * (MOST_LINES + 1), currency="EUR")


def test_currency_is_the_balances_else_the_shops():
    bare = ":20:X\n:25:1\n:28C:1\n:61:2611021102C48,00NTRFNONREF\n:86:vase\n"

    found = [read_swift(text, currency="CHF").entries for text in (bare, mt940(*CREDIT).decode())]

    assert [entry.currency for (entry,) in found] == ["CHF", "EUR"]


def test_references_that_are_none_are_no_text():
    (one,) = read_statement(mt940(":61:2611021102C5,00NTRFNONREF", ":86:for the vase"), currency="EUR")

    assert (one.text, one.references) == ("for the vase", ())


def test_day_is_that_of_the_booking_else_of_the_value():
    lines = (":61:2611021103C5,00NTRFNONREF", ":86:a", ":61:261104C6,00NTRFNONREF", ":86:b")

    assert [str(one.booked_on) for one in read_statement(mt940(*lines), currency="EUR")] == [
        "2026-11-03",
        "2026-11-04",
    ]
