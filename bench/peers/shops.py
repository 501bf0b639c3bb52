"""Kiln and plain Oscar while they are compared: how each is loaded and served, and how a visitor asks for its pages.

An operation is called with the number of a worker and of its turn; it raises `RuntimeError` where an answer is not what a
visitor would need to go on.
"""

import contextlib
import json
import os
import re
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from bench.checkout import Product, kiln_order, kiln_review, oscar_order, put_into_basket
from bench.load import Browser
from bench.pages import Served, call, served
from bench.peers.catalogue import PER_PAGE, TERMS, Catalogue

Operation = Callable[[int, int], None]
Row = TypeVar("Row")
LOADED = "addresses.json"
OPERATIONS = ("list", "deep page", "product", "search", "basket", "checkout")
CARD = re.compile(rb'class="card|product_pod')


@dataclass
class Peer(ABC):
    """A shop of the comparison, loaded and served."""

    name: str
    catalogue: Catalogue
    server: Served
    browsers: dict[int, Browser] = field(default_factory=dict)

    @abstractmethod
    def operations(self) -> dict[str, Operation]:
        """Return what can be asked by its name (`OPERATIONS`), each to be called by many threads."""

    def visitor(self) -> Browser:
        """Return a fresh visitor."""
        return Browser(self.server.base)

    def stranger(self, worker: int) -> Browser:
        """Return a visitor without cookies whose connection is kept."""
        browser = self.browsers.setdefault(worker, self.visitor())
        browser.cookies.clear()
        return browser

    @contextlib.contextmanager
    def visit(self) -> Iterator[Browser]:
        """Yield a fresh visitor who hangs up afterwards."""
        browser = self.visitor()
        try:
            yield browser
        finally:
            browser.close()


def turn_of(rows: list[Row], worker: int, turn: int) -> Row:
    return rows[(worker * 41 + turn) % len(rows)]


@dataclass
class DjangoShop(Peer):
    """What Kiln and Oscar have in common: addresses by SKU and slug, a form that adds."""

    addresses: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    add_path = basket_path = search_at = ""

    def operations(self) -> dict[str, Operation]:
        """Return the pages and the flows."""
        goods = self.catalogue
        return {
            "list": lambda w, t: self.page(w, self.list_path(turn_of(goods.leaves, w, t), 1), CARD),
            "deep page": lambda w, t: self.page(
                w, self.list_path(turn_of(goods.tops, w, t), goods.deep_page), CARD
            ),
            "product": lambda w, t: self.page(w, self.product(w, t).page, b"csrfmiddlewaretoken"),
            "search": lambda w, t: self.page(w, self.search_path(turn_of(TERMS, w, t)), CARD),
            "basket": self.basket,
            "checkout": self.checkout,
        }

    def page(self, worker: int, path: str, holds: re.Pattern[bytes] | bytes) -> None:
        """Ask for a page as a stranger."""
        if not re.search(holds, self.stranger(worker).get(path)):
            raise RuntimeError(f"{self.name} {path}: nothing is shown")

    @abstractmethod
    def checkout(self, worker: int, turn: int) -> None:
        """Go a guest's whole way from the product to the number of the order."""

    def list_path(self, category: str, page: int) -> str:
        """Return the category's own address, with the number of any page but the first."""
        path = self.addresses["categories"][category][1]
        return f"{path}?page={page}" if page > 1 else path

    def search_path(self, term: str) -> str:
        """Return the address of the search."""
        return f"{self.search_at}?q={quote(term)}"

    def product(self, worker: int, turn: int) -> Product:
        """Return page and form of a product of the sample."""
        key, page = self.addresses["products"][turn_of(self.catalogue.sample, worker, turn)["sku"]]
        return Product(page=page, add=self.add_path.format(key))

    def basket(self, worker: int, turn: int) -> None:
        """Look, add, look at the basket."""
        product = self.product(worker, turn)
        with self.visit() as browser:
            put_into_basket(browser, product)
            if product.page.encode() not in browser.get(self.basket_path):
                raise RuntimeError(f"{self.name}: the basket is empty")


