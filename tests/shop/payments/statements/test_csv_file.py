import pytest

from shop.payments.exceptions import StatementError
from shop.payments.statements.csv_file import UnclearError
from shop.payments.statements.csv_table import MOST_ROWS
from shop.payments.statements.entries import FormatChoices
from shop.payments.statements.parsing import MOST_ENTRIES, read_file, read_statement
from tests.shop.payments.statements.files import csv

SPARKASSE = (
    '"Auftragskonto";"Buchungstag";"Valutadatum";"Buchungstext";"Verwendungszweck";"Kundenreferenz (End-to-End)";'
    '"Beguenstigter/Zahlungspflichtiger";"Betrag";"Waehrung";"Info"\n'
    '"DE75";"04.11.26";"04.11.26";"GUTSCHRIFT";"order one";"NOTPROVIDED";"Jörg";"48,00";"EUR";"Umsatz gebucht"\n'
    '"DE75";"05.11.26";"05.11.26";"RETOURE";"order two";"NOTPROVIDED";"Jörg";"12,00";"EUR";"Umsatz gebucht"\n'
    '"DE75";"05.11.26";"05.11.26";"GUTSCHRIFT";"order three";"NOTPROVIDED";"Jörg";"1.048,00";"EUR";"Umsatz vorgemerkt"\n'
)
VOLKSBANK = (
    'Volksbank eG\n\nUmsatzanzeige\n\n"BLZ:";"123";;"Datum:";"22.11.2026"\n\n'
    '"Buchungstag";"Valuta";"Auftraggeber/Zahlungsempfänger";"Vorgang/Verwendungszweck";"Währung";"Umsatz";" "\n'
    '"22.11.2026";"22.11.2026";"Ada";"Gutschrift\nthe vase";"EUR";"1.234,56";"H"\n'
    '"22.11.2026";"22.11.2026";"Ada";"Lastschrift";"EUR";"12,00";"S"\n\n'
    '"01.11.2026";;;"Anfangssaldo";"EUR";"100,00";"H"\n"22.11.2026";;;"Endsaldo";"EUR";"1.322,56";"H"\n'
)
DKB = (
    '"Girokonto";"DE12"\n"Kontostand vom 04.11.2026:";"1.234,00 €"\n""\n'
    '"Buchungsdatum";"Wertstellung";"Status";"Zahlungspflichtige*r";"Verwendungszweck";"Betrag (€)"\n'
    '"04.11.26";"04.11.26";"Gebucht";"Nora";"vase";"48"\n"04.11.26";"";"Vorgemerkt";"Nora";"cup";"48,5"\n'
    '"";"04.11.26";"";"Nora";"cup";"48,5"\n'
)
UK = 'Date,Description,Money out,Money in,Balance\n02/11/2026,vase,,"1,500.00","3,000.00"\n13/11/2026,fee,5.00,,1.00\n'
SWISS = "Datum;Text;Belastung in CHF;Gutschrift in CHF\n02.11.2026;vase;;1'234.50\n02.11.2026;rent;-12.00;\n"
ING = '"Datum","Naam / Omschrijving","Af Bij","Bedrag (EUR)","Mededelingen"\n"20261102","N","Bij","48,00","vase"\n"20261102","N","Af","48,00","rent"\n'
US = "Details,Posting Date,Description,Amount\nCREDIT,11/02/2026,vase,48.00\nDEBIT,11/20/2026,rent,4.00\n"
CHINA = "交易日期,摘要,借方发生额,贷方发生额,对方户名\n2026-11-02,花瓶,,48.00,王\n20261103,房租,5.00,,李\n"
FRANCE = "Date;Libellé;Débit euros;Crédit euros\n02/11/2026;vase;;48,00\n13/11/2026;loyer;5,00;\n"


def told(data, **choices):
    reading = read_file(data, currency="EUR", choices=FormatChoices(**choices))
    return (
        [(str(entry.amount), entry.currency, str(entry.booked_on)) for entry in reading.entries],
        [row.why for row in reading.left_out],
    )


