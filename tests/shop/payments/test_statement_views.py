from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from shop.payments.bank_transfer import BankTransfer
from shop.payments.manual_payments import mark_as_paid
from shop.payments.models import BankEntry, BankStatement, Charge
from shop.payments.queries import balance_of
from shop.payments.statement_forms import LARGEST
from tests.crm_core.factories import staff_with
from tests.shop.factories import StaffFactory
from tests.shop.payments.kit import order_by
from tests.shop.payments.statements.files import camt, csv, entry
from tests.sites import flat

INDEX, PREVIEW, BOOK = (f"payment_statements:{name}" for name in ("index", "preview", "book"))
PART = "<TxDtls><RmtInf><Ustrd>{}</Ustrd></RmtInf></TxDtls>"


@pytest.fixture
def staff(client, site):
    client.force_login(StaffFactory())
    return client


@pytest.fixture
def order(db):
    return order_by(BankTransfer())


def upload(client, data, name="november.csv"):
    return client.post(reverse(PREVIEW), {"file": SimpleUploadedFile(name, data)})


def book(client, data):
    page = upload(client, data)
    return client.post(reverse(BOOK), {"digest": page.context["digest"]}, follow=True)


def assign(client, row, **fields):
    return client.post(reverse("payment_statements:assign", args=[row.pk]), fields)


def test_preview_tells_what_pays_nothing_and_how_many(staff, order):
    rows = [
        f"02.11.2026;{order.number};24,00;",
        "02.11.2026;x;1,00;",
        "02.11.2026;rent;-9,00;",
        "03.11.2026;y;1,00;pending",
    ]
    page = upload(staff, csv(*rows, head="Datum;Text;Betrag;Status\n"))

    numbers = page.context["numbers"]
    assert (numbers["certain"], numbers["waiting"], numbers["known"], numbers["left_out"]) == (1, 1, 0, 2)
    assert [row.why for row in page.context["left_out"]] == [
        "outgoing payment",
        "not booked by the bank yet",
    ]
    assert BankStatement.objects.count() == 0


def test_unclear_amount_is_asked_and_booked_as_answered(staff, order):
    order.total_incl_tax = 1500
    order.save()
    page = upload(staff, csv(f"2026-11-02;{order.number};1.500"))
    assert (page.status_code, page.context["question"].question.name) == (200, "decimal_mark")
    assert page.content.count(b'name="decimal_mark"') == 2

    answer = {"digest": page.context["digest"], "decimal_mark": ","}
    page = staff.post(reverse(PREVIEW), answer)
    assert [match.reason for match in page.context["matches"]] == ["Pays the order in full"]
    assert '<input type="hidden" name="decimal_mark" value=",">' in flat(page)
    staff.post(reverse(BOOK), answer)

    assert balance_of(order).kept == Decimal("1500.00")


def test_unanswered_question_books_nothing(staff, order):
    page = upload(staff, csv(f"2026-11-02;{order.number};1.500"))

    for answer in ({}, {"decimal_mark": "x"}):
        staff.post(reverse(BOOK), {"digest": page.context["digest"], **answer})

    assert (BankStatement.objects.count(), Charge.objects.count()) == (0, 0)


def test_days_can_be_read_the_other_way(staff):
    page = upload(staff, csv("02/11/2026;vase;1,50"))
    digest = page.context["digest"]
    assert list(page.context["open_questions"]) == ["day_order"]

    page = staff.post(reverse(PREVIEW), {"digest": digest, "day_order": "mdy"})

    assert str(page.context["matches"][0].entry.booked_on) == "2026-02-11"


@pytest.mark.parametrize("digest", ["", "x", "a" * 64, "a" * 5000, "\0", "é" * 64])
def test_file_that_is_not_kept_any_more_is_asked_for_again(staff, digest):
    for name in (PREVIEW, BOOK):
        page = staff.post(reverse(name), {"digest": digest}, follow=True)
        assert "Please choose the file again" in page.content.decode()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"%PDF-1.7", "This is a PDF"),
        (b"", "The file is empty"),
        (csv("2026-11-02;a;12345678901234,00"), "larger than 9999999999.99"),
        (csv("2026-11-02;a;1e30"), "is not an amount"),
        (b"x" * (LARGEST + 1), "larger than 5 MB"),
    ],
)
def test_refused_file_is_said_beside_the_field_and_nothing_is_written(staff, data, why):
    page = upload(staff, data)

    assert (page.status_code, BankStatement.objects.count()) == (422, 0)
    assert why in page.context["form"].errors["file"][0]


