"""What prices of lists cost a category page, on PostgreSQL.

    python -m bench.pricing --postgres postgres://USER@HOST:PORT/postgres [--lists 500] [--products 100000]
        [--items 1000000] [--rounds 200] [--keep DATABASE]

Makes a database on that server (`--keep` names one that stays and is used again) with `--products` products, `--lists` price
lists of one account each and `--items` prices in all. "Cards" reads what a category page shows of 24 products, "prices" the
prices and availability alone; once for anybody, once for an account with a list, in turn, so that a busy machine slows both.
Medians in milliseconds, and the ratio. Target: cards within 1.2 times. Ends with status 1 where it is missed.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

TARGET = 1.2
SHOWN = 24


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--postgres", required=True)
    parser.add_argument("--lists", type=int, default=500)
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--keep", default="")
    options = parser.parse_args()
    name = options.keep or f"bench_pricing_{os.getpid()}"
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
    from bench.price_data import fill, fill_lists, set_up  # noqa: PLC0415

    set_up(url, folder)
    from shop.catalogue.models import Product  # noqa: PLC0415
    from shop.partner.buyers import buyer_for  # noqa: PLC0415
    from shop.partner.price_list_models import ListPrice  # noqa: PLC0415
    from shop.partner.queries import purchase_infos  # noqa: PLC0415
    from shop.storefront.cards import product_cards  # noqa: PLC0415

    fill(options.products)
    users = fill_lists(options.lists, options.items)
    keys = list(Product.objects.filter(upc__startswith="B-").values_list("pk", flat=True))
    print(f"{len(keys)} products, {len(users)} lists, {ListPrice.objects.count()} prices of lists")
    rng, anybody = random.Random(20), buyer_for()
    took: dict[tuple[str, str], list[float]] = {}
    for number in range(options.rounds):
        shown = rng.sample(keys, SHOWN)
        buyers = {"anybody": anybody, "account": buyer_for(rng.choice(users))}
        products = list(Product.objects.filter(pk__in=shown).select_related("product_class"))
        for who in ("anybody", "account") if number % 2 else ("account", "anybody"):
            for what, call in (
                ("cards", partial(product_cards, shown)),
                ("prices", partial(purchase_infos, products)),
            ):
                took.setdefault((what, who), []).append(_timed(call, buyers[who]))
    worst = 0.0
    for what in ("cards", "prices"):
        plain, theirs = (statistics.median(took[what, who]) for who in ("anybody", "account"))
        print(
            f"{what}: anybody {plain:.2f} ms, account with a list {theirs:.2f} ms, {theirs / plain:.2f} times"
        )
        worst = max(worst, theirs / plain if what == "cards" else 0)
    return int(worst > TARGET)


def _timed(call: Any, buyer: Any) -> float:
    start = time.perf_counter()
    call(buyer=buyer)
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
