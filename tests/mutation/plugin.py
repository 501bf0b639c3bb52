"""The pytest plugin that runs mutants: records which tests reach which site, then tries each mutant in a fork.

A fork keeps the tests' database in memory, the loaded code and the caches as they are, so that a mutant costs only
the tests that reach it, and nothing of it is left afterwards. A mutant is killed by the first test that fails;
a test that fails in a fork without any mutant, too, kills none.
"""

import json
import os
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mutation import switch
from tests.mutation.accepted import line_at
from tests.mutation.slices import modules_of
from tests.mutation.transform import ROOT, Mutant, install, instrument

SLICE = os.environ["KILN_MUTATE"]
REPORT = Path(os.environ["KILN_MUTATE_REPORT"])
ONLY = os.environ.get("KILN_MUTATE_ONLY", "").split("\n")
WORKERS = os.cpu_count() or 1
# What runs longer than so many seconds, and so many times as long as without a mutant, is killed.
SECONDS, TIMES = 60, 10
MOST_TESTS = 120
SURVIVED, TIMED_OUT = 0, MOST_TESTS + 1

MODULES = modules_of(SLICE)
install(set(MODULES))


class Runner:
    """Holds what the recording run found out: the tests of each site, with their duration."""

    def __init__(self) -> None:
        self.reached: dict[str, list[pytest.Item]] = defaultdict(list)
        self.seconds: dict[pytest.Item, float] = {}
        self.failed: set[str] = set()
        self.fit: dict[pytest.Item, bool] = {}

    def record(self, items: list[pytest.Item]) -> None:
        """Run every test once, unchanged; what fails so is left out and told."""
        for item, following in _with_following(items):
            switch.REACHED.clear()
            began = time.monotonic()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            self.seconds[item] = time.monotonic() - began
            if item.nodeid in self.failed:
                print(f"\nfails without any mutant: {item.nodeid}", file=sys.stderr)
                continue
            for site in switch.REACHED:
                self.reached[site].append(item)

    def tests_of(self, mutant: Mutant) -> list[pytest.Item]:
        """Return the tests that reach the site and are fit: its module's first, then its slice's, quick ones first."""
        folder, own = f"tests/{SLICE}/", _tests_beside(mutant.site.split(":")[0])
        order = sorted(
            (item for item in self.reached.get(mutant.site, []) if self.fit.get(item, True)),
            key=lambda item: (
                not item.nodeid.startswith(own),
                not item.nodeid.startswith(folder),
                self.seconds[item],
            ),
        )
        return order[:MOST_TESTS]

    def try_out(self, items: list[pytest.Item], mutant: Mutant | None = None) -> int:
        """Fork, run the tests with the mutant there, and return the process: it ends with `SURVIVED`,
        `TIMED_OUT` or the number, from 1, of the first test that fails.
        """
        self.failed.clear()
        if pid := os.fork():
            return pid
        limit = SECONDS + int(TIMES * sum(self.seconds[item] for item in items))
        for stop in (signal.SIGPROF, signal.SIGALRM):
            signal.signal(stop, lambda *_: os._exit(TIMED_OUT))
        # By the processor's clock: on a busy machine a mutant that nothing notices must not pass for killed.
        signal.setitimer(signal.ITIMER_PROF, limit)
        signal.alarm(10 * limit)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        if mutant:
            switch.activate(mutant.site, mutant.variant)
        for number, (item, following) in enumerate(_with_following(items), 1):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:
                os._exit(number)
        os._exit(SURVIVED)

    def is_fit(self, item: pytest.Item) -> bool:
        """Tell whether a test passes in a fork without any mutant, asked once for each."""
        if item not in self.fit:
            _pid, status = os.waitpid(self.try_out([item]), 0)
            self.fit[item] = os.waitstatus_to_exitcode(status) == SURVIVED
        return self.fit[item]


def _tests_beside(path: str) -> str:
    """Return the test module of a module: `tests/` mirrors the tree."""
    module = Path(path)
    return str(Path("tests") / module.parent / f"test_{module.name}::")


def _with_following(items: list[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item]]:
    """Pair each test with the next, which says what is torn down between them."""
    return zip(items, [*items[1:], items[0]], strict=True)


runner = Runner()


@pytest.hookimpl
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note which tests failed, in whichever phase."""
    if report.failed:
        runner.failed.add(report.nodeid)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Record, then try the mutants; write the report."""
    runner.record(session.items)
    mutants = [
        mutant
        for path in MODULES
        for mutant in instrument(path)[1]
        if any(each in str(mutant) for each in ONLY)
    ]
    results = {}
    for mutant, result in _run(mutants):
        results[mutant] = result
        print(f"\r{len(results)} of {len(mutants)}", end="", file=sys.stderr, flush=True)
        if result != "killed":
            print(f" {result}: {mutant}", file=sys.stderr, flush=True)
    rows = [{"mutant": str(mutant), "line": _line(mutant), "result": results[mutant]} for mutant in mutants]
    REPORT.write_text(json.dumps(rows, indent=1, ensure_ascii=False), encoding="utf-8")
    return True


def _run(mutants: list[Mutant]) -> Iterator[tuple[Mutant, str]]:
    waiting = [(mutant, runner.tests_of(mutant)) for mutant in reversed(mutants)]
    running: dict[int, tuple[Mutant, list[pytest.Item]]] = {}
    while waiting or running:
        if waiting and len(running) < WORKERS:
            mutant, items = waiting.pop()
            if not items:
                yield mutant, "not reached"
                continue
            running[runner.try_out(items, mutant)] = (mutant, items)
            continue
        pid, status = os.wait()
        mutant, items = running.pop(pid)
        code = os.waitstatus_to_exitcode(status)
        if code == SURVIVED:
            yield mutant, "survived"
        elif 0 < code <= len(items) and not runner.is_fit(items[code - 1]):
            waiting.append((mutant, [item for item in items if item is not items[code - 1]]))
        else:
            yield mutant, "killed"


def _line(mutant: Mutant) -> str:
    path, number, *_ = mutant.site.split(":")
    return line_at((ROOT / path).read_text(encoding="utf-8").splitlines(), int(number))
