from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from shop.formats import format_day, format_money


@pytest.mark.parametrize(
    ("amount", "currency", "trim", "expected"),
    [
        (Decimal("148.00"), "EUR", True, "€148"),
        (Decimal("148.00"), "EUR", False, "€148.00"),
        (Decimal("112.40"), "EUR", True, "€112.40"),
        (Decimal(12345), "EUR", True, "€12,345"),
        (Decimal(1480), "JPY", True, "JP¥1,480"),
        (None, "EUR", False, ""),
    ],
)
def test_money_for_an_english_reader(amount, currency, trim, expected):
    assert format_money(amount, currency, trim=trim) == expected


def test_money_for_a_chinese_reader():
    with translation.override("zh-hans"):
        assert format_money(Decimal("88.00"), "CNY", trim=True) == "¥88"


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "Thursday 26 November"), ("zh-hans", "11月26日星期四")]
)
def test_days_by_language(language, expected):
    with translation.override(language):
        assert format_day(date(2026, 11, 26)) == expected