def test_hostile_names_and_texts_are_shown(staff):
    book(staff, csv("2026-11-02;\0<b>\x07;1.00"))
    BankStatement.objects.update(name="\x07" + "n" * 254)

    page = staff.get(reverse(INDEX))

    assert (page.status_code, b"&lt;b&gt;" in page.content) == (200, True)


def test_batch_is_divided_on_the_page(staff, order):
    other = order_by(BankTransfer())
    book(staff, camt(entry("48.00", details=PART.format(order.number) + PART.format(other.number))))
    row = BankEntry.objects.get()
    (waiting,) = staff.get(reverse(INDEX)).context["entries"]
    assert waiting.match.reason == "For several orders"

    assign(staff, row, number=order.number.lower().replace("-", " "), amount="24.00", left="48.00")
    again = assign(staff, row, number=order.number, amount="24.00", left="48.00")
    assert (again.status_code, b"meanwhile" in again.content) == (422, True)
    page = staff.get(reverse(INDEX)).content.decode()
    assert f"→ {order.number}" in page
    assign(staff, row, number=other.number, amount="24.00", left="24.00")

    assert [balance_of(one).kept for one in (order, other)] == [Decimal("24.00")] * 2
    assert list(staff.get(reverse(INDEX)).context["entries"]) == []


def test_payment_noted_by_hand_is_linked_on_the_page(staff, order):
    mark_as_paid(order, by=StaffFactory())
    book(staff, camt(entry("24.00", order.number)))
    row = BankEntry.objects.get()
    (waiting,) = staff.get(reverse(INDEX)).context["entries"]
    assert (waiting.match.reason, waiting.can_link) == ("The order is already paid", True)

    refused = assign(staff, row, number=order.number, amount="24.00", left="24.00")
    assert (refused.status_code, refused.context["asks_extra"]) == (422, True)
    assert b'name="link"' in refused.content
    assert b'name="extra"' in refused.content
    assert Charge.objects.count() == 1
    assign(staff, row, number=order.number, link="1", amount="24.00", left="24.00")

    row.refresh_from_db()
    assert (row.state, balance_of(order).kept, Charge.objects.count()) == ("booked", Decimal("24.00"), 1)


def test_overpayment_is_booked_when_it_is_said(staff, order):
    mark_as_paid(order, by=StaffFactory())
    book(staff, camt(entry("24.00", order.number)))

    assign(staff, BankEntry.objects.get(), number=order.number, extra="1")

    assert balance_of(order).overpaid == Decimal("24.00")


@pytest.mark.parametrize(
    "fields",
    [
        {"number": "K26-NONE"},
        {"number": "\0"},
        {"number": "9" * 5000},
        {"number": "", "amount": "1"},
        {"number": "ORDER", "amount": "1e30"},
        {"number": "ORDER", "amount": "NaN"},
        {"number": "ORDER", "amount": "-1"},
        {"number": "ORDER", "amount": "0"},
        {"number": "ORDER", "amount": "25.00"},
        {"number": "ORDER", "left": "x"},
        {"number": "ORDER", "link": "1"},
    ],
)
def test_what_cannot_be_assigned_is_said_and_kept(staff, order, fields):
    book(staff, csv("2026-11-02;x;24.00"))
    row = BankEntry.objects.get()

    page = assign(
        staff, row, **{name: value.replace("ORDER", order.number) for name, value in fields.items()}
    )

    assert page.status_code == 422
    assert page.context["failed_form"].errors
    row.refresh_from_db()
    assert (row.state, row.assigned, Charge.objects.count()) == ("open", 0, 0)


def test_transfer_in_another_currency_is_refused(staff, order):
    book(staff, camt(entry("24.00", "x", currency="USD")))

    page = assign(staff, BankEntry.objects.get(), number=order.number)

    assert (page.status_code, b"another currency" in page.content, Charge.objects.count()) == (422, True, 0)


def test_who_only_may_see_finds_no_forms(client, site):
    client.force_login(StaffFactory())
    book(client, csv("2026-11-02;x;24.00"))
    row = BankEntry.objects.get()
    client.force_login(staff_with("payments.view_bankstatement"))

    page = client.get(reverse(INDEX))

    assert (page.status_code, b'name="number"' in page.content, b'name="file"' in page.content) == (
        200,
        False,
        False,
    )
    assert assign(client, row, aside="1").status_code == 403
    assert BankEntry.objects.get().state == "open"


