"""What grows with the catalogue: suggestions, the deep page beside the first, indexing.

    python -m bench.growth [--rounds 40] [--index]

Asks the database that the settings name, in this process and with no page kept. Suggestions are asked for beginnings of
words of the titles, a letter more each time, as they are typed; none of them was asked before. Times are of the wall and
of this process' CPU (a busy machine moves the first and hardly the second); `--index` builds the database engine's index
anew. Run it on 10,000 and on 100,000 products and divide the deep pages for how they grow.
"""

import argparse
import os
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import django
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.kiln_settings")
django.setup()

from search.engines.registry import database_engine  # noqa: E402 - Django has to be set up first
from search.models import SearchCategory  # noqa: E402
from search.services import rebuild  # noqa: E402
from shop.catalogue.models import Category, Product  # noqa: E402

SHORTEST = 2
PER_PAGE = 24
OK = 200
SUGGEST = "/shop/search/suggest/"


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """Return the milliseconds of the wall and of the CPU that a call takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


def report(name: str, spent: list[tuple[float, float]]) -> float:
    """Print the middle and the slow end of both; return the middle of the wall."""
    walls, cpus = (sorted(values) for values in zip(*spent, strict=True))
    slow = int(len(walls) * 0.95)
    print(
        f"{name:<14} wall p50 {median(walls):7.1f}  p95 {walls[slow]:7.1f} ms"
        f"   CPU p50 {median(cpus):6.1f}  p95 {cpus[slow]:6.1f} ms"
    )
    return median(walls)


def server_seconds() -> float:
    """Return the CPU seconds of PostgreSQL's process for this connection, where it runs on this machine; else 0."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def typed(number: int) -> Iterator[str]:
    """Yield what people type on their way to products: the beginnings of their titles."""
    rng = random.Random(14)
    titles = list(Product.objects.order_by("pk").values_list("title", flat=True)[:2000])
    asked: set[str] = set()
    while len(asked) < number:
        words = " ".join(rng.sample(rng.choice(titles).split(), 2)).lower()
        text = words[: rng.randint(SHORTEST, len(words))].strip()
        if len(text) >= SHORTEST and text not in asked:
            asked.add(text)
            yield text


def fetch(visitor: Client, path: str, **query: str) -> None:
    """Ask for a page; end the benchmark where it is none."""
    status = visitor.get(path, query or None, secure=True).status_code
    if status != OK:
        raise SystemExit(f"{path} answered {status}")


def largest_category() -> Category:
    """Return the category of the first level that holds most."""
    tops = Category.objects.filter(depth__lte=2).order_by("path")
    counts = {top: SearchCategory.objects.filter(category_id=top.pk).count() for top in tops}
    return max(counts, key=lambda top: counts[top])


def pages(visitor: Client, rounds: int) -> None:
    """Compare the last page but one of a large category with its first, in turns."""
    category = largest_category()
    count = SearchCategory.objects.filter(category_id=category.pk).count()
    paths = {"list": category.get_absolute_url()}
    paths["deep"] = f"{paths['list']}?page={max(2, count // PER_PAGE)}"
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in paths}
    for turn in range(rounds + 3):
        for name, path in paths.items():
            found = timed(lambda path=path: fetch(visitor, path))
            if turn >= 3:
                spent[name].append(found)
    middles = {name: report(name, found) for name, found in spent.items()}
    cpu = {name: median(each[1] for each in found) for name, found in spent.items()}
    print(
        f"deep / list: wall {middles['deep'] / middles['list']:.2f}, CPU {cpu['deep'] / cpu['list']:.2f}"
        f"  ({count} products in the category, {paths['deep']})"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What grows with the catalogue")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--index", action="store_true")
    options = parser.parse_args()
    visitor = Client(SERVER_NAME="127.0.0.1")
    print(f"{Product.objects.count()} products, {connection.vendor}")
    if options.index:
        before = server_seconds()
        wall, cpu = timed(lambda: print(f"indexed {rebuild(database_engine())}"))
        print(
            f"indexing: {wall / 1000:.1f} s; CPU of this process {cpu / 1000:.1f} s,"
            f" of its server process {server_seconds() - before:.1f} s"
        )
    pages(visitor, options.rounds)
    cache.clear()
    fetch(visitor, SUGGEST, q="warm")
    asked = list(typed(options.rounds * 5))
    before = server_seconds()
    spent = [timed(lambda text=text: fetch(visitor, SUGGEST, q=text)) for text in asked]
    report("suggestions", spent)
    print(f"  CPU of the server process {(server_seconds() - before) / len(asked) * 1000:.1f} ms each")
    slowest = sorted(zip(spent, asked, strict=True), reverse=True)[:5]
    print("  slowest: " + ", ".join(f"{text!r} {wall:.0f}" for (wall, _cpu), text in slowest))
    with CaptureQueriesContext(connection) as captured:
        fetch(visitor, SUGGEST, q=asked[0][:-1])
    print(f"  statements {len(captured)}")


if __name__ == "__main__":
    main()
