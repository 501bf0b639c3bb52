"""AdventureWorks' resellers as partners: `KILN_DATA_DIR=... DATABASE_URL=postgres://... python -m bench.partner_programme`.

Imports the resellers and their orders into a test database, which is deleted at the end, has every order earn by the
plan that `config.adventureworks.programme` states, and compares each rebate, each commission of a representative and
each tier with plain SQL over the orders. Ends with status 1 where a figure differs; says so in one line and ends where
the data is not there.
"""

import gzip
import os
import sys
import tempfile
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

from django.core.management import call_command  # noqa: E402 - Django is set up first
from django.db import connection  # noqa: E402
from django.db.models import Count, Sum  # noqa: E402
from oscar.apps.address.models import Country  # noqa: E402

from config.adventureworks.programme import Programme, open_programme, run_programme  # noqa: E402
from config.adventureworks.recount import differences  # noqa: E402
from crm_core.rep_commissions.models import Statement  # noqa: E402
from partners.accounts.models import PartnerAccount  # noqa: E402
from partners.rewards.models import LedgerEntry  # noqa: E402
from partners.scorecards.metrics import METRICS  # noqa: E402
from partners.scorecards.quarters import quarter_of  # noqa: E402
from partners.tiers.models import TierMembership  # noqa: E402

CONSUMERS = "FactInternetSales.csv.gz"
COUNTRIES = ("AU", "CA", "DE", "FR", "GB", "US")


def resellers_only(source: Path, folder: Path) -> None:
    """Link the tables into a folder, that of the consumers' orders without a row."""
    for path in source.glob("*.csv.gz"):
        if path.name != CONSUMERS:
            (folder / path.name).symlink_to(path)
    with gzip.open(source / CONSUMERS, "rt", encoding="utf-8") as file:
        (folder / CONSUMERS).write_bytes(gzip.compress(file.readline().encode()))


def run(source: Path) -> bool:
    """Import, earn, compare; tell whether every figure is what SQL says."""
    for code in COUNTRIES:
        Country.objects.get_or_create(iso_3166_1_a2=code, defaults={"printable_name": code})
    with tempfile.TemporaryDirectory() as name:
        resellers_only(source, Path(name))
        call_command("import_adventureworks", name)
    began, worked = time.perf_counter(), time.process_time()
    programme = open_programme()
    orders = run_programme()
    print(
        f"{orders} orders of {PartnerAccount.objects.count()} resellers have earned in"
        f" {time.perf_counter() - began:.0f} s ({time.process_time() - worked:.0f} s of processor)"
    )
    tell(programme)
    found = differences(programme)
    for one in found[:20]:
        print(f"  differs: {one.what} of {one.who}: {one.booked} booked, {one.by_sql} by SQL")
    print(f"{len(found)} figures differ from plain SQL")
    return not found


def tell(programme: Programme) -> None:
    """Print what there is to compare, and the scorecard of the biggest reseller."""
    rebates = LedgerEntry.objects.filter(rule=programme.rebate)
    statements = Statement.objects.filter(plan=programme.plan, total__gt=0)
    print(f"rebates: {rebates.count()} entries, {rebates.aggregate(sum=Sum('amount'))['sum']}")
    people = statements.values("user").distinct().count()
    print(
        f"commissions: {statements.count()} statements of {people} representatives,"
        f" {statements.aggregate(sum=Sum('total'))['sum']}"
    )
    tiers = TierMembership.objects.filter(until=None).order_by("tier__rank")
    print("tiers:", dict(tiers.values_list("tier__name").annotate(number=Count("pk"))))
    biggest = rebates.values("account").annotate(sum=Sum("amount")).order_by("-sum")[:1]
    for row in biggest:
        account = PartnerAccount.objects.get(pk=row["account"])
        before = quarter_of(rebates.filter(account=account).latest("period_start").period_start)
        told = {metric.name: metric.words(metric.read(account, before)) for metric in METRICS}
        print(f"scorecard of {account.company}, {before}: {told}")


def main() -> None:
    source = Path(os.environ.get("KILN_DATA_DIR", "")) / "adventureworks"
    if not (source / CONSUMERS).is_file():
        print("Skipped: KILN_DATA_DIR names no folder with adventureworks/.")
        return
    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["MIGRATE"] = False
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        is_right = run(source)
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)
    sys.exit(0 if is_right else 1)


if __name__ == "__main__":
    main()
