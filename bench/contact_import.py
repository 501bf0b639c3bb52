"""How long an import of contacts takes, and how much memory: checked, imported, imported again, undone.

    DATABASE_URL=postgres://... python -m bench.contact_import [--rows 100000]

reads a made-up CSV file as HubSpot writes it (each tenth row is of somebody else in the file, each twentieth has
unsubscribed) through the services of the pages, and prints seconds (in all, and of this process alone) and the peak
of memory of each step. "followed up" is what workers do afterwards: the deliveries of the import's events.
"""

import argparse
import csv
import io
import os
import random
import resource
import tempfile
import time

import django

SCRATCH = tempfile.TemporaryDirectory()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{SCRATCH.name}/bench.sqlite3")
django.setup()

from celery import current_app  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402

from crm_core.contact_import.models import ContactFile  # noqa: E402
from crm_core.contact_import.services import accept_file, ask_undo, confirm, set_mapping, work_on  # noqa: E402
from shop.events.delivery import claim_new, deliver  # noqa: E402

HEADINGS = ("Record ID - Contact", "First Name", "Last Name", "Email", "Phone Number", "Associated Company")
MORE = ("Job Title", "Street Address", "City", "Postal Code", "Unsubscribed from all email", "Notes", "Tags")


def content(number: int) -> bytes:
    """Return so many rows, always the same."""
    chance = random.Random(15)
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([*HEADINGS, *MORE])
    for n in range(number):
        same = n - 1 if n % 10 == 9 else n
        first, last = f"Ada{chance.randrange(4000)}", f"Lind{chance.randrange(9000)}"
        place = (f"Street {n % 900}", f"City {n % 300}", f"{10000 + n % 80000}")
        company = f"Company {n % 2000}" if n % 4 == 0 else ""
        mail, phone = f"person{same}@example{same % 50}.com", f"+4930{10_000_000 + same}"
        out = "true" if n % 20 == 0 else ""
        writer.writerow(
            [
                n,
                first,
                last,
                mail,
                phone,
                company,
                "Buyer" if company else "",
                *place,
                out,
                f"Note {n}",
                "Fair",
            ]
        )
    return file.getvalue().encode()


def told(what: str, start: tuple[float, float], file: ContactFile) -> None:
    """Print a step's time, the rows of a second of this process, the peak of memory and the numbers."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    spent, worked = time.perf_counter() - start[0], time.process_time() - start[1]
    file.refresh_from_db()
    speed = file.rows_total / worked if worked else 0
    print(
        f"{what:20}{spent:8.1f} s {worked:8.1f} s {speed:7.0f} rows/s {peak:6} MB  {file.counts} {file.failure}",
        flush=True,
    )


def now() -> tuple[float, float]:
    """Return the time of the clock, and that of this process."""
    return time.perf_counter(), time.process_time()


def main() -> None:
    """Go through all steps."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    call_command("migrate", verbosity=0)
    current_app.conf.update(task_always_eager=False, broker_url="memory://")  # the worker's part comes after
    raw = content(rows)
    for name in ("first", "again"):
        start = now()
        file = accept_file(SimpleUploadedFile("contacts.csv", raw))
        told(f"{name}: taken", start, file)
        for step, ask in (("checked", None), ("imported", confirm)):
            start = now()
            if ask is None:
                set_mapping(file, file.mapping, replaces=False, region="DE")
            else:
                ask(file)
            work_on(file.pk)
            told(f"{name}: {step}", start, file)
        start = now()
        while claimed := claim_new():
            deliver(claimed)
        told(f"{name}: followed up", start, file)
    for file in ContactFile.objects.order_by("-pk"):
        start = now()
        ask_undo(file)
        work_on(file.pk)
        told("undone", start, file)


if __name__ == "__main__":
    main()