@pytest.mark.parametrize(
    ("text", "encoding", "entries", "left_out"),
    [
        (
            SPARKASSE,
            "cp1252",
            [("48.00", "EUR", "2026-11-04")],
            ["a return or a reversal", "not booked by the bank yet"],
        ),
        (
            VOLKSBANK,
            "cp1252",
            [("1234.56", "EUR", "2026-11-22")],
            ["outgoing payment", "a balance", "a balance"],
        ),
        (DKB, "utf-8-sig", [("48.00", "EUR", "2026-11-04")], ["not booked by the bank yet"] * 2),
        (UK, "utf-8", [("1500.00", "EUR", "2026-11-02")], ["outgoing payment"]),
        (SWISS, "utf-16", [("1234.50", "CHF", "2026-11-02")], ["outgoing payment"]),
        (SWISS, "utf-16-le", [("1234.50", "CHF", "2026-11-02")], ["outgoing payment"]),
        (ING, "utf-8", [("48.00", "EUR", "2026-11-02")], ["outgoing payment"]),
        (US, "utf-8", [("48.00", "EUR", "2026-11-02")], ["outgoing payment"]),
        (CHINA, "gb18030", [("48.00", "EUR", "2026-11-02")], ["outgoing payment"]),
        (FRANCE, "cp1252", [("48.00", "EUR", "2026-11-02")], ["outgoing payment"]),
    ],
)
def test_table_is_read_as_the_bank_writes_it(text, encoding, entries, left_out):
    assert told(text.encode(encoding)) == (entries, left_out)


def test_letters_and_parties_are_kept():
    (entry,) = read_statement(SPARKASSE.encode("cp1252"), currency="EUR")

    assert (entry.payer, entry.text, entry.account, entry.references) == ("Jörg", "order one", "DE75", ())


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        *(("+5,00", "5.00"), ("1.234,50 €", "1234.50"), ("EUR 5,00", "5.00"), ("1 234,50", "1234.50")),
        *(("5,00 H", "5.00"), ("12,00 CR", "12.00"), ("1'234,5", "1234.50"), ("７,00", "7.00")),
    ],
)
def test_amount_that_came_in(written, amount):
    assert told(csv(f"02.11.2026;vase;{written}"))[0] == [(amount, "EUR", "2026-11-02")]


@pytest.mark.parametrize(
    "written", ["9,90-", "-9,90", "−5,00", "–5,00", "(12,00)", "5,00 S", "12,00 DR", "- 5,00", "(EUR 12,00)"]
)
def test_amount_that_went_out_pays_nothing(written):
    found = told(csv(f"02.11.2026;vase;{written}", "02.11.2026;cup;1,00"))

    assert found == ([("1.00", "EUR", "2026-11-02")], ["outgoing payment"])


@pytest.mark.parametrize(
    ("cells", "amounts"),
    [
        (["1.500", "2,50"], ["1500.00", "2.50"]),
        (["1,500", "2.50"], ["1500.00", "2.50"]),
        (["1.500", "1.234.567"], ["1500.00", "1234567.00"]),
        (["1.500,00"], ["1500.00"]),
        (["12.50"], ["12.50"]),
        (["1500"], ["1500.00"]),
        (["1,23,456.50"], ["123456.50"]),
    ],
)
def test_whole_column_decides_what_parts_the_cents(cells, amounts):
    rows = [f"2026-11-02;vase;{cell}" for cell in cells]

    assert [amount for amount, _currency, _day in told(csv(*rows))[0]] == amounts


