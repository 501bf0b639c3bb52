"""How fast are the pages, beside plain Oscar of the same version?

    python -m bench.pages [--products 1000] [--seconds 4] [--rounds 3] [--postgres URL]

Both shops get the same catalogue, the same server (granian, two processes), the same kind of database (SQLite files, or
two scratch databases on the PostgreSQL server of `--postgres`) and no page cache. Each round asks every page of both,
in turns; the medians are printed, and Kiln's requests per second divided by Oscar's. Absolute figures differ from
machine to machine; the ratio is what counts.
"""

import argparse
import contextlib
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from bench.catalogue import write_catalogue
from bench.load import Browser, Figures, drive, token_in

ROOT = Path(__file__).resolve().parents[1]
OPERATIONS = ("home", "category", "product", "basket-add")
# A product's address in Kiln and in Oscar; categories have one folder more.
PRODUCT_LINK = re.compile(rb'href="(?:/shop)?/catalogue/[^"/]+_\d+/')
LEAST_SHOWN = {"home": 4, "category": 10}


@dataclass
class Shop:
    """One of the two shops while it is measured: its address and the paths of its pages."""

    name: str
    base: str
    home: str
    category: str
    products: list[str]
    add: list[str]

    def check(self) -> None:
        """End the benchmark where a page shows no products: an empty shelf is quick and tells nothing."""
        for name, path in (("home", self.home), ("category", self.category)):
            shown = len(set(PRODUCT_LINK.findall(Browser(self.base).get(path))))
            if shown < LEAST_SHOWN[name]:
                raise SystemExit(
                    f"{self.name}: {name} shows {shown} products, {LEAST_SHOWN[name]} are the least"
                )

    def operation(self, name: str) -> Callable[[int, int], None]:
        """Return what one turn of a page's measurement does."""
        visitors: dict[int, Browser] = {}

        def page(worker: int, turn: int) -> None:
            visitor = visitors.setdefault(worker, Browser(self.base))
            if name == "product":
                visitor.get(self.products[(worker * 31 + turn) % len(self.products)])
            else:
                visitor.get(self.home if name == "home" else self.category)

        def basket_add(worker: int, turn: int) -> None:
            # A fresh visitor each time, who looks at a product and adds it.
            place = (worker * 31 + turn) % len(self.products)
            visitor = Browser(self.base)
            token = token_in(visitor.get(self.products[place]))
            visitor.post(self.add[place], {"csrfmiddlewaretoken": token, "quantity": "1"})
            if visitor.connection:
                visitor.connection.close()

        return basket_add if name == "basket-add" else page


def free_port() -> int:
    """Return a port that nothing listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def call(environment: dict[str, str], *arguments: str) -> str:
    """Run a command of the project and return what it printed."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return done.stdout


@dataclass(frozen=True)
class Served:
    """A server while it runs."""

    base: str
    pid: int


@contextlib.contextmanager
def served(
    environment: dict[str, str], *command: str, path: str, headers: dict[str, str] | None = None
) -> Iterator[Served]:
    """Run a module that serves (`granian` and its options, say) on a free port until the block ends."""
    port = free_port()
    whole = [sys.executable, "-m", command[0], "--port", str(port), "--no-access-log", *command[1:]]
    with running(whole, environment, port=port, page=(path, headers or {})) as server:
        yield server


@contextlib.contextmanager
def running(
    command: list[str],
    environment: dict[str, str],
    *,
    port: int,
    page: tuple[str, dict[str, str]],
    folder: Path = ROOT,
) -> Iterator[Served]:
    """Run what serves on a port until the block ends; `page` (path and headers) says when it is up."""
    quiet = None if folder == ROOT else subprocess.DEVNULL
    server = subprocess.Popen(command, cwd=folder, env=environment, stdout=quiet, stderr=quiet)
    try:
        base = f"http://127.0.0.1:{port}"
        _wait_for(urllib.request.Request(base + page[0], headers=page[1]), " ".join(command))
        yield Served(base=base, pid=server.pid)
    finally:
        server.terminate()
        try:
            server.wait(60)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_for(page: urllib.request.Request, what: str) -> None:
    """Wait minutes, on a machine that has other things to do; an answer of any kind will do."""
    for _attempt in range(900):
        try:
            urllib.request.urlopen(page, timeout=20).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"{what} did not come up")


def granian(application: str) -> tuple[str, ...]:
    """Return what serves a WSGI application with two processes."""
    options = ("--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", "--log-level", "error")
    return ("granian", *options, application)


@contextlib.contextmanager
def databases(
    folder: Path, postgres: str, *, names: Sequence[str] = ("kiln", "oscar"), kept: bool = False
) -> Iterator[tuple[str, ...]]:
    """Yield the addresses of databases, Kiln's and Oscar's: empty ones, or those kept for this folder."""
    if not postgres:
        yield tuple(f"sqlite:///{folder / f'{name}.sqlite3'}" for name in names)
        return
    mark = f"kept_{zlib.crc32(str(folder.resolve()).encode())}" if kept else str(os.getpid())
    marked = [f"bench_{name}_{mark}" for name in names]
    base = urlsplit(postgres)
    with psycopg.connect(postgres, autocommit=True) as server:
        for name in marked:
            if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield tuple(base._replace(path=f"/{name}").geturl() for name in marked)
        finally:
            for name in () if kept else marked:
                server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


