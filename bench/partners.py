"""How quick the partner portal is: `DATABASE_URL=postgres://... python -m bench.partners [--companies 200000]`.

Makes a test database on the server of the settings and deletes it at the end. Conflict check: a registration against
so many companies with their contacts, names made of few words, so that many are alike; p95 of 300 checks, which is to be
100 ms at most. Beside the time on the clock, which tells of a busy machine too, it prints the processor's time of this
process; what the database takes is not in that. Ends with status 1 where a target is missed.
"""

import argparse
import os
import random
import statistics
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

from django.db import connection  # noqa: E402 - Django is set up first
from django.utils import timezone  # noqa: E402

from partners.accounts.models import PartnerAccount  # noqa: E402
from partners.deal_registrations.checking import find_matches  # noqa: E402
from partners.deal_registrations.index import index_all  # noqa: E402
from partners.deal_registrations.models import DealRegistration  # noqa: E402
from shop.b2b.models import Company, CompanyContact  # noqa: E402

CHECK_P95 = 100.0
CHECKS, BATCH = 300, 5_000
WORDS = [
    "Harbour",
    "Mountain",
    "River",
    "North",
    "South",
    "Grand",
    "Royal",
    "Blue",
    "Green",
    "Golden",
    "Silver",
    "Old",
    "New",
    "Central",
    "Lake",
    "Forest",
    "Garden",
    "Castle",
    "Bridge",
    "Market",
    "Station",
    "Park",
    "Sun",
    "Moon",
    "Star",
    "Stone",
    "Iron",
    "Copper",
    "Cedar",
    "Oak",
    "Maple",
    "Willow",
    "Falcon",
    "Eagle",
    "Fox",
    "Bear",
]
TRADES = [
    "Hotel",
    "Restaurant",
    "Catering",
    "Kitchens",
    "Interiors",
    "Studio",
    "Ceramics",
    "Trading",
    "Foods",
    "Logistics",
    "Clinic",
    "Bakery",
]
SYLLABLES = [
    "ba",
    "be",
    "bi",
    "bo",
    "da",
    "de",
    "di",
    "do",
    "fa",
    "fe",
    "ka",
    "ke",
    "ki",
    "ko",
    "la",
    "le",
    "li",
    "lo",
    "ma",
    "me",
    "mi",
    "mo",
    "na",
    "ne",
    "pa",
    "pe",
    "ra",
    "re",
    "ri",
    "sa",
    "se",
    "ta",
    "te",
    "to",
]
FORMS = ["GmbH", "AG", "Ltd", "KG", "S.r.l.", ""]


def name_of(chance: random.Random) -> str:
    """Make up a company: a family or place, a word, a trade, a legal form."""
    family = "".join(chance.choice(SYLLABLES) for _number in range(chance.randint(2, 4))).title()
    first = chance.choice((family, family, chance.choice(WORDS)))
    return f"{first} {chance.choice(WORDS)} {chance.choice(TRADES)} {chance.choice(FORMS)}".strip()


def fill(companies: int, chance: random.Random) -> None:
    """Write companies with one contact each, and the keys of all."""
    for start in range(0, companies, BATCH):
        numbers = range(start, min(start + BATCH, companies))
        rows = Company.objects.bulk_create(
            Company(name=name_of(chance), vat_id=f"XX{number:09d}", website=f"https://firm{number}.example")
            for number in numbers
        )
        CompanyContact.objects.bulk_create(
            CompanyContact(company=row, name="-", email=f"office@firm{number}.example")
            for row, number in zip(rows, numbers, strict=True)
        )
    index_all()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def registration(companies: int, chance: random.Random, account: PartnerAccount) -> DealRegistration:
    """Claim a company: known by its domain or VAT id, by a name with a slip, or not known at all."""
    number, kind = chance.randrange(companies), chance.randrange(4)
    held = Company.objects.order_by("pk")[number]
    claim = DealRegistration(account=account, country="DE", customer_name=name_of(chance))
    if kind == 0:
        claim.contact_email = f"buyer@firm{number}.example"
    elif kind == 1:
        claim.vat_id = held.vat_id
    elif kind == 2:
        place = chance.randrange(1, len(held.name) - 1)
        claim.customer_name = held.name[:place] + held.name[place + 1 :]
    else:
        claim.contact_email = f"new{number}@nobody{number}.example"
    return claim


def check_conflicts(companies: int) -> bool:
    """Time the conflict check; tell whether the target is met."""
    chance = random.Random(20261130)
    began = time.perf_counter()
    fill(companies, chance)
    print(f"{companies} companies written and indexed in {time.perf_counter() - began:.0f} s")
    account = PartnerAccount.objects.create(
        company=Company.objects.create(name="Nordform"), code="nordform", commission_rate=8
    )
    claims = [registration(companies, chance, account) for _number in range(CHECKS)]
    times, processor, found, now = [], [], 0, timezone.now()
    for claim in claims:
        began, worked = time.perf_counter(), time.process_time()
        found += bool(find_matches(claim, now=now))
        times.append((time.perf_counter() - began) * 1000)
        processor.append((time.process_time() - worked) * 1000)
    p95 = quantile(times)
    print(
        f"conflict check: median {statistics.median(times):.1f} ms, p95 {p95:.1f} ms (target {CHECK_P95:.0f}),"
        f" longest {max(times):.1f} ms; {found} of {CHECKS} found somebody"
    )
    print(f"processor: median {statistics.median(processor):.1f} ms, p95 {quantile(processor):.1f} ms")
    return p95 <= CHECK_P95


def quantile(times: list[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(times, n=20)[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--companies", type=int, default=200_000)
    wanted = parser.parse_args()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["MIGRATE"] = False
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        is_met = check_conflicts(wanted.companies)
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)
    sys.exit(0 if is_met else 1)


if __name__ == "__main__":
    main()
