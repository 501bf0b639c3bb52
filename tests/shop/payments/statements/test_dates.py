from datetime import date

import pytest

from shop.payments.exceptions import StatementError
from shop.payments.statements.dates import DAY_FIRST, MONTH_FIRST, day_of, day_order_of


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        *(
            ([], DAY_FIRST),
            (["2026-11-02"], DAY_FIRST),
            (["02.11.2026"], DAY_FIRST),
            (["11.13.2026"], DAY_FIRST),
        ),
        *((["02/11/2026"], None), (["11/11/2026"], DAY_FIRST), (["11/11/2026", "02/11/2026"], None)),
        *((["02/11/2026", "11/11/2026"], None), (["12/12/2026"], DAY_FIRST)),
        *((["13/11/2026"], DAY_FIRST), (["11/13/2026"], MONTH_FIRST), (["12/11/2026"], None)),
        *(
            (["11/12/2026"], None),
            (["02/11/2026", "11/13/2026"], MONTH_FIRST),
            (["soon", "13-11-26"], DAY_FIRST),
        ),
    ],
)
def test_column_decides_what_stands_first(texts, order):
    assert day_order_of(texts) == order


def test_column_in_two_ways_is_refused():
    with pytest.raises(StatementError, match="“13/11/2026” and “11/13/2026”"):
        day_order_of(["13/11/2026", "11/13/2026"])


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        *(("2026-11-02", DAY_FIRST, "2026-11-02"), ("2026/1/2 10:00", DAY_FIRST, "2026-01-02")),
        *(("20261102", DAY_FIRST, "2026-11-02"), ("2026年11月2日", DAY_FIRST, "2026-11-02")),
        *(("02/11/2026", DAY_FIRST, "2026-11-02"), ("02/11/2026", MONTH_FIRST, "2026-02-11")),
        *(("02.11.26", MONTH_FIRST, "2026-11-02"), ("02-11-26", MONTH_FIRST, "2026-02-11")),
        *(("2 Nov 2026", MONTH_FIRST, "2026-11-02"), ("2. März 26", DAY_FIRST, "2026-03-02")),
        *(("Nov 2, 2026", DAY_FIRST, "2026-11-02"), ("01.01.1990", DAY_FIRST, "1990-01-01")),
    ],
)
def test_day_is_read(text, order, day):
    assert day_of(text, day_order=order) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text", ["", "soon", "31.12.1989", "30.02.2026", "2 Nix 2026", "Nix 2, 2026", "1/2/3/4"]
)
def test_what_is_no_day_is_refused(text):
    with pytest.raises(StatementError, match="is not a date"):
        day_of(text)
