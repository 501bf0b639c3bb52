"""Vendure and Medusa, which run on Node and answer JSON: what a front end would ask them.

Each needs its packages in KILN_DATA_DIR/peers/<name>: copy `bench/peers/<name>/package.json` there and run
`npm install`. Loading 10,000 products takes them minutes.
"""

import contextlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from bench.load import Browser
from bench.pages import databases, free_port, running
from bench.peers.catalogue import PER_PAGE, TERMS, Catalogue
from bench.peers.medusa_load import load as load_medusa
from bench.peers.shops import Operation, Peer, turn_of
from shop.json_types import JsonObject

# ruff: noqa: UP031 - GraphQL is written with braces
NAMES = ("vendure", "medusa")
HERE = Path(__file__).parent
ADDRESS = {"line1": "1 High Street", "city": "London", "postcode": "SW1A 1AA"}
ITEMS = (
    "slug productName sku priceWithTax{... on SinglePrice{value} ... on PriceRange{min max}} currencyCode inStock"
    " productAsset{preview}"
)
FOUND = (
    "search(input:$i){totalItems items{%s} facetValues{count facetValue{id name facet{name}}}"
    " collections{count collection{name slug}}}" % ITEMS
)
SEARCH = "query($i:SearchInput!){%s}" % FOUND
LIST = (
    "query($i:SearchInput!,$s:String){%s collection(slug:$s){name description breadcrumbs{name slug}"
    " children{name slug}}}" % FOUND
)
DETAIL = (
    "query($s:String!){product(slug:$s){id name description assets{preview} facetValues{name facet{name}}"
    " collections{name slug breadcrumbs{name slug}} variants{id name sku priceWithTax currencyCode stockLevel}}}"
)
ORDER = "... on Order{id code state total lines{id quantity linePrice}} ... on ErrorResult{errorCode message}"
SAID = "__typename ... on ErrorResult{errorCode message}"


def answer(browser: Browser, method: str, path: str, sent: object = None) -> JsonObject:
    """Send JSON and return the JSON that came back; raises RuntimeError for a refusal."""
    body = None if sent is None else json.dumps(sent)
    status, content = browser.request(method, path, json=body)
    if status >= 400:
        raise RuntimeError(f"{method} {path}: {status} {content[:300]!r}")
    said: JsonObject = json.loads(content)
    return said


class Vendure(Peer):
    """Vendure's shop API (GraphQL)."""

    def ask(self, browser: Browser, query: str, **variables: object) -> JsonObject:
        """Ask, and keep the token that stands for the visitor."""
        said = answer(browser, "POST", "/shop-api", {"query": query, "variables": variables})
        errors = said.get("errors") or [v for v in said["data"].values() if v and "errorCode" in v]
        if errors:
            raise RuntimeError(f"{query[:60]}: {errors[0]}")
        data: JsonObject = said["data"]
        return data

    def operations(self) -> dict[str, Operation]:
        """Return what a front end asks for each page."""
        goods = self.catalogue
        return {
            "list": lambda w, t: self.listing(w, turn_of(goods.leaves, w, t), 1),
            "deep page": lambda w, t: self.listing(w, turn_of(goods.tops, w, t), goods.deep_page),
            "product": lambda w, t: self.ask(self.stranger(w), DETAIL, s=turn_of(goods.sample, w, t)["slug"]),
            "search": lambda w, t: self.search(w, term=turn_of(TERMS, w, t)),
            "basket": self.basket,
            "checkout": self.checkout,
        }

    def listing(self, worker: int, slug: str, page: int) -> None:
        """Ask for a category's page with its facets."""
        skip = PER_PAGE * (page - 1)
        self.search(worker, slug, collectionSlug=slug, skip=skip, sort={"name": "ASC"})

    def search(self, worker: int, slug: str = "", **asked: object) -> None:
        """Ask the search; something must be found."""
        whole = {"groupByProduct": True, "take": PER_PAGE, **asked}
        query, more = (LIST, {"s": slug}) if slug else (SEARCH, {})
        if not self.ask(self.stranger(worker), query, i=whole, **more)["search"]["items"]:
            raise RuntimeError(f"vendure: {asked} finds nothing")

    def basket(self, worker: int, turn: int) -> None:
        """Look, add, look at the basket."""
        with self.visit() as browser:
            self.fill(browser, turn_of(self.catalogue.sample, worker, turn)["slug"])

    def fill(self, browser: Browser, slug: str) -> None:
        """Put a product into a visitor's basket."""
        variant = self.ask(browser, DETAIL, s=slug)["product"]["variants"][0]["id"]
        add = "mutation($v:ID!){addItemToOrder(productVariantId:$v,quantity:1){%s}}" % ORDER
        self.ask(browser, add, v=variant)
        if not self.ask(browser, "{activeOrder{id total lines{id quantity linePrice}}}")["activeOrder"][
            "lines"
        ]:
            raise RuntimeError("vendure: the basket is empty")

    def checkout(self, worker: int, turn: int) -> None:
        """Order as a guest."""
        with self.visit() as browser:
            self.fill(browser, turn_of(self.catalogue.sample, worker, turn)["slug"])
            email = f"w{worker}t{turn}p{os.getpid()}@example.com"
            person = {"firstName": "Ada", "lastName": "Potter", "emailAddress": email}
            self.ask(
                browser,
                "mutation($i:CreateCustomerInput!){setCustomerForOrder(input:$i){%s}}" % SAID,
                i=person,
            )
            place = {
                "fullName": "Ada Potter",
                "streetLine1": ADDRESS["line1"],
                "city": ADDRESS["city"],
                "postalCode": ADDRESS["postcode"],
                "countryCode": "GB",
            }
            self.ask(
                browser,
                "mutation($i:CreateAddressInput!){setOrderShippingAddress(input:$i){%s}}" % SAID,
                i=place,
            )
            methods = self.ask(browser, "{eligibleShippingMethods{id name priceWithTax}}")
            chosen = [methods["eligibleShippingMethods"][0]["id"]]
            self.ask(
                browser,
                "mutation($m:[ID!]!){setOrderShippingMethod(shippingMethodId:$m){%s}}" % SAID,
                m=chosen,
            )
            self.ask(
                browser,
                'mutation{transitionOrderToState(state:"ArrangingPayment"){__typename ... on'
                " OrderStateTransitionError{errorCode message}}}",
            )
            pay = 'mutation{addPaymentToOrder(input:{method:"dummy",metadata:{}}){%s}}' % ORDER
            if self.ask(browser, pay)["addPaymentToOrder"]["state"] != "PaymentAuthorized":
                raise RuntimeError("vendure: the order is not paid")

    def visitor(self) -> Browser:
        """Return a visitor; the session is a cookie."""
        return Browser(self.server.base)