def test_unclear_amount_is_asked_and_read_as_answered():
    data = csv("2026-11-02;vase;1.500")
    with pytest.raises(UnclearError) as refusal:
        read_statement(data, currency="EUR")

    assert (refusal.value.question.name, refusal.value.question.example) == ("decimal_mark", "1.500")
    assert told(data, decimal_mark=",")[0] == [("1500.00", "EUR", "2026-11-02")]
    assert told(data, decimal_mark=".")[0] == [("1.50", "EUR", "2026-11-02")]
    assert told(csv("2026-11-02;vase;1.500;JPY", head="Date;Purpose;Amount;Currency\n"))[0] == [
        ("1500.00", "JPY", "2026-11-02")
    ]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (["2026-11-02;a;1.500,00", "2026-11-02;b;1,500.00"], "written in two ways"),
        (["2026-11-02;a;1.5", "2026-11-02;b;2.500"], "Line 3: .2.500. is unclear"),
        (["2026-11-02;a;1.50.00,0"], "is not an amount"),
        (["2026-11-02;a;12345678901234,00"], "Line 2: .*larger than 9999999999.99"),
        (["2026-11-02;a;1e30"], "is not an amount"),
        (["2026-11-02;a;Infinity"], "is not an amount"),
        (["2026-11-02;a;0,005"], "more decimals"),
        (["13/11/2026;a;1,00", "11/13/2026;b;1,00"], "Days are written in two ways"),
        (["02.13.2026;a;1,00"], "is not a date"),
        (["02.11.0026;a;1,00"], "is not a date"),
    ],
)
def test_row_that_cannot_be_read_says_why(rows, why):
    with pytest.raises(StatementError, match=why):
        read_statement(csv(*rows), currency="EUR")


def test_amount_has_the_decimals_of_its_currency():
    head = "Date;Purpose;Amount;Currency\n"

    assert told(csv("2026-11-02;a;12.50;KWD", head=head))[0] == [("12.50", "KWD", "2026-11-02")]
    for amount, currency in (("12.50", "JPY"), ("2.345,001", "KWD"), ("5.00", "EURO!"), ("5.00", "XQQ")):
        with pytest.raises(StatementError):
            read_statement(csv(f"2026-11-02;a;{amount};{currency}", head=head), currency="EUR")


def test_days_with_slashes_are_read_day_first_unless_the_column_or_staff_say_otherwise():
    data = csv("02/11/2026;a;1,50")
    reading = read_file(data, currency="EUR")
    assert [(q.name, q.example, q.answer) for q in reading.questions] == [("day_order", "02/11/2026", "dmy")]

    assert told(data)[0] == [("1.50", "EUR", "2026-11-02")]
    assert told(data, day_order="mdy")[0] == [("1.50", "EUR", "2026-02-11")]
    assert told(csv("02/11/2026;a;1,50", "02/13/2026;b;1,50"))[0][0] == ("1.50", "EUR", "2026-02-11")


@pytest.mark.parametrize(
    "status", ["Umsatz vorgemerkt", "pending", "Vorläufig", "PDNG", "not yet booked", "En attente", "处理中"]
)
@pytest.mark.parametrize("heading", ["Info", "Status", "Something new"])
def test_pending_row_waits(status, heading):
    rows = [f"04.11.26;cup;48,00;{status}", "04.11.26;vase;1,00;"]

    assert told(csv(*rows, head=f"Buchungstag;Verwendungszweck;Betrag;{heading}\n")) == (
        [("1.00", "EUR", "2026-11-04")],
        ["not booked by the bank yet"],
    )


@pytest.mark.parametrize(
    ("mark", "came"), [("S", 0), ("H", 1), ("D", 0), ("C", 1), ("DBIT", 0), ("CRDT", 1), ("Haben", 1)]
)
@pytest.mark.parametrize("heading", ["S/H", "Kennzeichen", " ", "D/C", "Type"])
def test_mark_tells_which_way_money_went(mark, came, heading):
    rows = [f"04.11.26;cup;48,00;{mark}", "04.11.26;vase;1,00;C"]

    assert len(told(csv(*rows, head=f"Buchungstag;Verwendungszweck;Betrag;{heading}\n"))[0]) == 1 + came


