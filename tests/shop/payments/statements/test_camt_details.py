from decimal import Decimal
from xml.etree.ElementTree import fromstring

import pytest

from shop.payments.exceptions import StatementError
from shop.payments.statements.camt_details import MOST_PARTS, Booking, _number_told, details_of

DIVIDE = "Several transfers in one sum: please split it"


def booking(inner, more=""):
    element = fromstring(f"<Ntry>{more}<NtryDtls>{inner}</NtryDtls></Ntry>")
    return Booking(element=element, amount=Decimal("24.00"), currency="EUR")


def part(text="", more="", amount=""):
    told = f"<Amt Ccy='EUR'>{amount}</Amt>" if amount else ""
    return f"<TxDtls>{told}{more}<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>"


def told(inner, more=""):
    return [(str(one.amount), one.text, one.doubt, one.left_out) for one in details_of(booking(inner, more))]


@pytest.mark.parametrize(
    ("inner", "found"),
    [
        ("", ("24.00", "", "", "")),
        (part("one"), ("24.00", "one", "", "")),
        ("<Btch><NbOfTxs>1</NbOfTxs></Btch>" + part("one"), ("24.00", "one", "", "")),
        ("<Btch><NbOfTxs>2</NbOfTxs></Btch>" + part("one", amount="24.00"), ("24.00", "one", DIVIDE, "")),
        ("<Btch><NbOfTxs>2</NbOfTxs></Btch>", ("24.00", "", DIVIDE, "")),
        (part("one", amount="-5.00") + part("two", amount="29.00"), ("24.00", "one · two", DIVIDE, "")),
        (part("one", amount="Infinity") + part("two", amount="1"), ("24.00", "one · two", DIVIDE, "")),
        (part("one") + part("one"), ("24.00", "one", DIVIDE, "")),
    ],
)
def test_booking_is_one_transfer_or_a_batch_to_be_divided(inner, found):
    assert told(inner) == [found]


def test_return_of_a_batch_pays_nothing():
    code = "<BkTxCd><Domn><Fmly><SubFmlyCd>RRTN</SubFmlyCd></Fmly></Domn></BkTxCd>"

    assert told(part("one") + part("two"), code) == [("24.00", "one · two", DIVIDE, "a return or a reversal")]


@pytest.mark.parametrize(
    ("more", "left_out"),
    [
        ("<BkTxCd><Prtry><Cd>NTRF+166</Cd></Prtry></BkTxCd>", ""),
        ("<BkTxCd><Prtry><Cd>NRTI+166</Cd></Prtry></BkTxCd>", "a return or a reversal"),
        ("<BkTxCd><Prtry><Cd>NTRF+159</Cd></Prtry></BkTxCd>", "a return or a reversal"),
        ("<RtrInf/>", "a return or a reversal"),
    ],
)
def test_part_of_a_batch_that_came_back_pays_nothing(more, left_out):
    found = told(part("one", amount="10") + part("two", more, amount="14"))

    assert [one[3] for one in found] == ["", left_out]


def test_most_parts_are_read():
    assert [one.doubt for one in details_of(booking("<TxDtls/>" * MOST_PARTS))] == [DIVIDE]
    with pytest.raises(StatementError, match="more than 2000 transfers"):
        list(details_of(booking("<TxDtls/>" * (MOST_PARTS + 1))))


@pytest.mark.parametrize(
    ("number", "found"),
    [("3", 3), ("999999999", 999_999_999), ("1000000000", 0), ("x", 0), ("²", 0), ("٣", 0), ("-1", 0)],
)
def test_number_of_transfers_that_a_batch_tells(number, found):
    assert _number_told(booking(f"<Btch><NbOfTxs>{number}</NbOfTxs></Btch>").element) == found


@pytest.mark.parametrize(
    ("row", "references"), [("AB-77", ("ROW", "AB-77")), ("17", ("ROW", "")), ("1234567", ("ROW", "1234567"))]
)
def test_number_of_a_row_names_no_transfer(row, references):
    more = f"<NtryRef>{row}</NtryRef><AcctSvcrRef>ROW</AcctSvcrRef>"
    (bare,) = details_of(booking("", more))
    (one,) = details_of(booking(part("x", "<Refs><TxId>T1</TxId></Refs>"), more))

    assert (bare.references, tuple(filter(None, one.references))) == (
        references,
        ("T1", *filter(None, references)),
    )


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (part("vase"), "vase"),
        (part("NOTPROVIDED"), "told by the bank"),
        (part(), "told by the bank"),
        (part("  va \n se ", "<AddtlTxInf>va se</AddtlTxInf>"), "va se"),
        ("<Strd><Ustrd>inside</Ustrd></Strd>", "inside"),
    ],
)
def test_purpose_is_what_the_payer_wrote_else_what_the_bank_says(inner, text):
    assert told(inner, "<AddtlNtryInf>told by the bank</AddtlNtryInf>")[0][1] == text


@pytest.mark.parametrize(
    ("parties", "payer"),
    [
        ("<Dbtr><Nm>Ada</Nm></Dbtr>", "Ada"),
        ("<Dbtr><Pty><Nm>Ada</Nm></Pty></Dbtr><UltmtDbtr><Nm>Bo</Nm></UltmtDbtr>", "Bo"),
        ("", ""),
    ],
)
def test_payer_is_who_pays_in_the_end(parties, payer):
    (one,) = details_of(booking(part("x", f"<RltdPties>{parties}</RltdPties>")))

    assert one.payer == payer
