import ast
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db.models import DecimalField
from hypothesis import given, strategies as st

from shop.money import (
    MoneyField,
    MoneySum,
    check_payable,
    currency_problem,
    is_payable,
    minor_unit,
    round_money,
)
from shop.order.models import Order
from shop.payments.amounts import decimal_places
from tests.shop.factories import OrderFactory

ROOT = Path(__file__).parents[2]


def test_minor_unit_follows_the_currency():
    assert [minor_unit(code) for code in ("EUR", "JPY", "CNY")] == [Decimal("0.01"), 1, Decimal("0.01")]


@pytest.mark.parametrize("currency", ["KWD", "BHD", "TND", "CLF"])
def test_three_decimals_are_refused(currency):
    with pytest.raises(ImproperlyConfigured):
        minor_unit(currency)
    assert currency_problem(currency).endswith("Kiln keeps amounts with two.")


def test_what_is_no_currency_is_said_so():
    assert [currency_problem(code) for code in ("EUR", "JPY")] == ["", ""]
    assert currency_problem("XYZ") == "'XYZ' is no currency of ISO 4217 (EUR, JPY ...)."
    assert currency_problem("") == "'' is no currency of ISO 4217 (EUR, JPY ...)."


@pytest.mark.parametrize(
    ("amount", "currency", "is_so"),
    [
        ("0.50", "EUR", True),
        ("0.50", "JPY", False),
        ("100.00", "JPY", True),
        ("0.005", "EUR", False),
        ("NaN", "EUR", False),
        ("Infinity", "JPY", False),
    ],
)
def test_what_a_currency_can_pay(amount, currency, is_so):
    assert is_payable(Decimal(amount), currency) is is_so


def test_refusal_says_what_the_currency_has():
    with pytest.raises(ValidationError, match="Amounts in JPY have no decimals"):
        check_payable(Decimal("0.50"), "JPY")
    with pytest.raises(ValidationError, match="Amounts in EUR have 2 decimals at most"):
        check_payable(Decimal("0.505"), "EUR")
    check_payable(None, "JPY")


@pytest.mark.parametrize(
    ("currency", "typed", "error"),
    [
        ("JPY", "0.5", "Amounts in JPY have no decimals."),
        ("EUR", "-1", "Ensure this value is greater than or equal to 0."),
        ("EUR", "1e30", "Ensure that there are no more than 12 digits in total."),
        ("EUR", "NaN", "Enter a number."),
    ],
)
def test_field_refuses_in_words(currency, typed, error):
    with pytest.raises(ValidationError) as told:
        MoneyField(currency=currency).clean(typed)

    assert told.value.messages == [error]


def test_field_takes_the_shops_currency_where_none_is_named(settings):
    settings.OSCAR_DEFAULT_CURRENCY = "JPY"
    assert MoneyField().clean("500.00") == 500
    with pytest.raises(ValidationError):
        MoneyField().clean("500.50")


@given(st.decimals(min_value=0, max_value=10**9, places=6), st.sampled_from(["EUR", "JPY", "CNY", "HUF"]))
def test_what_is_rounded_can_be_paid_and_stripe_counts_it_without_rounding(amount, currency):
    rounded = round_money(amount, currency)

    assert is_payable(rounded, currency)
    assert rounded.scaleb(decimal_places(currency)) % 1 == 0


@pytest.mark.django_db
def test_sums_have_the_columns_decimals_and_nothing_is_zero():
    assert str(Order.objects.aggregate(sum=MoneySum("total_incl_tax"))["sum"]) == "0.00"
    for total in ("0.10", "0.20", "25.58"):
        order = OrderFactory()
        Order.objects.filter(pk=order.pk).update(total_incl_tax=Decimal(total))

    found = Order.objects.aggregate(sum=MoneySum("total_incl_tax"))["sum"]
    assert (str(found), found == Decimal("25.88")) == ("25.88", True)


def test_every_sum_of_money_is_an_exact_one():
    """`Sum` and `Avg` of a decimal column give floats on SQLite; money is added up by MoneySum."""
    money = {
        field.name for model in apps.get_models() for field in model._meta.get_fields()
        if isinstance(field, DecimalField)
    }  # fmt: skip
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for package in ("shop", "crm_core", "partners", "personalization", "content", "search", "config")
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name | ast.Attribute)
        and (node.func.id if isinstance(node.func, ast.Name) else node.func.attr) in {"Sum", "Avg"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and str(node.args[0].value).rpartition("__")[2] in money
    ]

    assert found == []