def test_booking_tells_how_many_are_booked_and_wait(staff, order):
    page = book(staff, csv(f"2026-11-02;{order.number};24.00", "2026-11-02;x;1.00", "2026-11-02;y;2.00"))

    assert [str(message) for message in page.context["messages"]] == ["1 transfers booked, 2 to be matched."]


def test_transfer_is_said_to_be_set_aside_once(staff, order):
    page = book(staff, csv("2026-11-02;x;1.00", "2026-11-02;y;2.00"))
    row = BankEntry.objects.get(amount=1)

    said = []
    for _click in range(2):
        assign(staff, row, aside="1")
        page = staff.get(reverse(INDEX))
        said.append([str(message) for message in page.context["messages"]])

    assert said == [["The transfer is set aside."], []]
    assert BankEntry.objects.get(amount=2).state == "open"


def test_answer_by_which_a_file_cannot_be_read_is_said_beside_the_field(staff):
    page = upload(staff, csv("2026-11-02;vase;1.505"))

    page = staff.post(reverse(PREVIEW), {"digest": page.context["digest"], "decimal_mark": "."})

    (said,) = page.context["form"].errors["file"]
    assert (page.status_code, "more decimals" in said) == (422, True)
    assert BankStatement.objects.count() == 0


def test_page_without_a_file_asks_for_one(staff):
    page = staff.post(reverse(PREVIEW), {})

    assert (page.status_code, page.context["form"].errors["file"]) == (422, ["This field is required."])


def test_kept_file_is_its_users_alone(staff, client):
    digest = upload(staff, csv("2026-11-02;vase;1.00")).context["digest"]
    client.force_login(StaffFactory())

    page = client.post(reverse(BOOK), {"digest": digest}, follow=True)

    assert [str(message) for message in page.context["messages"]] == [
        "Please choose the file again: the preview is too old."
    ]
    assert BankStatement.objects.count() == 0


@pytest.mark.parametrize("state", ["open", "set_aside"])
def test_what_is_wrong_with_a_transfer_that_is_off_the_list_is_a_message(staff, order, state):
    book(staff, csv("2026-11-02;x;1.00", "2026-11-02;y;2.00"))
    row = BankEntry.objects.get(amount=1)
    BankEntry.objects.filter(pk=row.pk).update(state=state)

    page = assign(staff, row, number="K26-NONE")

    assert page.status_code == (422 if state == "open" else 302)
    messages = [str(message) for message in staff.get(reverse(INDEX)).context["messages"]]
    assert messages == ([] if state == "open" else ["There is no order K26-NONE."])
    assert BankEntry.objects.get(pk=row.pk).state == state


def test_transfer_that_is_booked_is_said_to_be(staff, order):
    book(staff, csv("2026-11-02;x;24.00"))
    row = BankEntry.objects.get()

    said = []
    for _click in range(2):
        assert assign(staff, row, number=order.number).url == reverse(INDEX)
        said.append([str(message) for message in staff.get(reverse(INDEX)).context["messages"]])

    assert said == [["The transfer is booked."], ["This transfer is booked already."]]
    assert Charge.objects.count() == 1


def test_only_what_is_open_waits_and_each_statement_counts_its_own(staff, order):
    book(staff, csv("2026-11-02;x;1.00", "2026-11-02;y;2.00", f"2026-11-03;{order.number};10.00"))
    BankEntry.objects.filter(amount=1).update(state="set_aside")

    page = book(staff, csv(f"2026-11-05;{order.number};14.00", "2026-11-05;z;3.00"))

    assert [str(message) for message in page.context["messages"]] == ["1 transfers booked, 1 to be matched."]
    assert (page.context["waiting"], [row.entry.amount for row in page.context["entries"]]) == (2, [3, 2])


@pytest.mark.parametrize("may", ["view_bankstatement", "add_bankstatement", "change_bankentry"])
def test_each_step_needs_its_right(client, site, may):
    client.force_login(StaffFactory())
    book(client, csv("2026-11-02;x;24.00"))
    row = BankEntry.objects.get()
    client.force_login(staff_with(f"payments.{may}"))

    codes = {
        "view_bankstatement": {client.get(reverse(INDEX)).status_code},
        "add_bankstatement": {
            upload(client, csv("2026-11-02;y;1.00")).status_code,
            client.post(reverse(BOOK), {"digest": "x"}, follow=False).status_code,
        },
        "change_bankentry": {assign(client, row, aside="1").status_code},
    }

    assert {right for right, said in codes.items() if said == {403}} == codes.keys() - {may}
    assert BankEntry.objects.get().state == ("set_aside" if may == "change_bankentry" else "open")
