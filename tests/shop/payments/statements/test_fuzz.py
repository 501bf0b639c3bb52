"""Whatever a file holds, reading it ends with entries that can be written, or with words for whoever brought it."""

import time
import unicodedata
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone
from hypothesis import HealthCheck, given, settings, strategies as st

from shop.payments.exceptions import StatementError
from shop.payments.models import BankEntry
from shop.payments.statements.amounts import amount_of, decimal_mark_in, split_amount
from shop.payments.statements.archive import members_of
from shop.payments.statements.camt import read_camt
from shop.payments.statements.csv_file import read_csv
from shop.payments.statements.dates import day_of
from shop.payments.statements.entries import FormatChoices
from shop.payments.statements.matching import numbers_in
from shop.payments.statements.parsing import read_file
from shop.payments.statements.swift import read_swift
from tests.fuzz_examples import fuzz_examples
from tests.shop.payments.statements import files

tries = settings(max_examples=fuzz_examples(), deadline=None, suppress_health_check=list(HealthCheck))
LETTERS = st.text(max_size=40)
AMOUNTS = st.one_of(
    st.sampled_from(
        ["1.500", "1,50", "(12.00)", "9,90-", "−5,00", "1'234.50", "NaN", "Infinity", "1e30", "-", ""]
    ),
    st.decimals().map(str),
    st.from_regex(r"[-+(]?[0-9.,' ]{1,20}[-)SHCD]?", fullmatch=True),
    LETTERS,
)
DAYS = st.one_of(
    st.sampled_from(
        ["2026-11-02", "02.11.26", "11/02/2026", "32.13.2026", "", "vorgemerkt", "2026年11月2日"]
    ),
    st.dates().map(str),
    LETTERS,
)
CELLS = st.one_of(
    AMOUNTS, DAYS, LETTERS, st.sampled_from(["S", "H", "pending", "EUR", "KWD", "JPY", '"', "\0", "\r"])
)
HEADINGS = st.lists(
    st.sampled_from(
        [
            "Date",
            "Datum",
            "Betrag",
            "Amount",
            "Soll",
            "Haben",
            "Purpose",
            "Verwendungszweck",
            "ID",
            "S/H",
            "Status",
            "Info",
            "Currency",
            "Konto",
            " ",
        ]
    ),
    max_size=9,
)
MARKUP = st.sampled_from(
    [
        *("<Ntry>", "</Ntry>", "<NtryDtls>", "</NtryDtls>", "<TxDtls>", "</TxDtls>", "<Stmt>", "</Stmt>"),
        *(
            '<Amt Ccy="EUR">1</Amt>',
            '<Amt Ccy="">x</Amt>',
            "<Amt/>",
            "<CdtDbtInd>CRDT</CdtDbtInd>",
            "<Sts>BOOK</Sts>",
        ),
        *(
            "<BookgDt><Dt>2026-11-02</Dt></BookgDt>",
            "<BkToCstmrStmt>",
            "</BkToCstmrStmt>",
            "<Document>",
            "</Document>",
        ),
        *(
            "&amp;",
            "&#0;",
            "<![CDATA[",
            "<!DOCTYPE x>",
            "<?xml version='1.0' encoding='utf-7'?>",
            "<RvslInd>1</RvslInd>",
        ),
    ]
)
SWIFT = st.lists(
    st.one_of(
        st.from_regex(r":(20|25|28C|60F|61|62F|86|34F|13D|NS|99):[^\0]{0,60}", fullmatch=True),
        st.sampled_from(
            [
                *(
                    ":20:X",
                    ":60F:C261101EUR1000,00",
                    ":61:2611021102C48,00NTRFNONREF",
                    ":61:2611021102RC,,NTRFX",
                ),
                *(
                    ":86:166?00X?20SVWZ+K26",
                    ":86:",
                    "-",
                    "-}",
                    ":61:261302C9,NTRFX",
                    ":61:261131C999999999999999NTRFX",
                ),
            ]
        ),
        LETTERS,
    ),
    max_size=12,
).map("\n".join)


def assert_read_or_refused(work, *args, **kwargs):
    """Read; what comes is entries that every column holds, or a refusal in words; and soon."""
    begun = time.process_time()
    try:
        found = work(*args, **kwargs)
    except StatementError:
        found = None
    assert time.process_time() - begun < 5
    for entry in found.entries if found else ():
        assert 0 < entry.amount <= Decimal("9999999999.99")
        assert len(entry.reference) <= 80
        assert "\0" not in entry.payer + entry.text + entry.account + "".join(entry.references)
        numbers_in(entry.text)
        BankEntry(
            amount=entry.amount,
            currency=entry.currency,
            booked_on=entry.booked_on,
            reference=entry.reference,
            payer=entry.payer[:255],
            text=entry.text[:600],
        ).clean_fields(exclude=["statement"])
    return found


