"""Three lists on UCI Online Retail, written for the neutral scorer: `KILN_DATA_DIR=... python -m bench.recommend FOLDER`.

Trains on transactions_to_2011-10-31.csv.gz by the shop's own trainer, then ranks for the customers of dev/. FOLDER gets
again.csv, new.csv and basket.csv (user_id,item_id, best first), to be scored by relevance/recs.py.
"""

import argparse
import csv
import gzip
import os
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from personalization.recommendations.training.lists import train
from personalization.recommendations.training.purchases import Purchases

DAY = date(2011, 11, 1).toordinal()
SHOWN = 20


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """Read a packed table."""
    with gzip.open(path, "rt", newline="") as file:
        yield from csv.DictReader(file)


def lines_of(path: Path) -> Iterator[tuple[str, str, str, int]]:
    """Read the lines that are sales of goods to a known customer, as the data set's README cleans them."""
    for row in rows_of(path):
        sold = float(row["Quantity"]) > 0 and float(row["UnitPrice"]) > 0
        goods = row["StockCode"][:5].isdigit() and not row["InvoiceNo"].startswith("C")
        if row["CustomerID"] and sold and goods:
            day = date.fromisoformat(row["InvoiceDate"][:10]).toordinal()
            yield row["CustomerID"], row["StockCode"], row["InvoiceNo"], day


def write(path: Path, keys: Sequence[str], items: Sequence[object], lists: list[list[int]]) -> None:
    """Write lists for the scorer."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["user_id", "item_id"])
        writer.writerows([key, items[item]] for key, found in zip(keys, lists, strict=True) for item in found)


def main() -> None:
    """Train once, then write three runs and print time and memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    data = Path(os.environ.get("KILN_DATA_DIR", "")) / "online-retail"
    if not (data / "users.csv").is_file():
        sys.exit("KILN_DATA_DIR names no folder with online-retail/users.csv.")
    started = time.perf_counter()
    purchases = Purchases.of(lines_of(data / "transactions_to_2011-10-31.csv.gz"))
    lists = train(purchases, DAY)
    trained = time.perf_counter() - started
    users = {key: place for place, key in enumerate(purchases.user_keys)}
    items = {key: place for place, key in enumerate(purchases.item_keys)}
    names = sorted({row["user_id"] for row in rows_of(data / "dev" / "targets.csv.gz")})
    places = [users[name] for name in names]
    folder.mkdir(parents=True, exist_ok=True)
    again = [[item for item, _score in row] for row in lists.order_again(places, SHOWN)]
    new = [[item for item, _score in row] for row in lists.new_for_you(places, SHOWN)]
    filled = [(one + other)[:SHOWN] for one, other in zip(again, new, strict=True)]
    write(folder / "again.csv", names, purchases.item_keys, filled)
    write(folder / "new.csv", names, purchases.item_keys, new)
    carts = list(rows_of(data / "dev" / "carts.csv.gz"))
    wanted = [
        (users[row["user_id"]], {items[one] for one in row["cart"].split() if one in items}) for row in carts
    ]
    write(
        folder / "basket.csv",
        [row["user_id"] for row in carts],
        purchases.item_keys,
        lists.goes_with(wanted, SHOWN),
    )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(purchases.users)} lines: trained in {trained:.0f} s, {memory:.0f} MB at most")


if __name__ == "__main__":
    main()
