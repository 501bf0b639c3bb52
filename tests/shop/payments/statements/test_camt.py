from decimal import Decimal

import pytest

from shop.payments.exceptions import StatementError
from shop.payments.statements.camt import DEEPEST, LONGEST_AMOUNT, MOST_ELEMENTS
from shop.payments.statements.parsing import read_file, read_statement
from tests.shop.payments.statements.files import ROOTS, camt, entry


def part(text, more="", sign="", ref=""):
    return f"<TxDtls>{ref}{more}{sign}<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>"


def amounts(data):
    return [
        (str(one.amount), one.currency, one.text, one.doubt) for one in read_statement(data, currency="EUR")
    ]


@pytest.mark.parametrize("message", ROOTS)
def test_every_version_is_read(message):
    status = "<Sts>BOOK</Sts>" if message.endswith("02") else "<Sts><Cd>BOOK</Cd></Sts>"
    reading = read_file(camt(entry("24.00", "vase", status=status), message=message), currency="EUR")

    assert (reading.kind, [one.amount for one in reading.entries]) == (message[:8], [Decimal("24.00")])
    assert reading.entries[0].account == "DE75512108001245126199"


@pytest.mark.parametrize(
    ("kwargs", "why"),
    [
        ({"sign": "DBIT"}, "outgoing payment"),
        ({"more": "<RvslInd>true</RvslInd>"}, "a return or a reversal"),
        ({"more": "<RvslInd>1</RvslInd>"}, "a return or a reversal"),
        ({"status": "<Sts>PDNG</Sts>"}, "not booked by the bank yet"),
        ({"status": "<Sts><Cd>PDNG</Cd></Sts>"}, "not booked by the bank yet"),
        ({"status": "<Sts><Cd>INFO</Cd></Sts>"}, "not booked by the bank yet"),
        ({"status": "<Sts><Prtry>ADVICE</Prtry></Sts>"}, "not booked by the bank yet"),
        ({"details": part("x", "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>")}, "a return or a reversal"),
        ({"more": "<BkTxCd><Prtry><Cd>NRTI+159+0000</Cd></Prtry></BkTxCd>"}, "a return or a reversal"),
        (
            {
                "more": "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>RRTN</SubFmlyCd></Fmly></Domn></BkTxCd>"
            },
            "a return or a reversal",
        ),
        ({"amount": "0.00"}, "no amount"),
    ],
)
def test_what_pays_nothing(kwargs, why):
    reading = read_file(camt(entry("24.00", "vase"), entry(**{"text": "cup", **kwargs})), currency="EUR")

    assert [one.text for one in reading.entries] == ["vase"]
    assert [row.why for row in reading.left_out] == [why]


@pytest.mark.parametrize(
    "inner",
    [
        "<AmtDtls><TxAmt><Amt Ccy='USD'>120.00</Amt></TxAmt></AmtDtls>",
        "<AmtDtls><InstdAmt><Amt Ccy='EUR'>115.00</Amt></InstdAmt></AmtDtls>",
        "<Amt Ccy='EUR'>115.00</Amt>",
        "<Amt Ccy='SEK'>0</Amt>",
        "<Amt>oops</Amt>",
    ],
)
def test_single_transfer_is_worth_what_the_bank_credited(inner):
    assert amounts(camt(entry("109.36", details=part("vase", inner)))) == [("109.36", "EUR", "vase", "")]


def test_batch_with_amounts_is_parted():
    details = part("one", "<Amt Ccy='EUR'>10.00</Amt>") + part(
        "two", "<AmtDtls><TxAmt><Amt Ccy='EUR'>14.00</Amt></TxAmt></AmtDtls>"
    )

    assert amounts(camt(entry("24.00", details=details))) == [
        ("10.00", "EUR", "one", ""),
        ("14.00", "EUR", "two", ""),
    ]


