"""How often the order signals were right on real history: `KILN_DATA_DIR=... python -m bench.order_signals`.

Reads online-retail/transactions_to_2011-10-31.csv.gz (all customers; later rows of some of them are held out, so that
a silence there would be none) and, where it is there, cdnow/CDNOW_master.txt.gz. Thresholds are chosen on the
cut-off days of the first half and measured on those of the second; `--tune` shows what they were chosen from.
"""

import argparse
import csv
import gzip
import os
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import product
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

from crm_core.order_signals.history import OrderHistory, Purchase  # noqa: E402 - Django is set up first
from crm_core.order_signals.measuring import EVERY, QUESTIONS, Trial, cut_offs, measure  # noqa: E402
from crm_core.order_signals.thresholds import SHIPPED, Thresholds  # noqa: E402

RETAIL, CDNOW = "online-retail/transactions_to_2011-10-31.csv.gz", "cdnow/CDNOW_master.txt.gz"
#: Known until, first and last cut-off of tuning, first and last of measuring.
RETAIL_DAYS = (date(2011, 10, 31), date(2011, 3, 28), date(2011, 6, 6), date(2011, 6, 13), date(2011, 10, 17))
#: So that there is a second half for it: cross-selling looks 180 days ahead.
GAP_DAYS = (date(2011, 10, 31), date(2011, 2, 28), date(2011, 3, 28), date(2011, 4, 4), date(2011, 5, 2))
CDNOW_DAYS = (date(1998, 6, 30), date(1997, 6, 2), date(1997, 9, 29), date(1997, 10, 6), date(1998, 3, 30))
DIGITS = 5
GRID = {
    "reorder_due": {"due_times": (1.0, 1.2, 1.5)},
    "product_due": {"product_times": (1.0, 1.2, 1.5)},
    "lapsed": {"lapse_times": (2.0, 3.0, 4.0), "lapse_days": (30, 45, 60)},
    "quantity_dropped": {"drop_share": (0.3, 0.4, 0.5, 0.6), "drop_deviations": (0.0, 0.5, 1.0)},
    "cross_sell": {"gap_support": (10, 20), "gap_confidence": (0.1, 0.2, 0.3), "gap_lift": (1.5, 2.0)},
}


def retail(path: Path) -> list[OrderHistory]:
    """Read the invoices of known customers: goods alone, no cancellations."""
    orders: dict[tuple[str, str], tuple[date, dict[int, int], list[float]]] = {}
    numbers: dict[str, int] = {}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code, quantity = row["StockCode"].strip().upper(), int(row["Quantity"])
            price = float(row["UnitPrice"])
            if not row["CustomerID"] or not code[:DIGITS].isdigit() or quantity <= 0 or price <= 0:
                continue
            key = (row["CustomerID"], row["InvoiceNo"])
            _day, goods, value = orders.setdefault(
                key, (datetime.fromisoformat(row["InvoiceDate"]).date(), defaultdict(int), [0.0])
            )
            goods[numbers.setdefault(code, len(numbers))] += quantity
            value[0] += quantity * price
    found: dict[str, list[Purchase]] = defaultdict(list)
    for (customer, _number), (day, goods, value) in orders.items():
        found[customer].append(Purchase(day=day, value=value[0], products=dict(goods)))
    return [OrderHistory(found[customer]) for customer in sorted(found)]


def cdnow(path: Path) -> list[OrderHistory]:
    """Read the purchases: day, pieces and dollars; there are no products."""
    found: dict[str, list[Purchase]] = defaultdict(list)
    with gzip.open(path, "rt") as file:
        for line in file:
            customer, day, pieces, dollars = line.replace(",", " ").split()
            if not day.isdigit():
                continue  # the head
            placed = datetime.strptime(day, "%Y%m%d").date()  # noqa: DTZ007
            found[customer].append(Purchase(day=placed, value=float(dollars), products={0: int(pieces)}))
    return [OrderHistory(found[customer]) for customer in sorted(found)]


def line_of(trial: Trial) -> str:
    """Write one result."""
    return (
        f"  {trial.kind:17} within {trial.horizon:3} days: right in {100 * trial.precision:5.1f} of 100"
        f" (95 % {100 * trial.low:.1f}-{100 * trial.high:.1f}), chance {100 * trial.chance:5.1f},"
        f" lift {trial.lift:.2f}; {trial.called} calls of {trial.customers} customers"
    )


def asked(kinds: Sequence[str]) -> list:
    """Return the questions of some kinds."""
    return [question for question in QUESTIONS if question.kind in kinds]


def tune(histories: Sequence[OrderHistory], kind: str, days: tuple[date, ...]) -> None:
    """Show what each threshold of a kind's grid comes to on the first half."""
    names = list(GRID[kind])
    for values in product(*GRID[kind].values()):
        rules: Thresholds = replace(SHIPPED, **dict(zip(names, values, strict=True)))
        cuts = list(cut_offs(days[1], days[2], every=2 * EVERY))
        trial = measure(histories, cuts=cuts, until=days[0], rules=rules, questions=asked([kind]))[kind]
        print(f"{values}{line_of(trial)}")


def report(
    histories: Sequence[OrderHistory], name: str, days: tuple[date, ...], kinds: Sequence[str]
) -> None:
    """Measure both halves and print them."""
    for part, first, last in (("first half", days[1], days[2]), ("second half", days[3], days[4])):
        started = time.process_time()
        cuts = list(cut_offs(first, last, every=EVERY))
        found = measure(histories, cuts=cuts, until=days[0], rules=SHIPPED, questions=asked(kinds))
        print(f"{name}, {part}: {len(histories)} customers, cut-offs {first} to {last}")
        for trial in found.values():
            print(line_of(trial))
        print(f"  {time.process_time() - started:.1f} s of one core")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tune", choices=sorted(GRID), help="show the grid of one kind instead")
    options = parser.parse_args()
    folder = Path(os.environ.get("KILN_DATA_DIR", ""))
    if not (folder / RETAIL).is_file():
        sys.exit(f"KILN_DATA_DIR names no folder with {RETAIL}.")
    histories = retail(folder / RETAIL)
    if options.tune:
        tune(histories, options.tune, GAP_DAYS if options.tune == "cross_sell" else RETAIL_DAYS)
        return
    kinds = [question.kind for question in QUESTIONS]
    report(histories, "Online Retail", RETAIL_DAYS, [kind for kind in kinds if kind != "cross_sell"])
    report(histories, "Online Retail", GAP_DAYS, ["cross_sell"])
    if (folder / CDNOW).is_file():
        report(cdnow(folder / CDNOW), "CDNOW", CDNOW_DAYS, ["reorder_due", "lapsed", "vip_lost", "back"])


if __name__ == "__main__":
    main()
