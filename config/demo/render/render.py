"""Render the pictures that are missing.

    cd config/demo
    VENV/bin/python -m render.render [--only WORD] [--again] [--list]
                                     [--limit N] [--samples N] [--percent N] [--threads N] [--out FOLDER]

The list is jobs.json. A picture that exists is left alone, so the command may be stopped and started at will.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from .catalogue import Job, jobs
from .develop import develop

HERE = Path(__file__).resolve().parent
PICTURES = HERE.parent / "pictures"


def arguments(given: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Render the demo brand's pictures that are missing.")
    parser.add_argument(
        "--only", action="append", default=[], help="only files whose name contains this; may be repeated"
    )
    parser.add_argument("--again", action="store_true", help="render even what exists")
    parser.add_argument("--list", action="store_true", help="print what would be rendered and stop")
    parser.add_argument("--limit", type=int, help="stop after so many pictures")
    parser.add_argument("--samples", type=int, help="light paths per point instead of the job's own")
    parser.add_argument("--percent", type=int, default=100, help="size of drafts, in percent")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, default=PICTURES)
    return parser.parse_args(given)


def wanted(options: argparse.Namespace) -> list[Job]:
    """The jobs that the options ask for and that have no picture yet."""
    chosen = [job for job in jobs() if not options.only or any(word in job.name for word in options.only)]
    missing = [job for job in chosen if options.again or not (options.out / f"{job.name}.webp").exists()]
    return missing[: options.limit]


def main(given: list[str]) -> int:
    """Render one after another; each file appears whole or not at all."""
    options = arguments(given)
    todo = wanted(options)
    options.out.mkdir(parents=True, exist_ok=True)
    for number, job in enumerate(todo, 1):
        if options.list:
            print(job.name)
            continue
        started = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            raw = Path(folder) / "raw.png"
            job.shoot(
                raw, samples=options.samples or job.samples, threads=options.threads, percent=options.percent
            )
            develop(raw, options.out / f"{job.name}.webp", ground=job.ground)
        print(f"{number}/{len(todo)} {job.name} {time.monotonic() - started:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