@dataclass
class Medusa(Peer):
    """Medusa's store API (REST)."""

    ids: JsonObject = field(default_factory=dict)

    def visitor(self) -> Browser:
        """Return a visitor of the shop's sales channel."""
        return Browser(self.server.base, headers={"x-publishable-api-key": self.ids["key"]})

    def operations(self) -> dict[str, Operation]:
        """Return what a front end asks for each page."""
        goods = self.catalogue
        return {
            "list": lambda w, t: self.products(w, self.categories([turn_of(goods.leaves, w, t)], 1)),
            "deep page": lambda w, t: self.products(
                w, self.categories(self.below(turn_of(goods.tops, w, t)), goods.deep_page)
            ),
            "product": lambda w, t: self.products(w, self.detail(turn_of(goods.sample, w, t))),
            "search": lambda w, t: self.products(w, f"q={quote(turn_of(TERMS, w, t))}&limit={PER_PAGE}"),
            "basket": self.basket,
            "checkout": self.checkout,
        }

    def below(self, top: str) -> list[str]:
        """Return a category and those below it."""
        return [top, *(slug for slug in self.catalogue.leaves if slug.startswith(f"{top}-"))]

    def categories(self, slugs: list[str], page: int) -> str:
        """Return the query of a category's page."""
        ids = "&".join(f"category_id%5B%5D={self.ids['categories'][slug]}" for slug in slugs)
        return f"{ids}&limit={PER_PAGE}&offset={PER_PAGE * (page - 1)}&order=title"

    def detail(self, product: dict[str, str]) -> str:
        """Return the query of a product's page."""
        return f"handle={product['slug']}&limit=1"

    def products(self, worker: int, query: str) -> None:
        """Ask for products with their prices; some must be found."""
        path = f"/store/products?{query}&region_id={self.ids['region']}&fields=*variants.calculated_price"
        if not answer(self.stranger(worker), "GET", path)["products"]:
            raise RuntimeError(f"medusa {query}: nothing is found")

    def basket(self, worker: int, turn: int) -> None:
        """Look, add, look at the basket."""
        with self.visit() as browser:
            self.fill(browser, worker, turn)

    def fill(self, browser: Browser, worker: int, turn: int) -> str:
        """Put a product into a new basket; return its id."""
        product = turn_of(self.catalogue.sample, worker, turn)
        self.products(worker, self.detail(product))
        cart: str = answer(browser, "POST", "/store/carts", {"region_id": self.ids["region"]})["cart"]["id"]
        line = {"variant_id": self.ids["products"][product["sku"]], "quantity": 1}
        answer(browser, "POST", f"/store/carts/{cart}/line-items", line)
        if not answer(browser, "GET", f"/store/carts/{cart}")["cart"]["items"]:
            raise RuntimeError("medusa: the basket is empty")
        return cart

    def checkout(self, worker: int, turn: int) -> None:
        """Order as a guest."""
        with self.visit() as browser:
            cart = self.fill(browser, worker, turn)
            place = {
                "first_name": "Ada",
                "last_name": "Potter",
                "address_1": ADDRESS["line1"],
                "city": ADDRESS["city"],
                "postal_code": ADDRESS["postcode"],
                "country_code": "gb",
            }
            email = f"w{worker}t{turn}@example.com"
            sent = {"email": email, "shipping_address": place, "billing_address": place}
            answer(browser, "POST", f"/store/carts/{cart}", sent)
            option = answer(browser, "GET", f"/store/shipping-options?cart_id={cart}")["shipping_options"][0]
            answer(browser, "POST", f"/store/carts/{cart}/shipping-methods", {"option_id": option["id"]})
            paid = answer(browser, "POST", "/store/payment-collections", {"cart_id": cart})[
                "payment_collection"
            ]
            session = {"provider_id": "pp_system_default"}
            answer(browser, "POST", f"/store/payment-collections/{paid['id']}/payment-sessions", session)
            if answer(browser, "POST", f"/store/carts/{cart}/complete", {})["type"] != "order":
                raise RuntimeError("medusa: no order came of it")


