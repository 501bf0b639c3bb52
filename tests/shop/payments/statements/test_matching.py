"""Which transfers are booked by themselves, and which wait because money might be counted twice."""

from decimal import Decimal

import pytest

from shop.payments.bank_transfer import BankTransfer
from shop.payments.by_hand import note_money
from shop.payments.card import CardPayment
from shop.payments.models import BankEntry, Charge, PaymentAttempt
from shop.payments.queries import balance_of
from shop.payments.services import cancel
from shop.payments.statements.entries import Choices
from shop.payments.statements.services import import_statement, preview_statement
from tests.shop.factories import StaffFactory
from tests.shop.payments.kit import order_by
from tests.shop.payments.statements.files import camt, csv, entry, mt940, packed

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    return order_by(BankTransfer())


def take(data, **kwargs):
    return import_statement(data, name="november", currency="EUR", by=None, **kwargs)


def kept(*orders):
    return [balance_of(order).kept for order in orders]


def waiting():
    return list(BankEntry.objects.filter(state="open").values_list("amount", flat=True))


def words(data):
    return [match.words for match in preview_statement(data, currency="EUR").matches]


def test_transfer_noted_by_hand_and_then_found_waits(order):
    note_money(order, by=StaffFactory())
    data = camt(entry("24.00", order.number))
    assert words(data) == ["The order is paid already"]

    take(data)

    assert (kept(order), waiting(), Charge.objects.count()) == ([Decimal("24.00")], [Decimal("24.00")], 1)


def test_second_transfer_for_a_paid_order_waits_in_the_same_file_too(order):
    take(camt(entry("24.00", order.number), entry("24.00", order.number)))

    assert (kept(order), waiting()) == ([Decimal("24.00")], [Decimal("24.00")])


def test_transfer_waits_where_a_part_was_noted_by_hand(order):
    note_money(order, by=StaffFactory())
    order.charges.update(amount=10, amount_captured=10)
    data = camt(entry("10.00", order.number))

    assert words(data) == ["Money for this order was noted by hand: is it this?"]
    take(data)
    assert (kept(order), waiting()) == ([Decimal("10.00")], [Decimal("10.00")])


def test_transfer_waits_while_a_card_is_held():
    order = order_by(CardPayment())
    PaymentAttempt.objects.create(
        order=order, method="card", key="k", amount=24, currency="EUR", state="authorised"
    )

    assert words(camt(entry("24.00", order.number))) == ["A card payment for this order is under way"]


def test_money_for_a_cancelled_order_is_written_down_once(order):
    cancel(order)

    take(camt(entry("24.00", order.number), entry("24.00", order.number)))

    assert (kept(order), waiting()) == ([Decimal("24.00")], [Decimal("24.00")])


def test_same_file_twice_and_an_overlapping_one_book_only_what_is_new(order):
    other = order_by(BankTransfer())
    monday = [entry("10.00", order.number, day="2026-11-02", more="<NtryRef>1</NtryRef>")]
    tuesday = [entry("24.00", other.number, day="2026-11-03", more="<NtryRef>2</NtryRef>")]
    take(camt(*monday))

    assert words(camt(*monday, *tuesday)) == ["Imported before", "Pays the order"]
    take(camt(*monday, *tuesday))
    take(packed(a_xml=camt(*monday), b_xml=camt(*tuesday)))

    assert (kept(order, other), waiting()) == ([Decimal("10.00"), Decimal("24.00")], [])


def test_two_equal_transfers_of_one_day_are_two_and_stay_two(order):
    data = csv(f"2026-11-02;{order.number};12.00", f"2026-11-02;{order.number};12.00")
    take(data)
    take(data + b"2026-11-03;something;1.00\n")

    assert (kept(order), BankEntry.objects.count()) == ([Decimal("24.00")], 3)


def test_references_that_begin_anew_lose_no_payment(order):
    other = order_by(BankTransfer())
    head = "Date;Purpose;Amount;ID\n"
    for day, one in ((2, order), (3, other)):
        take(csv(f"2026-11-0{day};{one.number};24.00;NOTPROVIDED", head=head))

    assert kept(order, other) == [Decimal("24.00")] * 2


def test_same_transfer_in_another_kind_of_file_waits(order):
    take(csv(f"2026-11-02;{order.number};10.00"))

    for data in (
        camt(entry("10.00", order.number, day="2026-11-03")),
        mt940(":61:261102C10,00NTRFX", f":86:{order.number}"),
    ):
        assert words(data) == ["Looks like a transfer of another file that is booked"]
        take(data)

    assert (kept(order), len(waiting())) == ([Decimal("10.00")], 2)


@pytest.mark.parametrize(
    "data",
    [
        "Date;Purpose;Amount;Info\n2026-11-02;{number};24.00;pending\n2026-11-02;x;1.00;\n",
        "Date;Purpose;Amount;S/H\n2026-11-02;{number};24.00;S\n2026-11-02;x;1.00;H\n",
        "Date;Purpose;Amount;D/C\n2026-11-02;{number};24.00;D\n2026-11-02;x;1.00;C\n",
        "Date;Purpose;Debit;Credit\n2026-11-02;{number};24.00;\n2026-11-02;x;;1.00\n",
        "Date;Purpose;Amount;Type\n2026-11-02;{number};24.00;RETOURE\n2026-11-02;x;1.00;\n",
        "Date;Purpose;Amount\n2026-11-02;Rücklastschrift {number};24.00\n2026-11-02;x;1.00\n",
    ],
)
def test_what_is_no_payment_pays_no_order(order, data):
    take(data.format(number=order.number).encode())

    assert kept(order) == [Decimal(0)]


def test_batch_waits_and_the_rest_is_booked(order):
    part = f"<TxDtls><RmtInf><Ustrd>{order.number}</Ustrd></RmtInf></TxDtls>"
    other = order_by(BankTransfer())
    take(camt(entry("48.00", details=part * 2), entry("24.00", other.number)))

    assert (kept(order, other), waiting()) == ([Decimal(0), Decimal("24.00")], [Decimal("48.00")])


def test_unclear_file_is_imported_as_staff_say(order):
    order.total_incl_tax = 1500
    order.save()

    take(csv(f"2026-11-02;{order.number};1.500"), choices=Choices(decimal_mark=","))

    assert kept(order) == [Decimal("1500.00")]


def test_another_currency_waits(order):
    take(camt(entry("24.00", order.number, currency="USD")))

    assert (kept(order), waiting()) == ([Decimal(0)], [Decimal("24.00")])


def test_long_texts_are_cut_to_their_columns(order):
    take(csv(f"2026-11-02;{'x' * 3000} {order.number};24.00;{'y' * 999}", head="Date;Purpose;Amount;Payer\n"))

    row = BankEntry.objects.get()
    assert (len(row.text), len(row.payer), row.state) == (600, 255, "booked")
