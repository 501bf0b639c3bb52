"""`python -m tests.mutation [SLICE ...]`: mutate the conditions of money, stock and ownership, print the share killed.

Ends with 1 when a slice kills fewer than 90 % of its mutants. Survivors are listed; those in `accepted.txt`, each
with its reason, count neither way. `--only TEXT` tries the mutants whose site holds it;
it may be given again.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.mutation.accepted import accepted_lines
from tests.mutation.slices import ROOT, SLICES, tests_of

ENOUGH = 90


def run_slice(name: str, only: list[str]) -> list[dict[str, str]]:
    """Run pytest with the plugin, which tells its progress on stderr, and return its rows."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n0",
            "-p",
            "tests.mutation.plugin",
            "-p",
            "no:randomly",
        ]
        command += ["-p", "no:cacheprovider", *tests_of(name)]
        environment = {
            **os.environ,
            "KILN_MUTATE": name,
            "KILN_MUTATE_REPORT": str(report),
            "KILN_MUTATE_ONLY": "\n".join(only),
        }
        done = subprocess.run(
            command, cwd=ROOT, env=environment, check=False, stdout=subprocess.PIPE, text=True
        )
        if not report.exists():
            sys.exit(done.stdout[-3000:])
        return json.loads(report.read_text(encoding="utf-8"))


def print_slice(name: str, rows: list[dict[str, str]], seconds: float) -> bool:
    """Print the share killed and the survivors; return whether the share is enough."""
    accepted = accepted_lines()
    counted = [row for row in rows if (row["mutant"].split(":")[0], row["line"]) not in accepted]
    killed = sum(row["result"] == "killed" for row in counted)
    share = 100 * killed / len(counted) if counted else 100
    for row in counted:
        if row["result"] != "killed":
            print(f"  {row['result']:<11} {row['mutant']}\n              {row['line']}")
    extra = f", {len(rows) - len(counted)} accepted" if len(rows) > len(counted) else ""
    print(
        f"{name}: {killed} of {len(counted)} mutants killed ({share:.0f} %{extra}), {seconds:.0f} s",
        flush=True,
    )
    return share >= ENOUGH


def main() -> int:
    """Mutate the slices that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("slices", nargs="*", metavar="SLICE", help=f"of {', '.join(SLICES)}")
    parser.add_argument(
        "--only", action="append", default=[], help="a part of a site, e.g. shop/payments/refunds.py"
    )
    options = parser.parse_args()
    unknown = set(options.slices) - set(SLICES)
    if unknown:
        parser.error(f"no slice is called {', '.join(sorted(unknown))}")
    enough = True
    for name in options.slices or SLICES:
        began = time.monotonic()
        rows = run_slice(name, options.only)
        enough &= print_slice(name, rows, time.monotonic() - began)
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main())
