"""Amounts and days are written as the reader's language writes them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from shop.formats import format_day, format_money

SYMBOLS = {
    "en": ["€1,234.50", "US$1,234.50", "CN¥1,234.50", "NT$1,234.50", "JP¥1,234"],
    "zh-hans": ["€1,234.50", "US$1,234.50", "¥1,234.50", "NT$1,234.50", "JP¥1,234"],
    "zh-hant": ["€1,234.50", "US$1,234.50", "CN¥1,234.50", "$1,234.50", "¥1,234"],
}


@pytest.mark.parametrize("language", SYMBOLS)
def test_money_takes_the_symbol_that_the_reader_knows(language):
    with translation.override(language):
        amounts = [format_money(Decimal("1234.5"), code) for code in ("EUR", "USD", "CNY", "TWD", "JPY")]

    assert amounts == SYMBOLS[language]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Thursday 26 November"), ("zh-hans", "11月26日星期四"), ("zh-hant", "11月26日星期四")],
)
def test_a_near_day_comes_with_its_weekday(language, words):
    with translation.override(language):
        assert format_day(date(2026, 11, 26)) == words


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_templates_write_days_and_numbers_in_chinese(language):
    page = Template("{{ day|date }} {{ day|date:'SHORT_DATETIME_FORMAT' }} {{ number }}")
    day = datetime(2026, 11, 26, 9, 5, tzinfo=UTC)

    with translation.override(language):
        assert (
            page.render(Context({"day": day, "number": 12345}))
            == "2026年11月26日 2026年11月26日 09:05 UTC 12,345"
        )


@pytest.mark.parametrize("name", ["DATETIME_FORMAT", "SHORT_DATETIME_FORMAT"])
@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_a_time_of_day_says_its_zone(language, name):
    page = Template(f"{{{{ moment|date:'{name}' }}}}")
    moment = datetime(2026, 11, 26, 9, 5, tzinfo=UTC)

    with translation.override(language), timezone.override("Europe/Berlin"):
        assert page.render(Context({"moment": moment})).endswith("10:05 CET")