PATHS_OF_KILN = """
import json
from shop.catalogue.models import Category, Product
products = list(Product.objects.order_by("pk")[:200])
print(json.dumps({"category": Category.objects.order_by("pk").first().get_absolute_url(),
    "products": [p.get_absolute_url() for p in products], "ids": [p.pk for p in products]}))
"""
PATHS_OF_OSCAR = """
import django, json
django.setup()
from oscar.apps.catalogue.models import Category, Product
products = list(Product.objects.order_by("pk")[:200])
print(json.dumps({"category": Category.objects.order_by("pk").first().get_absolute_url(),
    "products": [p.get_absolute_url() for p in products], "ids": [p.pk for p in products]}))
"""


def prepare_kiln(environment: dict[str, str], catalogue: Path) -> dict[str, list[str]]:
    """Migrate, import the catalogue as a user would, index it, write a home page; return its paths."""
    call(environment, "manage.py", "migrate", "--verbosity", "0")
    mapping = ROOT / "bench" / "mapping.json"
    call(environment, "manage.py", "import_catalogue", str(catalogue), "--mapping", str(mapping))
    call(environment, "manage.py", "search_rebuild")  # what the worker does a moment after an import
    call(environment, "-m", "bench.home")
    return json.loads(
        call(environment, "manage.py", "shell", "--no-imports", "-c", PATHS_OF_KILN).splitlines()[-1]
    )


def prepare_oscar(environment: dict[str, str], catalogue: Path) -> dict[str, list[str]]:
    """Migrate and load plain Oscar; return its paths."""
    call(environment, "-m", "bench.plain_oscar.load", str(catalogue))
    return json.loads(call(environment, "-c", PATHS_OF_OSCAR))


def measure(shops: list[Shop], *, seconds: float, rounds: int) -> dict[tuple[str, int, str], Figures]:
    """Ask every page of every shop in turns; return the median of the rounds."""
    runs: dict[tuple[str, int, str], list[Figures]] = {}
    for turn in range(rounds + 1):
        for name in OPERATIONS:
            for concurrency in (1, 8):
                for shop in shops if turn % 2 else reversed(shops):
                    length = seconds if turn else 1.0
                    figures = drive(shop.operation(name), concurrency=concurrency, seconds=length)
                    if turn:  # the first round warms up
                        runs.setdefault((name, concurrency, shop.name), []).append(figures)
    return {
        key: Figures(
            per_second=statistics.median(run.per_second for run in found),
            p50=statistics.median(run.p50 for run in found),
            p95=statistics.median(run.p95 for run in found),
            p99=statistics.median(run.p99 for run in found),
            failed=sum(run.failed for run in found),
        )
        for key, found in runs.items()
    }


def print_table(results: dict[tuple[str, int, str], Figures]) -> None:
    """Print a line for each page and concurrency."""
    print(
        f"{'page':<11} {'conc':>4}  {'Kiln req/s':>10} {'p95 ms':>8}  {'Oscar req/s':>11} {'p95 ms':>8}  {'ratio':>6}  failed"
    )
    for name in OPERATIONS:
        for concurrency in (1, 8):
            kiln, oscar = results[name, concurrency, "kiln"], results[name, concurrency, "oscar"]
            print(
                f"{name:<11} {concurrency:>4}  {kiln.per_second:>10.1f} {kiln.p95:>8.1f}  {oscar.per_second:>11.1f}"
                f" {oscar.p95:>8.1f}  {kiln.per_second / oscar.per_second:>6.2f}  {kiln.failed}/{oscar.failed}"
            )


def main() -> None:
    """Set both shops up, measure them, print the table."""
    parser = argparse.ArgumentParser(description="Kiln's pages beside plain Oscar's")
    parser.add_argument("--products", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--postgres", default="", help="postgres://USER@HOST:PORT/postgres; default: SQLite")
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        kiln_db, oscar_db = stack.enter_context(databases(folder, options.postgres))
        clean = {
            k: v
            for k, v in os.environ.items()
            if k not in ("REDIS_URL", "CELERY_BROKER_URL", "ELASTICSEARCH_URL")
        }
        kiln_env = clean | {
            "DJANGO_SETTINGS_MODULE": "bench.kiln_settings",
            "DATABASE_URL": kiln_db,
            "KILN_VAR_DIR": str(folder / "kiln"),
        }
        oscar_env = clean | {
            "DJANGO_SETTINGS_MODULE": "bench.plain_oscar.settings",
            "BENCH_OSCAR_DATABASE_URL": oscar_db,
            "BENCH_SCRATCH": str(folder),
        }
        (folder / "kiln").mkdir()
        catalogue = write_catalogue(folder, options.products)
        kiln_paths, oscar_paths = prepare_kiln(kiln_env, catalogue), prepare_oscar(oscar_env, catalogue)
        kiln = stack.enter_context(served(kiln_env, *granian("config.wsgi:application"), path="/")).base
        oscar = stack.enter_context(
            served(oscar_env, *granian("bench.plain_oscar.wsgi:application"), path="/catalogue/")
        ).base
        shops = [
            Shop(
                name="kiln",
                base=kiln,
                home="/",
                category=kiln_paths["category"],
                products=kiln_paths["products"],
                add=[f"/shop/basket/add/{pk}/" for pk in kiln_paths["ids"]],
            ),
            Shop(
                name="oscar",
                base=oscar,
                home="/catalogue/",
                category=oscar_paths["category"],
                products=oscar_paths["products"],
                add=[f"/basket/add/{pk}/" for pk in oscar_paths["ids"]],
            ),
        ]
        for shop in shops:
            shop.check()
        kind = "PostgreSQL" if options.postgres else "SQLite"
        print(f"{options.products} products, {kind}, {options.rounds} rounds of {options.seconds:g} s")
        print_table(measure(shops, seconds=options.seconds, rounds=options.rounds))


if __name__ == "__main__":
    main()
