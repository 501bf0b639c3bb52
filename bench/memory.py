"""What do the web processes hold after a while of visitors? Proportional set size, on the database of the settings.

    python -m bench.memory [--workers 2] [--requests 1500] [--visitors 4] [--page-cache 8]

Starts `python -m config.server`, has several visitors walk through lists, deep pages, products, searches in three
languages, suggestions and baskets, and adds up `Pss` of the server and its workers (pages that they share are counted
once). The cache of whole pages is on, and filled by the walk.
"""

import argparse
import contextlib
import os
import random
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django

from bench.load import Browser, token_in

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.kiln_settings")
django.setup()

from django.conf import settings  # noqa: E402 - Django has to be set up first

from shop.catalogue.models import Category, Product  # noqa: E402

PREFIXES = ("", "/zh-hans", "/zh-hant")
MEGABYTE = 1024


def paths(number: int) -> list[str]:
    """Return so many pages as visitors open them, half of them of the few that everybody opens."""
    rng = random.Random(14)
    products = list(Product.objects.order_by("pk").values_list("pk", "slug", "title")[:20_000])
    categories = [category.get_absolute_url() for category in Category.objects.order_by("path")[:100]]
    found = []
    for _each in range(number):
        pk, slug, title = rng.choice(products[:200] if rng.random() < 0.5 else products)
        kind = rng.choice(["product"] * 4 + ["list"] * 3 + ["deep", "search", "suggest"])
        path = {
            "product": f"/shop/catalogue/{slug}_{pk}/",
            "list": rng.choice(categories),
            "deep": f"{rng.choice(categories[:10])}?page={rng.randint(2, 20)}",
            "search": f"/shop/search/?q={'+'.join(title.split()[:2])}",
            "suggest": f"/shop/search/suggest/?q={title[:4].strip()}",
        }[kind]
        found.append(f"{rng.choice(PREFIXES)}{path}")
    return found


def visit(base: str, wanted: list[str]) -> int:
    """Open pages, each tenth as a visitor with a basket; return how many were shown."""
    shown = 0
    for number, path in enumerate(wanted):
        browser = Browser(base)
        with contextlib.suppress(RuntimeError, OSError):
            body = browser.get(path)
            shown += 1
            if (
                number % 10 == 0
                and "/catalogue/" in path
                and path.endswith("/")
                and b"csrfmiddleware" in body
            ):
                pk = path.rstrip("/").rpartition("_")[2]
                form = {"csrfmiddlewaretoken": token_in(body), "quantity": "1"}
                browser.post(f"/shop/basket/add/{pk}/", form)
                browser.get("/shop/basket/")
        if browser.connection:
            browser.connection.close()
    return shown


def pss(pid: int) -> int:
    """Return the proportional set size of a process in kilobytes."""
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(row.split()[1]) for row in rows if row.startswith("Pss:"))


def children(pid: int) -> list[int]:
    """Return a process and those that it has started."""
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [pid, *map(int, found.stdout.split())]


def main() -> None:
    """Serve, visit, add up."""
    parser = argparse.ArgumentParser(description="What the web processes hold")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--requests", type=int, default=1500)
    parser.add_argument("--visitors", type=int, default=4)
    parser.add_argument("--page-cache", type=int, default=8)
    parser.add_argument("--port", type=int, default=8941)
    options = parser.parse_args()
    wanted, base = paths(options.requests), f"http://127.0.0.1:{options.port}"
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "config.server", "--host", "127.0.0.1", "--port", str(options.port)),
            *("--workers", str(options.workers), "--no-access-log", "--log-level", "error"),
        ],
        env={**os.environ, "KILN_BENCH_PAGE_CACHE_MB": str(options.page_cache)},
    )
    try:
        for _attempt in range(600):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{base}/shop/search/suggest/", timeout=30).close()
                break
            time.sleep(0.5)
        print(f"{Product.objects.count()} products, {settings.DATABASES['default']['ENGINE']}")
        print(f"at the start {sum(map(pss, children(server.pid))) / MEGABYTE:.0f} MB")
        parts = [wanted[start :: options.visitors] for start in range(options.visitors)]
        for turn in (1, 2, 3):
            with ThreadPoolExecutor(options.visitors) as pool:
                shown = sum(pool.map(lambda part: visit(base, part), parts))
            held = {pid: pss(pid) / MEGABYTE for pid in children(server.pid)}
            each = ", ".join(f"{size:.0f}" for size in held.values())
            print(f"after {turn} x {shown} pages: {sum(held.values()):.0f} MB ({each})", flush=True)
    finally:
        server.terminate()
        server.wait(60)


if __name__ == "__main__":
    main()
