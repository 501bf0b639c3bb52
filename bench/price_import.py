"""How quick a file of prices is imported, on PostgreSQL.

    python -m bench.price_import --postgres postgres://USER@HOST:PORT/postgres [--rows 1000000] [--products 100000]
        [--keep DATABASE]

Makes a database on that server (`--keep` names one that stays and is used again) with `--products` products, writes a CSV
file of `--rows` prices in ten quantities, one row in a thousand wrong, and imports it twice: all of it new, then again with
other prices. "Read and check" is the file into rows of the database with every row checked, "load" those into the list.
Target: a million prices in under five minutes. Ends with status 1 where it is missed.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

TARGET = 300.0
TIERS = 10


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--postgres", required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--keep", default="")
    options = parser.parse_args()
    name = options.keep or f"bench_prices_{os.getpid()}"
    with psycopg.connect(options.postgres, autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(f'CREATE DATABASE "{name}"')
        try:
            url = urlsplit(options.postgres)._replace(path=f"/{name}").geturl()
            with tempfile.TemporaryDirectory() as folder:
                sys.exit(_measure(url, Path(folder), options))
        finally:
            if not options.keep:
                server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _measure(url: str, folder: Path, options: argparse.Namespace) -> int:
    from bench.price_data import fill, set_up  # noqa: PLC0415

    set_up(url, folder)
    fill(options.products)
    took = [_import(folder, options, cents) for cents in (0, 1)]
    return int(max(took) > TARGET * options.rows / 1_000_000)


def _import(folder: Path, options: argparse.Namespace, cents: int) -> float:
    """Write a file, import it, print what it took; return the seconds."""
    from shop.partner.price_list_models import PriceList  # noqa: PLC0415
    from shop.price_lists.file_import import load_prices, stage_prices  # noqa: PLC0415
    from shop.price_lists.file_rows import read_file  # noqa: PLC0415

    price_list, _made = PriceList.objects.get_or_create(name="Bench", currency="EUR")
    path = folder / "prices.csv"
    with path.open("w") as file:
        file.write("sku,min_quantity,price\n")
        for row in range(options.rows):
            sku = f"B-{row % options.products}" if row % 1000 else "unknown"
            quantity = 1 + row // options.products % TIERS * 10
            file.write(f"{sku},{quantity},{10 + row % 50}.{cents:02}\n")
    start = time.perf_counter()
    batch = stage_prices(price_list, read_file(path, currency="EUR"), file_name=path.name)
    read = time.perf_counter() - start
    start = time.perf_counter()
    changed = load_prices(batch)
    loaded = time.perf_counter() - start
    print(
        f"{batch.num_rows} rows, {batch.num_problems} wrong, {changed} prices: "
        f"read and check {read:.1f} s, load {loaded:.1f} s",
        flush=True,
    )
    return read + loaded


if __name__ == "__main__":
    main()