def test_row_without_a_mark_among_marked_ones_is_unclear():
    with pytest.raises(StatementError, match="Line 3: Nothing says"):
        read_statement(
            csv("04.11.26;a;1,00;H", "04.11.26;b;1,00;?", head="Datum;Text;Betrag;S/H\n"), currency="EUR"
        )


def test_two_columns_hold_what_came_and_what_went():
    head = "Date,Purpose,Debit,Credit\n"

    assert told(
        csv("02/11/2026,Card fee,12.00,", "02/11/2026,cup,,48.00", "02/11/2026,x,0.00,5.00", head=head)
    ) == (
        [("48.00", "EUR", "2026-11-02"), ("5.00", "EUR", "2026-11-02")],
        ["outgoing payment"],
    )
    with pytest.raises(StatementError, match="Both the incoming and the outgoing column"):
        read_statement(csv("02/11/2026,x,1.00,5.00", head=head), currency="EUR")


def test_references_that_are_none_name_no_transfer():
    head = "Date;Purpose;Amount;ID\n"
    rows = ["NOTPROVIDED", "NONREF", "-", "000000", "17", "n/a", "NOT AVAILABLE"]

    entries = read_statement(
        csv(*[f"2026-11-02;vase;20.00;{one}" for one in rows], head=head), currency="EUR"
    )

    assert {entry.references for entry in entries} == {()}
    assert len({entry.reference for entry in entries}) == len(rows)


def test_control_characters_and_bare_carriage_returns_are_read():
    data = b'Date;Purpose;Amount\r2026-11-02;va\0se\x07;9.90\r2026-11-02;"a\r\ncup";1.10\r'

    assert [entry.text for entry in read_statement(data, currency="EUR")] == ["va se", "a cup"]


def test_a_file_of_too_many_rows_is_refused_in_words():
    row = "2026-11-02;vase;1.00"

    with pytest.raises(StatementError, match=f"more than {MOST_ROWS} rows"):
        read_statement(csv(*[row] * (MOST_ROWS + 1)), currency="EUR")
    with pytest.raises(StatementError, match=f"more than {MOST_ENTRIES} transfers"):
        read_statement(csv(*[row] * (MOST_ENTRIES + 1)), currency="EUR")


def test_only_pending_rows_are_no_money():
    with pytest.raises(StatementError, match="not booked by the bank yet"):
        read_statement(
            csv("04.11.26;cup;48,00;Umsatz vorgemerkt", head="Datum;Text;Betrag;Info\n"), currency="EUR"
        )


@pytest.mark.parametrize(
    ("head", "row", "found"),
    [
        # Two columns count before one; with one of two the single column of amounts does.
        ("Datum;Text;Betrag;Soll;Haben", "02.11.2026;a;7,00;;48,00", "48.00"),
        ("Datum;Text;Betrag;Soll", "02.11.2026;a;7,00;", "7.00"),
        ("Datum;Text;Betrag;Haben", "02.11.2026;a;7,00;48,00", "7.00"),
        ("Datum;Text;Haben", "02.11.2026;a;48,00", "48.00"),
        ("Datum;Text;Soll;Haben", "02.11.2026;a;-;48,00", "48.00"),
        # What holds no mark in one row says nothing about a row of two columns.
        ("Datum;Text;Soll;Haben;S/H", "02.11.2026;a;;48,00;?\n02.11.2026;b;1,00;;S", "48.00"),
    ],
)
def test_column_of_the_amount(head, row, found):
    assert told(csv(row, head=f"{head}\n"))[0] == [(found, "EUR", "2026-11-02")]


def test_amount_below_nothing_went_out_whatever_its_mark():
    rows = ["04.11.26;cup;-48,00;H", "04.11.26;vase;1,00;H"]

    assert told(csv(*rows, head="Datum;Text;Betrag;S/H\n")) == (
        [("1.00", "EUR", "2026-11-04")],
        ["outgoing payment"],
    )


