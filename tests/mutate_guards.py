"""Take each guard of money and stock away in turn and expect red: `make mutate-guards`.

A test that stays green without its guard proves nothing. Works on a copy of the tree in a
temporary folder, so that the working tree is never touched; needs the services, as the races do.
All tests run once with every guard in place, then each by itself without its own, on the tests'
database of the first run. Names as arguments choose some guards:
`python -m tests.mutate_guards allocate mail-claim`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.races.all_guards import GUARDS
from tests.races.guards import Guard

ROOT = Path(__file__).resolve().parents[1]
TIMEOUT = 300
PYTEST_FAILED = 1
BAD = ("FAILED", "ERROR")


def copy_of_the_code(target: Path) -> None:
    """Copy the working tree as it stands, new files included, without what git ignores."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True).stdout
    for name in names.decode().split("\0"):
        source = ROOT / name
        if name and source.is_file() and not name.endswith((".webp", ".woff2")):
            place = target / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, place)


def pytest_on(tests: Sequence[str], folder: Path, *options: str, timeout: int) -> tuple[int, str]:
    """Run tests there; return pytest's exit status (a failure's when it takes too long) and its words."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n0",
        "-rfE",
        "-p",
        "no:cacheprovider",
        "-o",
        "addopts=",
    ]
    command += [
        "--nomigrations",
        "--allow-hosts=127.0.0.1,localhost,::1",
        "--disable-socket",
        *options,
        *tests,
    ]
    environment = {**os.environ, "KILN_VAR_DIR": str(folder / "var"), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=timeout, check=False
        )
    except subprocess.TimeoutExpired:
        return PYTEST_FAILED, "it took too long"
    return done.returncode, done.stdout + done.stderr


def not_green(guards: Sequence[Guard], folder: Path) -> set[str]:
    """Run the tests of all guards with the guards in place; return those that do not pass."""
    tests = sorted({guard.test for guard in guards})
    status, said = pytest_on(tests, folder, "--create-db", timeout=TIMEOUT * len(tests))
    if status == 0:
        return set()
    failed = {test for test in tests for line in said.splitlines() if line.startswith(BAD) and test in line}
    if not failed:
        print(said[-3000:])
    return failed or set(tests)


def verdict(guard: Guard, folder: Path) -> str:
    """Return an empty string when the guard's test is red without it, else what is wrong."""
    path = folder / guard.path
    whole = path.read_text(encoding="utf-8")
    try:
        path.write_text(guard.weakened(whole), encoding="utf-8")
    except ValueError as problem:
        return str(problem)
    try:
        status, said = pytest_on([guard.test], folder, "-x", "--reuse-db", timeout=TIMEOUT)
    finally:
        path.write_text(whole, encoding="utf-8")
    if status == PYTEST_FAILED:
        return ""
    if status == 0:
        return "the test stays green without the guard"
    print(said[-2000:])
    return f"pytest ended with {status}"


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
        failing = not_green(wanted, folder)
        for guard in wanted:
            began = time.monotonic()
            is_green = guard.test not in failing
            problem = verdict(guard, folder) if is_green else "the test is not green with the guard"
            wrong += bool(problem)
            said = problem or "red without it"
            print(f"{guard.name:<24} {time.monotonic() - began:6.1f} s   {said}", flush=True)
    print(f"{len(wanted) - wrong} of {len(wanted)} guards proved.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
