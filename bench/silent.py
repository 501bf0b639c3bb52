"""The home page while the payment provider is silent: `python -m bench.silent`.

Starts the site on a database of its own with four threads and a Stripe that takes connections and never
answers, has eight browsers ask for card pages without a pause, and reads the home page beside them.
Prints its median and longest time before, in the first ten seconds and afterwards.
"""

import contextlib
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench.load import Browser

ROOT = Path(__file__).resolve().parents[1]
BUYERS, THREADS, FIRST_SECONDS, SECONDS = 8, 4, 10, 30
SETUP = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from allauth.account.models import EmailAddress
from django.contrib.sessions.backends.cached_db import SessionStore
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from shop.payments.models import GatewayCustomer
from shop.user.models import User
for number in range(%d):
    user = User.objects.create_user(email=f"buyer{number}@example.com", password="x")
    GatewayCustomer.objects.create(user=user, reference=f"cus_{number}")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    print("session", session.session_key)
"""


def silent_port() -> int:
    """Listen on a free port and answer nobody."""
    server = socket.create_server(("127.0.0.1", 0), backlog=256)
    held: list[socket.socket] = []

    def accept() -> None:
        while True:
            held.append(server.accept()[0])

    threading.Thread(target=accept, daemon=True).start()
    return int(server.getsockname()[1])


def free_port() -> int:
    """Return a port nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def home_times(base: str, seconds: float) -> list[float]:
    """Ask for the home page again and again; return how long each took."""
    browser, until, times = Browser(base), time.monotonic() + seconds, []
    while time.monotonic() < until:
        began = time.monotonic()
        browser.request("GET", "/")
        times.append(time.monotonic() - began)
        time.sleep(0.05)
    return times


def pay_without_a_pause(base: str, key: str, counts: list[float]) -> None:
    """Be a buyer who reloads the page of their cards."""
    browser = Browser(base, cookies={"sessionid": key})
    while True:
        began = time.monotonic()
        with contextlib.suppress(OSError):
            browser.request("GET", "/accounts/cards/")
            counts.append(time.monotonic() - began)


def told(name: str, times: list[float]) -> None:
    """Print one line."""
    print(
        f"{name:34} n={len(times):5}  median {statistics.median(times):6.3f} s  longest {max(times):6.3f} s"
    )


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        environ = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
            "KILN_VAR_DIR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/kiln.sqlite3",
            "KILN_STRIPE_SECRET_KEY": "sk_test_silent",
            "KILN_STRIPE_API_BASE": f"http://127.0.0.1:{silent_port()}",
            "KILN_LOG_LEVEL": "ERROR",
        }
        made = subprocess.run(
            [sys.executable, "manage.py", "shell", "-c", SETUP % BUYERS],
            cwd=ROOT, env=environ, check=True, capture_output=True, text=True,
        )  # fmt: skip
        keys = [line.split()[1] for line in made.stdout.splitlines() if line.startswith("session ")]
        command = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
        command += ["--workers", "1", "--blocking-threads", str(THREADS), "config.wsgi:application"]
        server = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=environ)
        try:
            measure(f"http://127.0.0.1:{port}", keys)
        finally:
            server.terminate()
            server.wait()


def measure(base: str, keys: list[str]) -> None:
    """Wait for the site, then measure without and with buyers."""
    for _try in range(300):
        with contextlib.suppress(OSError):
            Browser(base).request("GET", "/")
            break
        time.sleep(0.2)
    home_times(base, 3)
    told("home page, nobody pays", home_times(base, 5))
    counts: list[float] = []
    for key in keys:
        threading.Thread(target=pay_without_a_pause, args=[base, key, counts], daemon=True).start()
    told(f"home page, first {FIRST_SECONDS} s of silence", home_times(base, FIRST_SECONDS))
    told(f"home page, {SECONDS} s after that", home_times(base, SECONDS))
    told("card pages", counts)


if __name__ == "__main__":
    main()
