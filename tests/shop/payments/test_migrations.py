from decimal import Decimal
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from shop.payments.bank_transfer import BankTransfer
from shop.payments.models import BankEntry, BankStatement, Charge
from shop.payments.statements.assignment import assign_entry
from tests.shop.factories import StaffFactory
from tests.shop.payments.kit import order_by

TOO_MUCH = "12345678901234.56"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL never took such an amount")
def test_amounts_that_sqlite_cannot_give_back_are_cut(client, site):
    order = order_by(BankTransfer())
    statement = BankStatement.objects.create(name="x", digest="x")
    entry = BankEntry.objects.create(
        statement=statement, reference="r", amount=24, currency="EUR", booked_on=timezone.localdate()
    )
    assign_entry(entry, order, by=None)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute("UPDATE payments_bankentry SET amount = %s, assigned = 0", [TOO_MUCH])
        cursor.execute("UPDATE payments_charge SET amount = %s, amount_captured = %s", [TOO_MUCH] * 2)
        cursor.execute("UPDATE payment_source SET amount_debited = %s", [TOO_MUCH])
        cursor.execute("PRAGMA ignore_check_constraints = OFF")

    import_module("shop.payments.migrations.0003_mend_statement_amounts").mend(
        apps, SimpleNamespace(connection=connection)
    )

    most = Decimal("9999999999.99")
    row, charge = BankEntry.objects.get(), Charge.objects.get()
    assert (row.amount, row.assigned, charge.amount, charge.amount_captured) == (most,) * 4
    client.force_login(StaffFactory())
    assert client.get(reverse("payment_statements:index")).status_code == 200
    assert client.get(reverse("dashboard:order-detail", args=[order.number])).status_code == 200