@contextlib.contextmanager
def started(name: str, catalogue: Catalogue, postgres: str) -> Iterator[list[Peer]]:
    """Load and serve a shop; yield it alone, or nothing after saying in a line why it is skipped."""
    packages = Path(os.environ.get("KILN_DATA_DIR", "")) / "peers" / name / "node_modules"
    missing = [
        what
        for what, is_there in (
            ("Node", bool(shutil.which("node"))),
            (f"KILN_DATA_DIR/peers/{name}/node_modules", packages.is_dir()),
            ("PostgreSQL (DATABASE_URL)", bool(postgres)),
        )
        if not is_there
    ]
    if missing:
        print(f"{name}: skipped, there is no {' and no '.join(missing)}")
        yield []
        return
    folder = catalogue.folder / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(HERE / name, folder)
    (folder / "node_modules").symlink_to(packages.resolve())
    with (
        databases(folder, postgres, names=[name]) as (database,),
        LOADERS[name](catalogue, folder, database) as peer,
    ):
        yield [peer]


@contextlib.contextmanager
def vendure(catalogue: Catalogue, folder: Path, database: str) -> Iterator[Peer]:
    """Load Vendure and serve it with its worker."""
    environment = {**os.environ, "NODE_ENV": "production", "BENCH_DATABASE_URL": database}
    port = free_port()
    environment["PORT"] = str(port)
    _run(folder, {**environment, "SYNC": "1"}, "seed.js", str(catalogue.folder))
    page = ("/health", {})
    with running(["node", "server.js"], environment, port=port, page=page, folder=folder) as server:
        yield Vendure("vendure", catalogue, server)


@contextlib.contextmanager
def medusa(catalogue: Catalogue, folder: Path, database: str) -> Iterator[Peer]:
    """Serve Medusa and load it through its admin API."""
    environment = {
        **os.environ,
        "NODE_ENV": "production",
        "BENCH_DATABASE_URL": database,
        "LOG_LEVEL": "error",
    }
    environment["MEDUSA_DISABLE_TELEMETRY"] = "true"
    cli, port = "node_modules/@medusajs/cli/cli.js", free_port()
    _run(folder, environment, cli, "db:migrate")
    _run(folder, environment, cli, "user", "-e", "admin@example.com", "-p", "supersecret")
    command = ["node", cli, "start", "--host", "127.0.0.1", "-p", str(port), "--cluster", "2"]
    with running(command, environment, port=port, page=("/health", {}), folder=folder) as server:
        yield Medusa("medusa", catalogue, server, ids=load_medusa(Browser(server.base), catalogue))


def _run(folder: Path, environment: dict[str, str], *command: str) -> None:
    done = subprocess.run(
        ["node", *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"node {' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-3000:]}")


Loader = Callable[[Catalogue, Path, str], contextlib.AbstractContextManager[Peer]]
LOADERS: dict[str, Loader] = {"vendure": vendure, "medusa": medusa}
