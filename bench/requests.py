"""What does each request of a guest's way cost: statements, Redis commands, milliseconds of CPU?

    python -m bench.requests [--rounds 30] [--sql STEP,STEP] [--profile STEP,STEP] [--sample STEP,STEP] [--lines 40]

Walks in this process through list, deep page, search, product, basket and the whole guest checkout of the
database that the settings name; `--sql` prints every statement of these steps with the line of ours that asked it,
`--profile` the functions of these steps by CPU, `--sample` the same from samples (`all`: every step of the checkout). Elapsed time is not measured, so a busy machine does no harm.
"""

import argparse
import cProfile
import os
import pstats
import re
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from pathlib import Path
from statistics import median

import django
from django.db import connection
from django.test import Client
from django.test.client import ClientHandler
from redis import Redis
from redis.client import Pipeline

from bench.sampling import Sampler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.kiln_settings")
django.setup()

from config.call_stack import with_room  # noqa: E402 - Django has to be set up first
from shop.catalogue.models import Category, Product  # noqa: E402

ROOT = str(Path(__file__).resolve().parents[1])
OURS = ("/shop/", "/search/", "/content/", "/personalization/", "/partners/", "/crm_core/", "/config/")
HIDDEN = re.compile(r'<input type="hidden" name="(order_number|fingerprint)" value="([^"]+)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
ADDRESS = {
    "first_name": "Ada",
    "last_name": "Potter",
    "line1": "Am Brennofen 1",
    "line4": "Meissen",
    "postcode": "01662",
    "country": "DE",
}
CHECKOUT = "/shop/checkout/"


class Meter:
    """Counts of one step, added up over the rounds."""

    def __init__(self) -> None:
        self.cpu: dict[str, list[float]] = {}
        self.statements: dict[str, int] = {}
        self.commands: dict[str, int] = {}
        self.traced: list[tuple[str, str]] = []
        self.profiles: dict[str, cProfile.Profile] = {}
        self.sampler = Sampler()

    @contextmanager
    def step(
        self, name: str, *, trace: Sequence[str], profile: Sequence[str], sample: Sequence[str] = ()
    ) -> Iterator[None]:
        """Measure what is done inside as one step."""
        counted = [0, 0]

        def statement(execute: Callable[..., object], sql: str, *call: object) -> object:
            counted[0] += 1
            if name in trace:
                self.traced.append((f"{name}: {_origin()}", sql))
            return execute(sql, *call)

        profiler = (
            self.profiles.setdefault("all", cProfile.Profile(time.process_time)) if name in profile else None
        )
        with (
            connection.execute_wrapper(statement),
            _redis_counted(counted, self.traced if name in trace else None),
            self.sampler.running() if name in sample else nullcontext(),
        ):
            begin = time.process_time()
            if profiler:
                profiler.enable()
            yield
            if profiler:
                profiler.disable()
            spent = time.process_time() - begin
        self.cpu.setdefault(name, []).append(spent * 1000)
        self.statements[name], self.commands[name] = counted


@contextmanager
def _redis_counted(counted: list[int], traced: list[tuple[str, str]] | None) -> Iterator[None]:

    single, many = Redis.execute_command, Pipeline.execute

    def command(self: object, *args: object, **options: object) -> object:
        if not isinstance(self, Pipeline):
            counted[1] += 1
            if traced is not None:
                traced.append((_origin(), "REDIS " + " ".join(str(part) for part in args[:2])))
        return single(self, *args, **options)

    def pipeline(self: object, *args: object, **options: object) -> object:
        counted[1] += 1
        if traced is not None:
            traced.append((_origin(), "REDIS pipeline"))
        return many(self, *args, **options)

    Redis.execute_command, Pipeline.execute = command, pipeline  # type: ignore[method-assign]
    try:
        yield
    finally:
        Redis.execute_command, Pipeline.execute = single, many  # type: ignore[method-assign]


def _origin() -> str:
    frames = [
        f"{frame.filename.removeprefix(ROOT)}:{frame.lineno}({frame.name})"
        for frame in traceback.extract_stack()
        if any(frame.filename.startswith(ROOT + part) for part in OURS)
        and not frame.filename.endswith(("middleware.py", "access.py", "bounded_input.py", "deadlines.py"))
    ]
    return " < ".join(reversed(frames[-4:])) or "framework"


@cache
def _handler() -> ClientHandler:
    """Return one chain of middleware for all visitors, as a server has it."""
    return ClientHandler(enforce_csrf_checks=False)


def _visitor() -> Client:

    visitor = Client(headers={"accept-language": "en"})
    visitor.handler = _handler()
    return visitor


def walk(number: int, step: Callable[[str], AbstractContextManager[None]]) -> None:
    """Go a guest's whole way once; `step` measures."""
    product = Product.objects.order_by("pk")[number]
    category = Category.objects.filter(depth=2).order_by("pk").first() or Category.objects.order_by("pk")[0]
    top = Category.objects.order_by("pk")[0]
    for name, path in (
        ("list", category.get_absolute_url()),
        ("deep", f"{top.get_absolute_url()}?page=5"),
        ("search", f"/shop/search/?q={product.get_title().split()[0]}+{product.get_title().split()[1]}"),
        ("product", product.get_absolute_url()),
    ):
        visitor = _visitor()
        with step(name):
            answer = visitor.get(path, secure=True)
        assert answer.status_code == 200, (path, answer.status_code)
    guest = _visitor()
    get = lambda path: guest.get(path, secure=True)  # noqa: E731
    post = lambda path, form: guest.post(path, form, secure=True)  # noqa: E731
    with step("view"):
        get(product.get_absolute_url())
    with step("add"):
        answer = post(f"/shop/basket/add/{product.pk}/", {"quantity": 1})
    assert answer.status_code == 302
    with step("basket"):
        answer = get("/shop/basket/")
    assert answer.status_code == 200
    for name, path, form in (
        ("email", "", {"email": f"w{number}@example.com"}),
        ("address", "address/", ADDRESS),
        ("delivery", "delivery/", {"method_code": "standard"}),
        ("payment", "payment/", {"method": "bank-transfer"}),
    ):
        with step(f"{name} get"):
            answer = get(CHECKOUT + path)
        assert answer.status_code == 200, (path, answer.status_code, answer.headers)
        with step(f"{name} post"):
            answer = post(CHECKOUT + path, form)
        assert answer.status_code == 302, (path, answer.content[:2000])
    with step("review"):
        answer = get(f"{CHECKOUT}review/")
    assert answer.status_code == 200, (answer.status_code, answer.headers)
    with step("order"):
        answer = post(f"{CHECKOUT}review/", dict(HIDDEN.findall(answer.content.decode())))
    assert answer.status_code == 302, answer.content[:2000]
    assert answer.headers["Location"].endswith("thank-you/"), answer.headers
    with step("thanks"):
        answer = get(f"{CHECKOUT}thank-you/")
    assert answer.status_code == 200


FLOWS = {
    "basket flow": ("view", "add", "basket"),
    "checkout flow": (
        *("view", "add", "basket", "email get", "email post", "address get", "address post", "delivery get"),
        *("delivery post", "payment get", "payment post", "review", "order", "thanks"),
    ),
}


def main() -> None:
    """Walk, and print the table."""
    parser = argparse.ArgumentParser(description="What each request of a guest's way costs")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--sql", default="")
    parser.add_argument("--profile", default="")
    parser.add_argument("--sample", default="")
    parser.add_argument("--sort", default="cumulative")
    parser.add_argument("--lines", type=int, default=40)
    options = parser.parse_args()
    sampled = FLOWS["checkout flow"] if options.sample == "all" else options.sample.split(",")
    warm, meter = Meter(), Meter()
    for number in range(3):
        walk(number, lambda name: warm.step(name, trace=(), profile=()))
    for number in range(options.rounds):
        trace = options.sql.split(",") if number == options.rounds - 1 else ()
        walk(
            3 + number,
            lambda name, trace=trace: meter.step(
                name, trace=trace, profile=options.profile.split(","), sample=sampled
            ),
        )
    print(f"{'step':<16} {'SQL':>4} {'Redis':>6} {'CPU ms':>7}")
    for name, spent in meter.cpu.items():
        print(f"{name:<16} {meter.statements[name]:>4} {meter.commands[name]:>6} {median(spent):>7.1f}")
    for flow, steps in FLOWS.items():
        sums = (sum(table[s] for s in steps) for table in (meter.statements, meter.commands))
        cpu = sum(median(meter.cpu[s]) for s in steps)
        print("{:<16} {:>4} {:>6} {:>7.1f}".format(flow, *sums, cpu))
    for place, (origin, sql) in enumerate(meter.traced, start=1):
        print(f"{place:>3} {sql[:230]}\n      {origin}")
    if meter.sampler.total:
        meter.sampler.print(options.lines)
    for profiler in meter.profiles.values():
        pstats.Stats(profiler, stream=sys.stdout).sort_stats(options.sort).print_stats(options.lines)


if __name__ == "__main__":
    with_room(main)()
