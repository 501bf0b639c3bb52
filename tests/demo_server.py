"""The demo shop on a port of its own, for screenshots and audits."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def free_port() -> int:
    """Return a port that nothing listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def demo_server(var_dir: Path) -> Iterator[str]:
    """Load the demo into `var_dir` (kept for the next time), serve it, yield its address."""
    var_dir.mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "KILN_VAR_DIR": str(var_dir),
    }
    subprocess.run(
        [sys.executable, "manage.py", "demo", "--prepare-only"], cwd=ROOT, env=environment, check=True
    )
    port = free_port()
    environment["KILN_BASE_URL"] = f"http://localhost:{port}"
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--port",
            str(port),
            "--workers",
            "1",
            "--blocking-threads",
            "4",
            "--no-access-log",
            "--log-level",
            "error",
            "config.wsgi:application",
        ],
        cwd=ROOT,
        env=environment,
    )
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "config", "worker", "-B", "-c", "1", "--loglevel", "ERROR"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    base = f"http://localhost:{port}"
    try:
        give_up = time.monotonic() + 600  # a busy machine takes its time for the first page
        while time.monotonic() < give_up:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(base + "/", timeout=120).close()
                break
            time.sleep(0.2)
        else:
            raise SystemExit("the demo did not come up")
        yield base
    finally:
        for process in (server, worker):
            process.terminate()
        for process in (server, worker):
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
