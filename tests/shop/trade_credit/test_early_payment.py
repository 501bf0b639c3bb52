"""Who pays early takes the agreed discount off, by whatever way the money comes."""

from datetime import timedelta
from decimal import Decimal

import pytest

from shop.documents.models import CreditNote
from shop.order.models import Order
from shop.payments.manual_payments import mark_as_paid
from shop.payments.models import WriteOff
from shop.payments.queries import balance_of
from shop.payments.statements.services import import_statement, preview_statement
from shop.time_zones import shop_day
from shop.trade_credit.early_payment import discount_open, grant_discount
from shop.trade_credit.models import Receivable
from shop.trade_credit.services import settle
from tests.crm_core.factories import CompanyFactory
from tests.shop.payments.statements.files import camt, entry
from tests.shop.trade_credit.factories import buy, invoice, make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    company = CompanyFactory(early_payment_days=10, early_payment_percent=Decimal(2))
    return buy(make_account(company).company)


def test_discount_ends_with_its_last_day(order):
    last = shop_day() + timedelta(days=10)

    found = [discount_open(order, day=day) for day in (last, last + timedelta(days=1))]

    assert found == [Decimal("0.48"), 0]


def test_money_in_time_less_the_discount_pays_the_order_and_corrects_the_tax(order):
    document = invoice(order)
    mark_as_paid(order, amount=Decimal("23.52"))

    for _twice in range(2):
        grant_discount(order)
    settle(order)

    order.refresh_from_db()
    note = CreditNote.objects.get()
    assert (order.paid_at is not None, balance_of(order).outstanding) == (True, 0)
    assert (note.gross, note.invoice_id) == (Decimal("0.48"), document.pk)
    assert note.tax == document.tax * note.gross / document.gross or note.tax < document.tax
    written = WriteOff.objects.get()
    assert (written.kind, written.amount) == ("discount", Decimal("0.48"))
    account = order.receivable.account
    account.refresh_from_db()
    assert account.used == 0
    assert [entry.kind for entry in account.entries.order_by("pk")][-2:] == ["payment", "discount"]


@pytest.mark.parametrize("amount", ["23.51", "10.00"])
def test_too_little_earns_nothing(order, amount):
    mark_as_paid(order, amount=Decimal(amount))

    assert grant_discount(order) is None
    assert not WriteOff.objects.exists()


def test_money_that_is_late_earns_nothing(order):
    Receivable.objects.update(discount_until=shop_day() - timedelta(days=1))
    mark_as_paid(order, amount=Decimal("23.52"))

    assert grant_discount(order) is None


def test_statement_says_what_the_transfer_is_and_the_banks_day_counts(order):
    Receivable.objects.update(discount_until="2026-11-20")
    data = camt(entry("23.52", order.number))
    day = preview_statement(data, currency="EUR").matches[0].entry.booked_on
    Receivable.objects.update(discount_until=day)
    assert [match.reason for match in preview_statement(data, currency="EUR").matches] == [
        "Pays the order in full, less the early payment discount"
    ]

    import_statement(data, name="n", currency="EUR", by=None)
    grant_discount(order)

    assert Order.objects.get().paid_at is not None
