"""Take each guard of money and stock away in turn and expect red: `make mutate-guards`.

A test that stays green without its guard proves nothing. Works on a copy of the tracked files in a
temporary folder, so that the working tree is never touched; needs the services, as the races do.
Names as arguments choose some guards: `python -m tests.mutate_guards allocate mail-claim`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.races.guards import GUARDS as OURS, Guard
from tests.races.payment_guards import PAYMENTS

ROOT = Path(__file__).resolve().parents[1]
TIMEOUT = 300
PYTEST_FAILED = 1
GUARDS = [*OURS, *PAYMENTS]


def copy_of_the_code(target: Path) -> None:
    """Copy what git knows, as it stands in the working tree."""
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    for name in tracked.decode().split("\0"):
        source = ROOT / name
        if name and source.is_file() and not name.endswith((".webp", ".woff2")):
            place = target / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, place)


def run(test: str, folder: Path) -> int:
    """Run one test there; return pytest's exit status, or that of a failure when it takes too long."""
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-x", "-p", "no:cacheprovider", "-o", "addopts="]
    command += ["--nomigrations", "--allow-hosts=127.0.0.1,localhost,::1", "--disable-socket", test]
    environment = {**os.environ, "KILN_VAR_DIR": str(folder / "var"), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired:
        return PYTEST_FAILED
    if done.returncode not in (0, PYTEST_FAILED):
        print(done.stdout[-2000:], done.stderr[-2000:])
    return done.returncode


def verdict(guard: Guard, folder: Path) -> str:
    """Return an empty string when the test is green with the guard and red without it, else what is wrong."""
    path = folder / guard.path
    whole = path.read_text(encoding="utf-8")
    if whole.count(guard.before) != 1:
        return f"{guard.path} holds its line {whole.count(guard.before)} times"
    if run(guard.test, folder) != 0:
        return "the test is not green with the guard"
    path.write_text(whole.replace(guard.before, guard.after), encoding="utf-8")
    try:
        status = run(guard.test, folder)
    finally:
        path.write_text(whole, encoding="utf-8")
    if status == PYTEST_FAILED:
        return ""
    return "the test stays green without the guard" if status == 0 else f"pytest ended with {status}"


def main(names: list[str]) -> int:
    """Try the guards; return 1 when one of them is not proved."""
    wanted = [guard for guard in GUARDS if not names or guard.name in names]
    missing = set(names) - {guard.name for guard in wanted}
    if missing:
        print(f"No guard is called {', '.join(sorted(missing))}.")
        return 2
    wrong = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        copy_of_the_code(folder)
        for guard in wanted:
            began = time.monotonic()
            problem = verdict(guard, folder)
            wrong += bool(problem)
            said = problem or "red without it"
            print(f"{guard.name:<24} {time.monotonic() - began:6.1f} s   {said}", flush=True)
    print(f"{len(wanted) - wrong} of {len(wanted)} guards proved.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
