from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.utils import formats, translation

from shop.formats import currency_symbol, format_day, format_discount, format_money


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


@pytest.mark.parametrize(
    ("language", "currency", "symbol"),
    [("en", "EUR", "€"), ("zh-hans", "EUR", "€"), ("zh-hant", "JPY", "¥"), ("en", "CHF", "CHF")],
)
def test_sign_of_a_currency(language, currency, symbol):
    with translation.override(language):
        assert currency_symbol(currency) == symbol


def test_money_for_a_chinese_reader():
    with translation.override("zh-hans"):
        assert format_money(Decimal("88.00"), "CNY", trim=True) == "¥88"


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "Thursday 26 November"), ("zh-hans", "11月26日星期四")]
)
def test_days_by_language(language, expected):
    with translation.override(language):
        assert format_day(date(2026, 11, 26)) == expected


@pytest.mark.parametrize(
    ("percent", "english", "chinese"),
    [
        ("10", "10% off", "九折"),
        ("15.00", "15% off", "八五折"),
        ("5", "5% off", "九五折"),
        ("50", "50% off", "五折"),
        ("12.5", "12.5% off", "8.75折"),
        ("95", "95% off", "0.5折"),
        ("100", "100% off", None),
    ],
)
def test_discount_is_said_as_the_language_does(percent, english, chinese):
    with translation.override("en"):
        assert format_discount(Decimal(percent)) == english
    for language in ("zh-hans", "zh-hant"):
        with translation.override(language):
            assert chinese in {None, format_discount(Decimal(percent))}


@pytest.mark.parametrize(
    ("language", "day", "moment", "short"),
    [
        ("en", "5 September 2026", "5 September 2026, 20:45 UTC", "5 September"),
        ("zh-hans", "2026年9月5日", "2026年9月5日 20:45 UTC", "9月5日"),
        ("zh-hant", "2026年9月5日", "2026年9月5日 20:45 UTC", "9月5日"),
    ],
)
def test_days_are_written_in_one_way_and_read_as_they_are_written(language, day, moment, short):
    at = datetime(2026, 9, 5, 20, 45, tzinfo=UTC)
    with translation.override(language):
        assert {formats.date_format(at, name) for name in ("DATE_FORMAT", "SHORT_DATE_FORMAT")} == {day}
        moments = {formats.date_format(at, name) for name in ("DATETIME_FORMAT", "SHORT_DATETIME_FORMAT")}
        assert moments == {moment}
        assert formats.date_format(at, "MONTH_DAY_FORMAT") == short
        assert forms.DateField().clean("2026-09-05") == at.date()
        if language != "en":
            assert forms.DateField().clean(day) == at.date()
