"""How many events a second reach three subscribers, and how long the last of them takes.

    python -m bench.events [--events 10000] [--rate 200] [--seconds 15] [--workers 1] [--publishers 2]

Runs on the server of DATABASE_URL, in a database of its own that is dropped at the end, with the broker of
CELERY_BROKER_URL; without these on SQLite and the broker that needs no server. Each event is published in a transaction
of its own together with the fact it is about; each of three subscribers writes a row; events of one key keep their
order. Two measurements: as fast as publishers and workers go, and at a steady rate. Latency is the time from `publish`
to the last subscriber done. Everything, database and broker included, shares the cores of this machine.
"""

import argparse
import os
import signal
import sqlite3
import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg

from tests.faults.harness import Run, scratch_run

SPANS = (
    "SELECT e.published_at, max(d.done_at) FROM events_event e JOIN events_delivery d ON d.event_id = e.id "
    "WHERE e.id > {after} GROUP BY e.id, e.published_at"
)
PATIENCE_SECONDS = 300


@dataclass(frozen=True)
class Figures:
    """What one measurement gave; seconds, and events a second."""

    events: int
    publishing: float
    delivering: float
    p50: float
    p95: float

    def __str__(self) -> str:
        return (
            f"{self.events:>7} events  published {self.publishing:7.0f}/s  delivered {self.delivering:7.0f}/s  "
            f"latency p50 {self.p50 * 1000:7.0f} ms  p95 {self.p95 * 1000:7.0f} ms"
        )


def ask(run: Run, query: str) -> list[tuple]:
    """Read from the scratch database past Django, which has another one configured."""
    if run.database_url.startswith("sqlite"):
        with closing(sqlite3.connect(run.database_url.removeprefix("sqlite:///"), timeout=20)) as connection:
            return connection.execute(query).fetchall()
    with psycopg.connect(run.database_url) as connection:
        return connection.execute(query).fetchall()


def moment(value: datetime | str) -> float:
    """SQLite hands moments out as text in UTC."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value.timestamp()


def measure(run: Run, *, publishers: Sequence[Sequence[str]]) -> Figures:
    """Let the publishers run to their end, wait for the last delivery and read the log."""
    after = ask(run, "SELECT coalesce(max(id), 0) FROM events_event")[0][0]
    started = [
        run.start_publisher(f"publisher{position}x{after}x", *arguments)
        for position, arguments in enumerate(publishers)
    ]
    for process in started:
        process.communicate(timeout=PATIENCE_SECONDS)
    drained = run.wait_until(
        lambda: ask(run, "SELECT count(*) FROM events_delivery WHERE state <> 'done'") == [(0,)],
        seconds=PATIENCE_SECONDS,
    )
    if not drained:
        raise SystemExit("Not everything was delivered in time.")
    spans = [(moment(start), moment(end)) for start, end in ask(run, SPANS.format(after=after))]
    first, last_published = min(spans)[0], max(spans)[0]
    latencies = statistics.quantiles((end - start for start, end in spans), n=100)
    return Figures(
        events=len(spans),
        publishing=len(spans) / (last_published - first),
        delivering=len(spans) / (max(end for _start, end in spans) - first),
        p50=latencies[49],
        p95=latencies[94],
    )


def ready(run: Run) -> None:
    """Wait until the workers deliver: one event has to arrive."""
    run.start_publisher("warm", "--count", "1").communicate(timeout=60)
    if not run.wait_until(lambda: ask(run, "SELECT count(*) FROM faults_heard") == [(3,)], seconds=60):
        raise SystemExit(f"No worker delivers: {run.log('worker0')}")
    time.sleep(3)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--rate", type=int, default=200, help="events a second of the steady measurement")
    parser.add_argument("--seconds", type=int, default=15)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--concurrency", type=int, default=2, help="processes of each worker")
    parser.add_argument("--publishers", type=int, default=2)
    options = parser.parse_args()
    # Asked to end, it ends its workers and drops its database first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    database = os.environ.get("DATABASE_URL", "sqlite://")
    broker = os.environ.get("CELERY_BROKER_URL", "filesystem")
    print(
        f"{database.partition(':')[0]}, {broker.partition(':')[0]}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    with scratch_run(database) as run:
        for position in range(options.workers):
            run.start_worker(f"worker{position}", concurrency=options.concurrency)
        run.start_beat()
        ready(run)
        full = ["--keys", "1000", "--count", str(options.events // options.publishers)]
        print("one a transaction  ", measure(run, publishers=[full] * options.publishers))
        bulk = [*full, "--together", "50"]
        print("fifty a transaction", measure(run, publishers=[bulk] * options.publishers))
        steady = ["--keys", "1000", "--seconds", str(options.seconds), "--rate", str(options.rate)]
        print(f"steady {options.rate:>5}/s     ", measure(run, publishers=[steady]))


if __name__ == "__main__":
    main()
