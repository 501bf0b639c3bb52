"""Fit of BG/NBD and Gamma-Gamma to CDNOW, and the error of weeks 40 to 78: `KILN_DATA_DIR=... python -m bench.clv`.

Reads cdnow/CDNOW_sample.txt.gz, and CDNOW_master.txt.gz beside it (23,570 customers). Calibration to 1997-09-30, holdout to
1998-06-30. With `--predictions FILE` writes what the neutral scorer reads: customer_id, expected_count, expected_value.
"""

import argparse
import csv
import gzip
import os
import sys
import time
from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

from crm_core.scores.bg_nbd import expected_orders  # noqa: E402 - Django is set up first
from crm_core.scores.estimation import purchases_of  # noqa: E402
from crm_core.scores.fitting import fit_bg_nbd, fit_gamma_gamma  # noqa: E402
from crm_core.scores.gamma_gamma import expected_value  # noqa: E402

CALIBRATION, WEEKS = date(1997, 9, 30), 39
END = CALIBRATION + timedelta(weeks=WEEKS)
FILES = ("CDNOW_sample.txt.gz", "CDNOW_master.txt.gz")


def histories_of(path: Path) -> dict[str, dict[date, Decimal]]:
    """Read the days and sums of every customer; the sample has one column more in front."""
    histories: dict[str, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    with gzip.open(path, "rt") as file:
        for line in file:
            *_master, customer, day, _number, dollars = line.replace(",", " ").split()
            if not day.isdigit():
                continue  # the head
            histories[customer][datetime.strptime(day, "%Y%m%d").date()] += Decimal(dollars)  # noqa: DTZ007
    return histories


def measure(path: Path) -> list[tuple[str, float, float]]:
    """Fit, print, and return (customer, orders, dollars) expected of the holdout."""
    histories = histories_of(path)
    known = {
        customer: purchases_of(
            {day: value for day, value in days.items() if day <= CALIBRATION}, today=CALIBRATION
        )
        for customer, days in histories.items()
    }
    started = time.process_time()
    fit, values = fit_bg_nbd(list(known.values())), fit_gamma_gamma(list(known.values()))
    fitted = time.process_time() - started
    rows = []
    started = time.process_time()
    for customer, one in sorted(known.items()):
        count = expected_orders(fit.model, x=one.x, recency=one.recency / 7, age=one.age / 7, weeks=WEEKS)
        rows.append((customer, count, count * expected_value(values, x=one.x, mean=one.mean)))
    scored = time.process_time() - started
    seen = {customer: sum(CALIBRATION < day <= END for day in days) for customer, days in histories.items()}
    error = sum(abs(count - seen[customer]) for customer, count, _value in rows) / len(rows)
    model = fit.model
    print(
        f"{path.name}: {len(rows)} customers\n"
        f"  BG/NBD r {model.r:.4f} alpha {model.alpha:.4f} a {model.a:.4f} b {model.b:.4f}, LL {fit.log_likelihood:.2f}\n"
        f"  Gamma-Gamma p {values.p:.4f} q {values.q:.4f} gamma {values.gamma:.4f}\n"
        f"  both fits {fitted:.2f} s of one core, scores {1e6 * scored / len(rows):.0f} us a customer\n"
        f"  weeks 40 to 78: mean absolute error {error:.4f} orders, {sum(row[1] for row in rows):.0f} predicted,"
        f" {sum(seen.values())} seen"
    )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--predictions", type=Path, help="write the sample's predictions for the neutral scorer"
    )
    options = parser.parse_args()
    folder = Path(os.environ.get("KILN_DATA_DIR", "")) / "cdnow"
    if not (folder / FILES[0]).is_file():
        sys.exit("KILN_DATA_DIR names no folder with cdnow/CDNOW_sample.txt.gz.")
    for name in FILES:
        if not (folder / name).is_file():
            continue
        rows = measure(folder / name)
        if options.predictions and name == FILES[0]:
            with options.predictions.open("w", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["customer_id", "expected_count", "expected_value"])
                writer.writerows(rows)


if __name__ == "__main__":
    main()
