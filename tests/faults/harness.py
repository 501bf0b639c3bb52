"""A scratch database, and processes on it that may be killed."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def scratch_run(database_url: str) -> Iterator["Run"]:
    """Make a database beside the given one (a file for SQLite), migrate it, and drop it at the end."""
    name = f"kiln_run_{uuid.uuid4().hex[:12]}"
    with tempfile.TemporaryDirectory(prefix=name) as folder:
        parts = urlsplit(database_url)
        if parts.scheme == "sqlite":
            yield from started(Run(name, f"sqlite:///{folder}/run.sqlite3", Path(folder)))
            return
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        try:
            yield from started(Run(name, urlunsplit(parts._replace(path=f"/{name}")), Path(folder)))
        finally:
            with psycopg.connect(database_url, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def started(run: "Run") -> Iterator["Run"]:
    """Migrate, hand out, and leave no process behind."""
    try:
        subprocess.run(
            [sys.executable, "-m", "django", "migrate", "--run-syncdb", "-v0"],
            env=run.environment(),
            cwd=ROOT,
            check=True,
            timeout=120,
        )
        yield run
    finally:
        run.kill_all()


@dataclass
class Run:
    """One database, one queue, and the processes started on them."""

    name: str
    database_url: str
    folder: Path
    seconds_per_call: float = 0
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": self.database_url,
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "KILN_RUN": self.name,
            "KILN_VAR_DIR": str(self.folder),
            "KILN_SECONDS_PER_CALL": str(self.seconds_per_call),
            "KILN_LOG_LEVEL": "WARNING",
        }

    def start(self, name: str, *arguments: str) -> subprocess.Popen:
        """Start `python -m ARGUMENTS` as the leader of its own group; its output goes to NAME.log, begun anew."""
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                env=self.environment(),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if arguments[0] == "tests.faults.publisher" else log,
                stderr=log,
                start_new_session=True,
            )
        self.processes[name] = process
        return process

    def start_worker(self, name: str, *, concurrency: int) -> subprocess.Popen:
        host = f"--hostname={name}@{self.name}"
        return self.start(
            name, "celery", "-A", "config", "worker", host, f"--concurrency={concurrency}", "--loglevel=INFO"
        )

    def start_beat(self) -> subprocess.Popen:
        schedule = str(self.folder / "beat")
        return self.start("beat", "celery", "-A", "config", "beat", "-s", schedule, "-l", "WARNING")

    def start_publisher(self, name: str, *arguments: str) -> subprocess.Popen:
        return self.start(name, "tests.faults.publisher", "--name", name, *arguments)

    def kill(self, name: str) -> None:
        """SIGKILL a process and what it has forked."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
        if process.stdout:
            process.stdout.close()

    def children(self, name: str) -> list[int]:
        """What a worker has forked; nothing until it is ready, and nothing after it has ended."""
        if "ready." not in self.log(name):
            return []
        parent = self.processes[name].pid
        path = Path(f"/proc/{parent}/task/{parent}/children")
        return [int(pid) for pid in path.read_text().split()] if path.exists() else []

    def supervise(self, names: Iterable[str], *, concurrency: int) -> None:
        """Start again what has ended, as any process manager does.

        A worker gives up by itself when a fork of it dies before the worker is ready.
        """
        for name in names:
            if self.processes[name].poll() is not None:
                self.start_worker(name, concurrency=concurrency)

    def kill_all(self) -> None:
        for name in list(self.processes):
            try:
                self.kill(name)
            except ProcessLookupError:
                continue

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    def wait_until(self, condition, *, seconds: float) -> bool:
        """Ask four times a second; False when the time is over."""
        until = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > until:
                return False
            time.sleep(0.25)
        return True