class Kiln(DjangoShop):
    """This shop, spoken to as behind a proxy that ends TLS."""

    add_path, basket_path, search_at = "/shop/basket/add/{}/", "/shop/basket/", "/shop/search/"

    def visitor(self) -> Browser:
        """Return a visitor whose requests say that they came by HTTPS."""
        origin = self.server.base.replace("http:", "https:")
        return Browser(
            self.server.base,
            headers={"X-Forwarded-Proto": "https", "Origin": origin, "Referer": origin},
        )

    def checkout(self, worker: int, turn: int) -> None:
        """Order as a guest."""
        with self.visit() as browser:
            kiln_order(browser, kiln_review(browser, self.product(worker, turn), basket=True))


class Oscar(DjangoShop):
    """Oscar as its documentation sets it up."""

    add_path, basket_path, search_at = "/basket/add/{}/", "/basket/", "/search/"

    def checkout(self, worker: int, turn: int) -> None:
        """Order as a guest."""
        with self.visit() as browser:
            oscar_order(browser, self.product(worker, turn), basket=True)


@contextlib.contextmanager
def kiln(catalogue: Catalogue, database: str) -> Iterator[Kiln]:
    """Load Kiln, serve it, tidy up."""
    folder = catalogue.folder / "kiln"
    environment = _clean() | {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "DJANGO_SECRET_KEY": "only-for-the-benchmark-" + "k" * 40,
        "DJANGO_ALLOWED_HOSTS": "127.0.0.1",
        "KILN_BASE_URL": "https://127.0.0.1",
        "KILN_TRUST_PROXY": "true",
        "KILN_LOG_LEVEL": "WARNING",
        "KILN_BANK_ACCOUNT": "DE00 0000 0000 0000 0000 00",
        "DATABASE_URL": database,
        "KILN_VAR_DIR": str(folder),
    }
    environment |= {
        name: os.environ[name] for name in ("REDIS_URL", "CELERY_BROKER_URL") if name in os.environ
    }
    if not (folder / LOADED).exists():
        folder.mkdir(exist_ok=True)
        call(environment, "manage.py", "migrate", "--verbosity", "0")
        call(environment, "manage.py", "collectstatic", "--noinput", "--verbosity", "0")
        _note(folder, call(environment, "-m", "bench.peers.kiln_load", str(catalogue.folder)))
    command = ("config.server", "--workers", "2", "--blocking-threads", "1", "--log-level", "error")
    with served(environment, *command, path="/", headers={"X-Forwarded-Proto": "https"}) as server:
        yield Kiln("kiln", catalogue, server, addresses=json.loads((folder / LOADED).read_text()))


@contextlib.contextmanager
def oscar(catalogue: Catalogue, database: str) -> Iterator[Oscar]:
    """Load plain Oscar with the quickest search that is installed, serve it, tidy up."""
    xapian = bool(find_spec("xapian") and find_spec("xapian_backend"))
    folder = catalogue.folder / "oscar"
    environment = _clean() | {
        "DJANGO_SETTINGS_MODULE": "bench.plain_oscar.settings",
        "BENCH_OSCAR_DATABASE_URL": database,
        "BENCH_OSCAR_SEARCH": "xapian" if xapian else "whoosh",
        "BENCH_PER_PAGE": str(PER_PAGE),
        "BENCH_SCRATCH": str(folder),
    }
    source = str(catalogue.folder / "products.jsonl")
    if not (folder / LOADED).exists():
        folder.mkdir(exist_ok=True)
        _note(folder, call(environment, "-m", "bench.plain_oscar.load", source, "--addresses"))
    command = (
        "granian",
        "--interface",
        "wsgi",
        "--workers",
        "2",
        "--blocking-threads",
        "1",
        "--log-level",
        "error",
    )
    with served(environment, *command, "bench.plain_oscar.wsgi:application", path="/catalogue/") as server:
        name = "oscar-xapian" if xapian else "oscar-whoosh"
        yield Oscar(name, catalogue, server, addresses=json.loads((folder / LOADED).read_text()))


def _note(folder: Path, said: str) -> None:
    """Keep the addresses that a loader printed last; they stand there once everything is loaded."""
    (folder / LOADED).write_text(said.splitlines()[-1], encoding="utf-8")


def _clean() -> dict[str, str]:
    """Return this environment without services, and with the modules that this process finds."""
    services = ("REDIS_URL", "CELERY_BROKER_URL", "ELASTICSEARCH_URL", "DATABASE_URL")
    kept = {name: value for name, value in os.environ.items() if name not in services}
    return kept | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if Path(path or ".").is_dir())}