def test_debit_and_zero_within_a_batch_pay_nothing():
    details = (
        part("one", "<Amt Ccy='EUR'>30.00</Amt>")
        + part("back", "<Amt Ccy='EUR'>6.00</Amt>", "<CdtDbtInd>DBIT</CdtDbtInd>")
        + part("none", "<Amt Ccy='EUR'>0</Amt>")
    )
    reading = read_file(camt(entry("24.00", details=details)), currency="EUR")

    assert [(str(one.amount), one.text) for one in reading.entries] == [("30.00", "one")]
    assert [row.why for row in reading.left_out] == ["outgoing payment", "no amount"]


@pytest.mark.parametrize(
    "details",
    [
        part("one") + part("two"),
        part("one", "<Amt Ccy='EUR'>10.00</Amt>") + part("two"),
        part("one", "<Amt Ccy='USD'>10.00</Amt>") + part("two", "<Amt Ccy='EUR'>14.00</Amt>"),
        part("one", "<Amt Ccy='EUR'>10.00</Amt>") + part("two", "<Amt Ccy='EUR'>15.00</Amt>"),
        part("one", "<Amt Ccy='EUR'>NaN</Amt>") + part("two", "<Amt Ccy='EUR'>15.00</Amt>"),
    ],
)
def test_batch_whose_parts_are_not_told_is_one_sum_to_be_divided(details):
    found = amounts(camt(entry("24.00", details=details), entry("5.00", "cup")))

    assert found == [
        ("24.00", "EUR", "one · two", "Several transfers in one sum: please split it"),
        ("5.00", "EUR", "cup", ""),
    ]


def test_batch_without_details_is_one_sum_too():
    details = "<Btch><NbOfTxs>3</NbOfTxs></Btch>"

    assert (
        amounts(camt(entry("24.00", details=details)))[0][3]
        == "Several transfers in one sum: please split it"
    )


def test_row_numbers_and_none_are_no_references():
    inner = "<Refs><EndToEndId>NOTPROVIDED</EndToEndId><TxId>TX-77</TxId></Refs>"
    first = camt(entry("24.00", details=part("vase", ref=inner), more="<NtryRef>1</NtryRef>"))
    later = camt(entry("24.00", details=part("vase", ref=inner), more="<NtryRef>5</NtryRef>"))

    one, other = (read_statement(data, currency="EUR")[0] for data in (first, later))

    assert (one.references, one.reference, one.text) == (("TX-77",), other.reference, "vase")


def test_statement_that_stands_twice_in_a_file_counts_once():
    twice = camt(entry("24.00", "vase")).replace(b"</Stmt>", b"</Stmt>@").split(b"@")[0]
    statement = twice[twice.index(b"<Stmt>") :]
    data = camt(entry("24.00", "vase")).replace(b"</Stmt>", b"</Stmt>" + statement)
    reading = read_file(data, currency="EUR")

    assert [str(one.amount) for one in reading.entries] == ["24.00"]
    assert [row.why for row in reading.left_out] == ["duplicate in this file"]


def test_purpose_and_payer_are_found_where_banks_put_them():
    details = (
        "<TxDtls><RltdPties><Dbtr><Nm>Ada</Nm></Dbtr></RltdPties><RmtInf><Strd><CdtrRefInf><Ref>RF18</Ref></CdtrRefInf>"
        "</Strd></RmtInf></TxDtls>"
    )
    (one,) = read_statement(camt(entry("24.00", details=details)), currency="EUR")
    (bare,) = read_statement(
        camt(entry("24.00", details="<x/>", ref="<AddtlNtryInf>for the vase</AddtlNtryInf>")), currency="EUR"
    )

    assert (one.payer, one.text, bare.text) == ("Ada", "RF18", "for the vase")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (camt(entry("12345678901234.00")), "larger than 9999999999.99"),
        (camt(entry("1e30")), "larger than"),
        (camt(entry("-5.00")), "is not an amount"),
        (camt(entry("NaN")), "is not an amount"),
        (camt(entry("1" * 200)), "is not an amount"),
        (camt(entry("5.001")), "more decimals"),
        (camt(entry("5.00", currency="")), "is not a currency"),
        (camt(entry("5.00", sign="")), "whether it is incoming or outgoing"),
        (camt(entry("5.00", day="soon")), "is not a date"),
        (b"<Document><CstmrCdtTrfInitn/></Document>", "payment order .pain.001."),
        (b"<Document><CstmrDrctDbtInitn/></Document>", "pain.008"),
        (b"<Document><Other/></Document>", "not a CAMT.053"),
        (b"<Document/>", "not a CAMT.053"),
        (b"<?xml version='1.0' encoding='nothing'?><Document/>", "cannot be read"),
        (b"<?xml version='1.0' encoding='gb2312'?><Document/>", "cannot be read"),
        (b"<Document><BkToCstmrStmt>" + b"<a>" * 100, "too deep"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><Document>&b;</Document>', "cannot be read"),
    ],
)
def test_xml_that_is_refused_says_why(data, why):
    with pytest.raises(StatementError, match=why):
        read_statement(data, currency="EUR")