@pytest.mark.parametrize(
    ("row", "left_out"),
    [
        ("02.11.2026;x;", ["no amount"]),
        ("02.11.2026;x;-", ["no amount"]),
        ("Bestand;x;", []),
        ("soon;x;-5,00", ["outgoing payment"]),
        (";x;5,00", ["not booked by the bank yet"]),
        ("02.11.2026;x;0,00", ["outgoing payment"]),
        ("02.11.2026;Endsaldo;5,00", ["a balance"]),
    ],
)
def test_row_that_pays_nothing(row, left_out):
    assert told(csv(row, "02.11.2026;vase;1,00")) == ([("1.00", "EUR", "2026-11-02")], left_out)


def test_day_of_what_is_left_out_is_told_where_it_is_one():
    reading = read_file(csv("soon;x;-5,00", "02.11.2026;y;-6,00", "02.11.2026;z;1,00"), currency="EUR")

    assert [row.day and str(row.day) for row in reading.left_out] == [None, "2026-11-02"]


@pytest.mark.parametrize(
    "row",
    [
        "04.11.26;open;1,00;Ada;Gutschrift",
        "04.11.26;scheduled tour;1,00;Ada;Gutschrift",
        "04.11.26;vase;1,00;Reserved Ltd;Gutschrift",
        "04.11.26;total;1,00;Ada;Gutschrift",
    ],
)
def test_words_of_buyers_and_their_names_keep_no_money_back(row):
    reading = read_file(csv(row, head="Datum;Text;Betrag;Auftraggeber;Buchungsart\n"), currency="EUR")

    assert [(str(one.amount), one.doubt) for one in reading.entries] == [("1.00", "")]


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Retoure vase", "It may be a return: please check it"),
        ("vorgemerkt vase", "It may not be booked yet: please check it"),
        ("vase", ""),
    ],
)
def test_purpose_that_raises_a_doubt(text, doubt):
    assert [one.doubt for one in read_statement(csv(f"2026-11-02;{text};1.00"), currency="EUR")] == [doubt]


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("abgelehnt", "failed or cancelled"),
        ("Rückbuchung", "a return or a reversal"),
        ("vorgemerkt", "not booked by the bank yet"),
    ],
)
def test_kind_of_booking_that_is_no_payment(kind, why):
    rows = [f"04.11.26;cup;48,00;{kind}", "04.11.26;vase;1,00;Gutschrift"]

    assert told(csv(*rows, head="Datum;Text;Betrag;Buchungstext\n")) == (
        [("1.00", "EUR", "2026-11-04")],
        [why],
    )


@pytest.mark.parametrize(
    ("amount", "found"), [("1.500", "1500.00"), ("1,500", "1500.00"), ("1500", "1500.00")]
)
def test_currency_without_cents_has_only_thousands(amount, found):
    head = "Date;Purpose;Amount;Currency\n"

    assert told(csv(f"2026-11-02;a;{amount};JPY", head=head))[0] == [(found, "JPY", "2026-11-02")]
    assert told(csv(f"2026-11-02;a;{amount}", head="Date;Purpose;Amount (JPY)\n"))[0] == [
        (found, "JPY", "2026-11-02")
    ]


def test_answer_counts_only_where_the_file_leaves_it_open():
    data = csv("13/11/2026;a;1.500", "02/11/2026;b;2,50")
    reading = read_file(data, currency="EUR", choices=FormatChoices(decimal_mark=".", day_order="mdy"))

    assert [(str(one.amount), str(one.booked_on)) for one in reading.entries] == [
        ("1500.00", "2026-11-13"),
        ("2.50", "2026-11-02"),
    ]
    assert reading.questions == []


def test_example_of_a_question_is_one_that_is_unclear():
    (days,) = read_file(csv("01.11.2026;a;1,50", "02-11-2026;a;1,50"), currency="EUR").questions
    with pytest.raises(UnclearError) as refusal:
        read_file(csv("2026-11-01;a;7", "2026-11-01;a;2.500"), currency="EUR")

    assert (days.example, refusal.value.question.example) == ("02-11-2026", "2.500")
