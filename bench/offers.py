"""What do offers cost: the basket page and a guest's checkout with 0, 10 and 100 of them, beside plain Oscar?

    python -m bench.offers [--products 200] [--lines 10] [--turns 7]

Both shops get the same catalogue and the same offers (SQLite files): every second one applies to everything
without being exclusive, the others each to a range of their own with a minimum. Each is asked in a process of its
own through Django's test client: queries, milliseconds (median) and the peak of memory that Python allocates.
"""

import argparse
import json
import os
import tempfile
from pathlib import Path

from bench.catalogue import write_catalogue
from bench.pages import call, databases, prepare_kiln, prepare_oscar

COUNTS = (0, 10, 100)


def main() -> None:
    """Prepare both shops, ask them, print what came of it and how it grows."""
    parser = argparse.ArgumentParser(description="What offers cost, beside plain Oscar")
    parser.add_argument("--products", type=int, default=200)
    parser.add_argument("--lines", type=int, default=10)
    parser.add_argument("--turns", type=int, default=7)
    options = parser.parse_args()
    skipped = ("REDIS_URL", "CELERY_BROKER_URL", "ELASTICSEARCH_URL", "DATABASE_URL")
    clean = {name: value for name, value in os.environ.items() if name not in skipped}
    with tempfile.TemporaryDirectory() as place, databases(Path(place), "") as (kiln_db, oscar_db):
        folder = Path(place)
        kiln = clean | {
            "DJANGO_SETTINGS_MODULE": "bench.kiln_settings",
            "DATABASE_URL": kiln_db,
            "KILN_VAR_DIR": str(folder / "kiln"),
        }
        oscar = clean | {
            "DJANGO_SETTINGS_MODULE": "bench.plain_oscar.settings",
            "BENCH_OSCAR_DATABASE_URL": oscar_db,
            "BENCH_SCRATCH": str(folder),
        }
        (folder / "kiln").mkdir()
        catalogue = write_catalogue(folder, options.products, stock=100_000)
        prepare_kiln(kiln, catalogue)
        call(kiln, "manage.py", "load_countries")
        prepare_oscar(oscar, catalogue)
        print(f"{options.products} products, {options.lines} lines in the basket, SQLite")
        print(f"{'shop':<6} {'what':<9} {'offers':>6} {'queries':>8} {'ms':>8} {'KiB':>8}")
        for shop, environment in (("kiln", kiln), ("oscar", oscar)):
            said = call(
                environment, "-m", "bench.offers_inside", shop, str(options.lines), str(options.turns)
            )
            print_shop(shop, json.loads(said.splitlines()[-1]))


def print_shop(shop: str, found: dict[str, dict[str, dict[str, float]]]) -> None:
    """Print a line for each page and number of offers, then how it grows from ten offers to a hundred."""
    for what, by_count in found.items():
        for count in COUNTS:
            row = by_count[str(count)]
            print(
                f"{shop:<6} {what:<9} {count:>6} {row['queries']:>8.0f} {row['ms']:>8.1f} {row['kib']:>8.0f}"
            )
        few, many = by_count["10"], by_count["100"]
        growth = ", ".join(
            f"{name} x{many[name] / max(few[name], 1):.2f}" for name in ("queries", "ms", "kib")
        )
        print(f"{shop:<6} {what:<9} from 10 offers to 100: {growth}")


if __name__ == "__main__":
    main()
