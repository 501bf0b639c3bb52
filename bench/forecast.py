"""Back-test of the forecast of repeat orders: `KILN_DATA_DIR=... python -m bench.forecast`.

Forecasts each month by the orders before it, as the forecast page does, and prints it beside what came, beside
"as in the month before" and beside "as in that month a year before", with the mean absolute percentage error of each.
Reads online-retail (UCI, 2010-12 to 2011-10) and adventureworks (resellers, 2010-12 to 2013-11); of the latter also the
quarters of each representative, beside their quotas.
"""

import csv
import gzip
import os
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

from crm_core.forecast.backtest import Tested, backtest, mape  # noqa: E402 - Django is set up first
from crm_core.forecast.correction import Seen, factor_for  # noqa: E402
from crm_core.forecast.periods import add_months  # noqa: E402
from crm_core.scores.bg_nbd import expected_orders  # noqa: E402
from crm_core.scores.estimation import Orders, purchases_of  # noqa: E402
from crm_core.scores.fitting import DAYS_A_WEEK, fit_bg_nbd, fit_gamma_gamma  # noqa: E402
from crm_core.scores.gamma_gamma import expected_value  # noqa: E402

ARTICLE = re.compile(r"\d{5}")
Histories = dict[str, dict[date, Decimal]]


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """Read a packed CSV file."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def online_retail(folder: Path) -> Histories:
    """Read what known customers bought of articles: no cancellations, postage or lines that are there twice."""
    histories: Histories = defaultdict(lambda: defaultdict(Decimal))
    lines = {
        tuple(row.values())
        for row in rows_of(folder / "transactions_to_2011-10-31.csv.gz")
        if row["CustomerID"]
        and not row["InvoiceNo"].startswith("C")
        and int(row["Quantity"]) > 0
        and float(row["UnitPrice"]) > 0
        and ARTICLE.match(row["StockCode"])
    }
    for _invoice, _code, _words, quantity, moment, price, customer, _country in lines:
        histories[customer][date.fromisoformat(moment[:10])] += int(quantity) * Decimal(price)
    return histories


def adventureworks(folder: Path) -> tuple[Histories, dict[tuple[str, date], str]]:
    """Read what resellers bought by day, and which representative sold it."""
    histories: Histories = defaultdict(lambda: defaultdict(Decimal))
    sold_by: dict[tuple[str, date], str] = {}
    for row in rows_of(folder / "FactResellerSales.csv.gz"):
        day = date.fromisoformat(row["OrderDate"])
        histories[row["ResellerKey"]][day] += Decimal(row["SalesAmount"])
        sold_by[row["ResellerKey"], day] = row["EmployeeKey"]
    return histories, sold_by


def print_months(name: str, histories: Histories) -> list[Tested]:
    """Print every whole month that can be forecast, and the errors."""
    every = [day for days in histories.values() for day in days]
    month, last, months = add_months(min(every), 1), max(every) + timedelta(days=2), []
    while add_months(month, 1) <= last:
        months.append(month)
        month = add_months(month, 1)
    started = time.process_time()
    tested = backtest(list(histories.values()), months)
    seconds = time.process_time() - started
    print(f"{name}: {len(histories)} accounts, {len(tested)} months, {seconds:.1f} s of one core")
    print("  month      forecast      actual  month before  year before")
    for one in tested:
        known = [f"{value:13,.0f}" if value else " " * 13 for value in (one.last_month, one.last_year)]
        print(f"  {one.month:%Y-%m} {one.forecast:11,.0f} {one.actual:11,.0f}{known[0]}{known[1]}")
    # The first months have no month before them to compare with: all are measured on the same ones.
    for least, which in ((None, "with a month before"), (12, "with a year before")):
        same = [one for one in tested if one.last_month and (least is None or one.last_year)]
        if same:
            ways = {
                "forecast": mape((one.forecast, one.actual) for one in same),
                "bare model": mape((one.model, one.actual) for one in same),
                "month before": mape((one.last_month, one.actual) for one in same),
                "year before": mape((one.last_year, one.actual) for one in same),
            }
            print(f"  MAPE of the {len(same)} months {which}: " + _told(ways))
    return tested


def _told(ways: Mapping[str, float | None]) -> str:
    return ", ".join(f"{name} {error:.1f} %" for name, error in ways.items() if error is not None)


def print_quarters(
    histories: Histories, sold_by: Mapping[tuple[str, date], str], tested: list[Tested], folder: Path
) -> None:
    """Print how far off the quarters of the representatives were, beside their quotas."""
    quotas = {
        (row["EmployeeKey"], date(int(row["CalendarYear"]), int(row["CalendarQuarter"]) * 3 - 2, 1)): float(
            row["SalesAmountQuota"]
        )
        for row in rows_of(folder / "FactSalesQuota.csv.gz")
    }
    past = [Seen(month=one.month, model=one.model, actual=one.actual) for one in tested]
    sales: dict[tuple[str, date], float] = defaultdict(float)
    for (reseller, day), employee in sold_by.items():
        sales[employee, _quarter(day)] += float(histories[reseller][day])
    pairs: dict[str, list[tuple[float | None, float]]] = defaultdict(list)
    for quarter in (date(2011 + place // 4, place % 4 * 3 + 1, 1) for place in range(4, 11)):
        said = forecast_by_representative(histories, sold_by, quarter, past)
        for employee, forecast in said.items():
            actual = sales.get((employee, quarter), 0.0)
            before, year = add_months(quarter, -3), add_months(quarter, -12)
            others = (
                sales.get((employee, before)),
                sales.get((employee, year)),
                quotas.get((employee, quarter)),
            )
            if actual and all(others):
                names = ("quarter before", "quarter a year before", "quota")
                pairs["forecast"].append((forecast, actual))
                for name, value in zip(names, others, strict=True):
                    pairs[name].append((value, actual))
    number = len(pairs["forecast"])
    ways = {name: mape(found) for name, found in pairs.items()}
    print(f"  MAPE of {number} quarters of representatives, repeat orders against all: " + _told(ways))


def _quarter(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def forecast_by_representative(
    histories: Mapping[str, Orders], sold_by: Mapping[tuple[str, date], str], quarter: date, past: list[Seen]
) -> dict[str, float]:
    """Forecast a quarter by what was known at its start; an account is whose who sold to it last."""
    known = {
        name: before
        for name, days in histories.items()
        if (before := {day: value for day, value in days.items() if day < quarter})
    }
    facts = {name: purchases_of(days, today=quarter) for name, days in known.items()}
    orders, values = fit_bg_nbd(list(facts.values())).model, fit_gamma_gamma(list(facts.values()))
    found: dict[str, float] = defaultdict(float)
    known_past = [seen for seen in past if seen.month < quarter]
    for name, one in facts.items():
        owner, until = sold_by[name, max(known[name])], 0.0
        for place in range(3):
            month = add_months(quarter, place)
            weeks = (add_months(month, 1) - quarter).days / DAYS_A_WEEK
            expected = expected_orders(
                orders, x=one.x, recency=one.recency / DAYS_A_WEEK, age=one.age / DAYS_A_WEEK, weeks=weeks
            )
            amount = (expected - until) * expected_value(values, x=one.x, mean=one.mean)
            found[owner] += amount * factor_for(month, known_past)
            until = expected
    return found


def main() -> None:
    folder = Path(os.environ.get("KILN_DATA_DIR", ""))
    names = ("online-retail", "adventureworks")
    there = [name for name in names if (folder / name).is_dir()]
    if not os.environ.get("KILN_DATA_DIR") or not there:
        sys.exit("KILN_DATA_DIR names no folder with online-retail or adventureworks.")
    if "online-retail" in there:
        print_months("online-retail", online_retail(folder / "online-retail"))
    if "adventureworks" in there:
        histories, sold_by = adventureworks(folder / "adventureworks")
        tested = print_months("adventureworks", histories)
        print_quarters(histories, sold_by, tested, folder / "adventureworks")


if __name__ == "__main__":
    main()
