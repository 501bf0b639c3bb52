"""Which transfers are booked by themselves, and which wait because money might be counted twice."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from shop.order.numbers import number_at
from shop.payments.bank_transfer import BankTransfer
from shop.payments.card import CardPayment
from shop.payments.manual_payments import mark_as_paid
from shop.payments.models import BankEntry, Charge, PaymentAttempt
from shop.payments.queries import balance_of
from shop.payments.services import cancel
from shop.payments.statements.entries import FormatChoices
from shop.payments.statements.matching import NEAR, match_waiting
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
    return [match.reason for match in preview_statement(data, currency="EUR").matches]


def test_transfer_noted_by_hand_and_then_found_waits(order):
    mark_as_paid(order, by=StaffFactory())
    data = camt(entry("24.00", order.number))
    assert words(data) == ["The order is already paid"]

    take(data)

    assert (kept(order), waiting(), Charge.objects.count()) == ([Decimal("24.00")], [Decimal("24.00")], 1)


def test_second_transfer_for_a_paid_order_waits_in_the_same_file_too(order):
    take(camt(entry("24.00", order.number), entry("24.00", order.number)))

    assert (kept(order), waiting()) == ([Decimal("24.00")], [Decimal("24.00")])


def test_transfer_waits_where_a_part_was_noted_by_hand(order):
    mark_as_paid(order, by=StaffFactory())
    order.charges.update(amount=10, amount_captured=10)
    data = camt(entry("10.00", order.number))

    assert words(data) == ["A payment for this order was recorded manually: is it this one?"]
    take(data)
    assert (kept(order), waiting()) == ([Decimal("10.00")], [Decimal("10.00")])


def test_transfer_waits_while_a_card_is_held():
    order = order_by(CardPayment())
    PaymentAttempt.objects.create(
        order=order, method="card", key="k", amount=24, currency="EUR", state="authorised"
    )

    assert words(camt(entry("24.00", order.number))) == ["A card payment for this order is in progress"]


def test_money_for_a_cancelled_order_is_written_down_once(order):
    cancel(order)

    take(camt(entry("24.00", order.number), entry("24.00", order.number)))

    assert (kept(order), waiting()) == ([Decimal("24.00")], [Decimal("24.00")])


def test_same_file_twice_and_an_overlapping_one_book_only_what_is_new(order):
    other = order_by(BankTransfer())
    monday = [entry("10.00", order.number, day="2026-11-02", more="<NtryRef>1</NtryRef>")]
    tuesday = [entry("24.00", other.number, day="2026-11-03", more="<NtryRef>2</NtryRef>")]
    take(camt(*monday))

    assert words(camt(*monday, *tuesday)) == ["Imported before", "Pays the order in full"]
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

    take(csv(f"2026-11-02;{order.number};1.500"), choices=FormatChoices(decimal_mark=","))

    assert kept(order) == [Decimal("1500.00")]


def test_another_currency_waits(order):
    take(camt(entry("24.00", order.number, currency="USD")))

    assert (kept(order), waiting()) == ([Decimal(0)], [Decimal("24.00")])


def test_long_texts_are_cut_to_their_columns(order):
    take(csv(f"2026-11-02;{'x' * 3000} {order.number};24.00;{'y' * 999}", head="Date;Purpose;Amount;Payer\n"))

    row = BankEntry.objects.get()
    assert (len(row.text), len(row.payer), row.state) == (600, 255, "booked")


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("23.99", "Partial payment"),
        ("24.00", "Pays the order in full"),
        ("24.01", "Overpayment"),
    ],
)
def test_preview_says_how_far_a_transfer_pays(order, amount, said):
    assert words(camt(entry(amount, order.number))) == [said]


def test_preview_counts_down_what_is_still_to_come(order):
    other = order_by(BankTransfer())
    parts = [("10.00", order), ("24.00", other), ("14.00", order), ("1.00", order)]

    assert words(camt(*(entry(amount, one.number) for amount, one in parts))) == [
        "Partial payment",
        "Pays the order in full",
        "Pays the order in full",
        "The order is already paid",
    ]


def test_money_for_a_cancelled_order_is_told(order):
    cancel(order)

    assert words(camt(entry("24.00", order.number))) == ["The order is cancelled"]


def test_number_of_no_order_is_none(order):
    unknown = number_at(987_654, prefix="K26")
    data = camt(entry("24.00", unknown), entry("24.00", f"{unknown} {order.number}"))
    assert words(data) == ["No order found", "Pays the order in full"]

    take(camt(entry("1.00", unknown)))

    (one,) = match_waiting(list(BankEntry.objects.all()))
    assert (one.match.order, one.match.reason, one.can_link) == (None, "No order found", False)


def test_waiting_transfer_is_for_its_order_of_several(order):
    other = order_by(BankTransfer())
    take(camt(*(entry("1.00", f"x {number}") for number in range(2))))
    for row, one in zip(BankEntry.objects.order_by("pk"), (order, other), strict=True):
        row.text = one.number
        row.save()

    assert [one.match.order for one in match_waiting(list(BankEntry.objects.order_by("pk")))] == [
        order,
        other,
    ]


@pytest.mark.parametrize(("amount", "can_link"), [("10.00", True), ("10.01", False)])
def test_linked_can_be_what_was_noted_of_this_amount(order, amount, can_link):
    mark_as_paid(order, by=StaffFactory(), amount=Decimal(10), key="a")
    take(camt(entry(amount, order.number)))

    (one,) = match_waiting(list(BankEntry.objects.all()))

    assert (one.match.reason, one.can_link) == (
        "A payment for this order was recorded manually: is it this one?",
        can_link,
    )


@pytest.mark.parametrize(
    ("amount", "days", "is_same_order", "kind", "is_seen"),
    [
        ("10.00", 0, True, "camt", True),
        ("10.00", NEAR.days, True, "camt", True),
        ("10.00", -NEAR.days, True, "camt", True),
        ("10.00", NEAR.days + 1, True, "camt", False),
        ("10.00", -NEAR.days - 1, True, "camt", False),
        ("10.01", 0, True, "camt", False),
        ("10.00", 0, False, "camt", False),
        ("10.00", 1, True, "csv", False),
    ],
)
def test_another_kind_of_file_tells_of_the_same_transfer(order, amount, days, is_same_order, kind, is_seen):
    other = order_by(BankTransfer())
    take(csv(f"2026-11-12;{order.number};10.00"))
    number = (order if is_same_order else other).number
    day = date(2026, 11, 12) + timedelta(days=days)
    data = (
        csv(f"{day};{number};{amount}") if kind == "csv" else camt(entry(amount, number, day=day.isoformat()))
    )

    doubt = "Looks like a transfer of another file that is booked"
    assert words(data) == [doubt if is_seen else "Partial payment"]


@pytest.mark.parametrize(
    ("method", "state", "is_doubted"),
    [
        ("card", "processing", True),
        ("card", "authorised", True),
        ("gone", "authorised", True),
        ("card", "created", False),
        ("card", "waiting", False),
        ("card", "cancelled", False),
        ("bank-transfer", "authorised", False),
    ],
)
def test_transfer_waits_while_other_money_may_come(order, method, state, is_doubted):
    PaymentAttempt.objects.filter(order=order).delete()
    PaymentAttempt.objects.create(order=order, method=method, key="k", amount=24, currency="EUR", state=state)

    said = "A card payment for this order is in progress" if is_doubted else "Pays the order in full"
    assert words(camt(entry("24.00", order.number))) == [said]