@tries
@given(st.binary(max_size=400))
def test_any_bytes(data):
    assert_read_or_refused(read_file, data, currency="EUR")


@tries
@given(HEADINGS, st.lists(st.lists(CELLS, max_size=9), max_size=6), st.sampled_from(";,\t|"), st.data())
def test_any_table(headings, rows, separator, data):
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]))
    text = "\n".join(separator.join(row) for row in [headings, *rows])
    choices = FormatChoices(
        decimal_mark=data.draw(st.sampled_from(["", ",", "."])),
        day_order=data.draw(st.sampled_from(["", "mdy"])),
    )
    assert_read_or_refused(read_csv, text.encode(encoding, errors="replace"), currency="EUR", choices=choices)


@tries
@given(st.lists(st.tuples(DAYS, CELLS, AMOUNTS, CELLS), min_size=1, max_size=6))
def test_any_row_under_good_headings(rows):
    lines = [";".join(cell.replace(";", "").replace('"', "") for cell in row) for row in rows]
    data = ("Datum;Verwendungszweck;Betrag;Status\n" + "\n".join(lines)).encode(errors="replace")
    assert_read_or_refused(read_file, data, currency="EUR")


@tries
@given(st.lists(st.one_of(MARKUP, LETTERS), max_size=30).map("".join))
def test_any_markup(text):
    assert_read_or_refused(read_camt, text.encode(errors="replace"))
    assert_read_or_refused(read_camt, files.camt(text.replace("<!DOCTYPE x>", "")))


@tries
@given(
    AMOUNTS,
    DAYS,
    st.sampled_from(["CRDT", "DBIT", "", "x"]),
    LETTERS,
    st.sampled_from(["EUR", "", "eur", "KWD", "XXXX"]),
)
def test_any_booking(amount, day, sign, text, currency):
    plain = "".join(letter for letter in text if letter.isalnum())
    amount, day = (value.replace("<", "").replace("&", "").replace("\0", "") for value in (amount, day))
    assert_read_or_refused(
        read_camt, files.camt(files.entry(amount, plain, day=day, sign=sign, currency=currency))
    )


@tries
@given(SWIFT)
def test_any_mt940(text):
    assert_read_or_refused(read_swift, text, currency="EUR")
    assert_read_or_refused(read_file, text.encode(errors="replace"), currency="EUR")


@tries
@given(st.binary(max_size=300), st.integers(0, 400), st.binary(min_size=1, max_size=8))
def test_any_damaged_zip(content, place, damage):
    data = bytearray(files.packed(a_xml=content, b_xml=files.camt(files.entry())))
    data[place : place + len(damage)] = damage
    with suppress(StatementError):
        assert all(isinstance(name, str) for name, _content in members_of(bytes(data)))


@tries
@given(AMOUNTS)
def test_any_amount(text):
    try:
        written = split_amount(text)
        mark = decimal_mark_in(written.body) or ","
        amount = amount_of(written.body, decimal_mark=mark)
    except StatementError:
        return
    plain = unicodedata.normalize("NFKC", text)
    digits = "".join(letter for letter in plain if letter in "0123456789")
    cents = len(written.body.partition(mark)[2])
    # Every digit counts, in its place, and no other; what is below nothing says so.
    assert Fraction(amount) == Fraction(int(digits), 10**cents)
    assert written.is_negative == any(letter in "-−–—﹣‐‑(" for letter in plain)


@tries
@given(
    st.decimals("0.01", "9999999999.99", places=2),
    st.sampled_from([(".", ","), (",", "."), (",", ""), (".", ""), (".", "'")]),
)
def test_amount_with_cents_is_read_as_it_is_meant(amount, marks):
    mark, grouping = marks
    text = f"{amount:,.2f}".replace(",", "g").replace(".", mark).replace("g", grouping)

    body = split_amount(text).body

    assert decimal_mark_in(body) == mark
    assert amount_of(body, decimal_mark=mark) == amount


@tries
@given(
    st.dates(min_value=timezone.datetime(2000, 1, 1).date(), max_value=timezone.datetime(2068, 12, 31).date())
)
def test_day_is_read_however_it_is_written(day):
    for pattern in (
        "%Y-%m-%d",
        "%d.%m.%Y",
        "%d.%m.%y",
        "%d/%m/%Y",
        "%Y%m%d",
        "%Y/%m/%d",
        "%d %b %Y",
        "%B %d, %Y",
    ):
        assert day_of(day.strftime(pattern)) == day
    assert day_of(day.strftime("%m/%d/%Y"), day_order="mdy") == day
