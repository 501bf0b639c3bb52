"""The pytest plugin that runs mutants: records which tests reach which site, then tries each mutant in a fork.

A fork keeps the tests' database in memory, the loaded code and the caches as they are, so that a mutant costs only
the tests that reach it, and nothing of it is left afterwards. A mutant is killed by the first test that fails.
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
from tests.mutation.slices import modules_of
from tests.mutation.transform import ROOT, Mutant, install, instrument

SLICE = os.environ["KILN_MUTATE"]
REPORT = Path(os.environ["KILN_MUTATE_REPORT"])
ONLY = os.environ.get("KILN_MUTATE_ONLY", "")
WORKERS = os.cpu_count() or 1
SECONDS = 60
MOST_TESTS = 60

MODULES = modules_of(SLICE)
install(set(MODULES))


class Runner:
    """Holds what the recording run found out: the tests of each site, with their duration."""

    def __init__(self) -> None:
        self.reached: dict[str, list[pytest.Item]] = defaultdict(list)
        self.seconds: dict[pytest.Item, float] = {}
        self.failed: set[str] = set()

    def record(self, items: list[pytest.Item]) -> None:
        """Run every test once, unchanged; what fails so is left out and told."""
        for item, following in zip(items, [*items[1:], items[0]], strict=True):
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
        """Return the tests that reach the site, the quick ones of its own slice first."""
        folder = f"tests/{SLICE}/"
        order = sorted(
            self.reached.get(mutant.site, []),
            key=lambda item: (not item.nodeid.startswith(folder), self.seconds[item]),
        )
        return order[:MOST_TESTS]

    def survives(self, mutant: Mutant, items: list[pytest.Item]) -> None:
        """Run in a fork: end with 0 when no test fails, with 1 at the first that does."""
        for stop in (signal.SIGPROF, signal.SIGALRM):
            signal.signal(stop, lambda *_: os._exit(1))
        # By the processor's clock: on a busy machine a mutant that nothing notices must not pass for killed.
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        signal.alarm(10 * SECONDS)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        switch.activate(mutant.site, mutant.variant)
        for item in items:
            before = len(self.failed)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=item)
            if len(self.failed) > before:
                os._exit(1)
        os._exit(0)


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
    mutants = [mutant for path in MODULES for mutant in instrument(path)[1] if ONLY in str(mutant)]
    results = dict(_run(mutants))
    rows = [{"mutant": str(mutant), "line": _line(mutant), "result": results[mutant]} for mutant in mutants]
    REPORT.write_text(json.dumps(rows, indent=1, ensure_ascii=False), encoding="utf-8")
    return True


def _run(mutants: list[Mutant]) -> Iterator[tuple[Mutant, str]]:
    running: dict[int, Mutant] = {}
    for mutant in mutants:
        items = runner.tests_of(mutant)
        if not items:
            yield mutant, "not reached"
            continue
        if len(running) >= WORKERS:
            yield _wait(running)
        runner.failed.clear()
        pid = os.fork()
        if pid == 0:
            runner.survives(mutant, items)
        running[pid] = mutant
    while running:
        yield _wait(running)


def _wait(running: dict[int, Mutant]) -> tuple[Mutant, str]:
    pid, status = os.wait()
    return running.pop(pid), "survived" if status == 0 else "killed"


def _line(mutant: Mutant) -> str:
    path, number, *_ = mutant.site.split(":")
    return (ROOT / path).read_text(encoding="utf-8").splitlines()[int(number) - 1].strip()
