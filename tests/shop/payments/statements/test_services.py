from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given, strategies as st

from shop.events.models import Event
from shop.order.models import Order
from shop.order.numbers import PLACES, number_at, prefix_of
from shop.payments.bank_transfer import BankTransfer
from shop.payments.exceptions import StatementError
from shop.payments.models import BankEntry, BankStatement, Charge
from shop.payments.queries import balance_of
from shop.payments.statements.assignment import assign_entry
from shop.payments.statements.matching import Match, numbers_in
from shop.payments.statements.parsing import read_statement
from shop.payments.statements.services import _book, _write, import_statement, preview_statement
from tests.shop.factories import StaffFactory, UserFactory
from tests.shop.payments.kit import order_by

CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
<Acct><Id><IBAN>DE75512108001245126199</IBAN></Id></Acct>{entries}</Stmt></BkToCstmrStmt></Document>"""
ENTRY = """<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-11-20</Dt></BookgDt><AcctSvcrRef>{ref}</AcctSvcrRef><NtryDtls><TxDtls>
<RltdPties><Dbtr><Pty><Nm>Ada Potter</Nm></Pty></Dbtr></RltdPties>
<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"""


def camt(*rows):
    entries = "".join(
        ENTRY.format(amount=amount, text=text, ref=ref, sign=sign) for amount, text, ref, sign in rows
    )
    return CAMT.format(entries=entries).encode()


@pytest.fixture
def order(db):
    return order_by(BankTransfer())


def take(data, name="november.xml"):
    return import_statement(data, name=name, currency="EUR", by=None)


@given(
    st.integers(0, PLACES - 1),
    st.integers(2020, 2099),
    st.sampled_from(["{}", "order {} thanks", "no.{}/2026"]),
    st.booleans(),
)
def test_number_is_found_however_it_is_written(place, year, around, is_lower):
    for number in (number_at(place, prefix=prefix_of(year=year)), "K25-7F3QW9ZD2"):
        spaced = " ".join(number.replace("-", ""))
        for written in (number, number.replace("-", ""), number.replace("-", " "), spaced):
            text = around.format(written.lower() if is_lower else written)
            assert number in numbers_in(text)


def test_words_that_only_look_like_a_number_are_none():
    number = number_at(17, prefix="K26")
    wrong = number[:-1] + ("2" if number[-1] != "2" else "3")

    assert wrong not in numbers_in(wrong)
    assert numbers_in("K26-ABC for the 12 cups of 2026") == []


def test_transfer_pays_its_order(order):
    written = order.number.replace("-", " ").lower()

    take(camt(("24.00", f"Order {written}", "B1", "CRDT"), ("9.00", "rent", "B2", "DBIT")))

    order.refresh_from_db()
    assert (order.status, balance_of(order).kept) == ("Paid", Decimal("24.00"))
    entry = BankEntry.objects.get()
    assert (entry.state, entry.payer, entry.charge.order) == ("booked", "Ada Potter", order)
    assert Event.objects.filter(name="OrderPaid").count() == 1


def test_same_file_and_same_transfer_are_booked_once(order):
    row = ("24.00", order.number, "B1", "CRDT")
    take(camt(row))
    with pytest.raises(StatementError, match="imported before"):
        take(camt(row))

    take(camt(row, ("1.00", "something", "B2", "CRDT")), name="december.xml")

    assert (Charge.objects.count(), BankEntry.objects.count(), BankStatement.objects.count()) == (1, 2, 2)
    assert balance_of(order).kept == Decimal("24.00")


def test_part_and_then_too_much(order):
    take(camt(("10.00", order.number, "B1", "CRDT")))
    order.refresh_from_db()
    assert (order.status, balance_of(order).outstanding) == ("Pending payment", Decimal("14.00"))
    assert balance_of(order).status_text == "Partially paid"

    take(camt(("20.00", order.number, "B2", "CRDT")))

    order.refresh_from_db()
    assert (order.status, balance_of(order).overpaid) == ("Paid", Decimal("6.00"))


def test_what_fits_no_order_waits_and_is_assigned_once(order):
    take(camt(("24.00", "for the bowls", "B1", "CRDT")))
    entry = BankEntry.objects.get()
    assert entry.state == "open"

    assign_entry(entry, order, by=None)
    with pytest.raises(StatementError):
        assign_entry(entry, order, by=None)

    assert Order.objects.get().status == "Paid"
    assert Charge.objects.count() == 1


def test_two_equal_transfers_in_one_csv_are_two():
    data = b"Buchungstag;Betrag;Verwendungszweck\n20.11.2026;1.234,50;Vase\n20.11.2026;1.234,50;Vase\n"

    entries = read_statement(data, currency="EUR")

    assert [entry.amount for entry in entries] == [Decimal("1234.50")] * 2
    assert len({entry.reference for entry in entries}) == 2


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"a,b\n1,2\n", "no column for: date, amount, text"),
        (b"date,amount,text\n2026-11-20,ten,x\n", "Line 2: .ten. is not an amount"),
        (b"date,amount,text\nsoon,1.00,x\n", "Line 2: .soon. is not a date"),
        (b"date,amount,text\n2026-11-20,NaN,x\n", "is not an amount"),
        (b"<a></a>", "not a CAMT.053"),
        (b"<a", "cannot be read"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "cannot be read"),
        (b"", "is empty"),
        (b"date,amount,text\n2026-11-20,-1.00,x\n", "This statement contains no incoming payments"),
    ],
)
def test_file_that_cannot_be_read_says_why(data, why):
    with pytest.raises(StatementError, match=why):
        read_statement(data, currency="EUR")


def test_preview_writes_nothing(order):
    matches = preview_statement(camt(("24.00", order.number, "B1", "CRDT")), currency="EUR").matches

    assert [(match.order, match.reason) for match in matches] == [(order, "Pays the order in full")]
    assert (Charge.objects.count(), BankEntry.objects.count()) == (0, 0)


def test_transfer_that_another_import_wrote_a_moment_ago_is_left_alone(order):
    data = camt(("10.00", "bowls", "B1", "CRDT"))
    statement = take(data)
    (told,) = read_statement(data, currency="EUR")

    match = Match(entry=told, order=order, reason="", is_certain=True)
    _book(match, *_write(statement, match), by=None)

    assert (BankEntry.objects.get().state, Charge.objects.count()) == ("open", 0)


@pytest.mark.parametrize(("is_certain", "state"), [(True, "booked"), (False, "open")])
def test_only_a_certain_transfer_is_booked_by_itself(order, is_certain, state):
    statement = take(camt(("1.00", "x", "B1", "CRDT")))
    (told,) = read_statement(camt(("10.00", "bowls", "B2", "CRDT")), currency="EUR")

    match = Match(entry=told, order=order, reason="", is_certain=is_certain)
    _book(match, *_write(statement, match), by=None)

    assert BankEntry.objects.get(amount=10).state == state


@pytest.fixture
def staff(client, site):
    client.force_login(StaffFactory())
    return client


def upload(client, data):
    file = SimpleUploadedFile("november.xml", data, content_type="text/xml")
    return client.post(reverse("payment_statements:preview"), {"file": file})


def test_staff_look_first_and_then_book(staff, order):
    page = upload(staff, camt(("24.00", order.number, "B1", "CRDT"), ("5.00", "bowls", "B2", "CRDT")))
    assert [match.reason for match in page.context["matches"]] == ["Pays the order in full", "No order found"]

    staff.post(reverse("payment_statements:book"), {"digest": page.context["digest"]})

    assert Order.objects.get().status == "Paid"
    entry = BankEntry.objects.get(state="open")
    answer = staff.post(reverse("payment_statements:assign", args=[entry.pk]), {"number": "K26-NONE"})
    assert (answer.status_code, b"K26-NONE" in answer.content) == (422, True)
    staff.post(reverse("payment_statements:assign", args=[entry.pk]), {"aside": "1"})
    assert BankEntry.objects.filter(state="set_aside").count() == 1


def test_bad_file_is_said_beside_the_field(staff):
    page = upload(staff, b"date,amount\n")

    assert page.status_code == 422
    assert "no column for: text" in page.context["form"].errors["file"][0]


def test_only_accounting_books_statements(client, site, order):
    call_command("setup_roles", verbosity=0)
    url = reverse("payment_statements:index")
    for role, expected in (("service", 403), ("accounting", 200)):
        user = UserFactory(is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        assert client.get(url).status_code == expected
        assert upload(client, camt(("24.00", order.number, "B1", "CRDT"))).status_code == expected
    client.logout()
    assert client.get(url).status_code == 302