def test_utf_16_is_read():
    text = camt(entry("24.00", "Jörg")).decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')

    assert read_statement(text.encode("utf-16"), currency="EUR")[0].text == "Jörg"


def test_booking_that_stands_elsewhere_is_none():
    data = camt(entry("24.00", "vase"), f"<SplmtryData>{entry('9.00', 'cup')}</SplmtryData>")

    assert amounts(data) == [("24.00", "EUR", "vase", "")]


def test_account_without_an_iban_is_named_otherwise():
    data = (
        camt(entry("24.00", "vase"))
        .replace(b"IBAN>", b"Othr>")
        .replace(b"DE75512108001245126199", b"<Id>4711</Id>")
    )

    assert read_statement(data, currency="EUR")[0].account == "4711"


@pytest.mark.parametrize(
    ("dates", "day"),
    [
        ("<BookgDt><Dt>2026-11-02</Dt></BookgDt><ValDt><Dt>2026-11-03</Dt></ValDt>", "2026-11-02"),
        ("<BookgDt><DtTm>2026-11-02T10:00:00</DtTm></BookgDt>", "2026-11-02"),
        ("<ValDt><Dt>2026-11-03</Dt></ValDt>", "2026-11-03"),
        ("", "2026-11-05"),
    ],
)
def test_day_is_that_of_the_booking_else_of_the_value_else_of_the_statement(dates, day):
    data = (
        camt(entry("24.00", "vase", day="X"))
        .replace(b"<BookgDt><Dt>X</Dt></BookgDt>", dates.encode())
        .replace(b"<Acct>", b"<CreDtTm>2026-11-05T01:00:00</CreDtTm><Acct>")
    )

    assert str(read_statement(data, currency="EUR")[0].booked_on) == day


@pytest.mark.parametrize("status", ["", "<Sts><Cd>BOOK</Cd></Sts>", "<Sts><Cd>booked</Cd></Sts>"])
def test_booking_is_booked_where_nothing_else_is_said(status):
    assert amounts(camt(entry("24.00", "vase", status=status))) == [("24.00", "EUR", "vase", "")]


@pytest.mark.parametrize("length", [30, 31])
def test_longest_amount(length):
    data = camt(entry("24.00".zfill(length), "vase"))

    if length == LONGEST_AMOUNT:
        assert amounts(data) == [("24.00", "EUR", "vase", "")]
    else:
        with pytest.raises(StatementError, match="is not an amount"):
            amounts(data)


def test_booking_without_an_amount_is_refused():
    data = camt(entry("24.00", "vase")).replace(b'<Amt Ccy="EUR">24.00</Amt>', b"")

    with pytest.raises(StatementError, match="“” is not an amount"):
        amounts(data)


@pytest.mark.parametrize(("more", "why"), [(0, "not a CAMT.053 statement"), (1, "too large or too deep")])
def test_size_and_depth_have_their_limits(more, why):
    # The message's own elements and the account lie around.
    depth, number = DEEPEST - 2 + more, MOST_ELEMENTS + more
    for inner in ("<a>" * depth + "</a>" * depth, "<a/>" * number):
        data = f"<Document><BkToCstmrStmt>{inner}</BkToCstmrStmt></Document>".encode()
        with pytest.raises(StatementError, match=why):
            amounts(data)
