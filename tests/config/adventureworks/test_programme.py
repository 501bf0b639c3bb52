"""The stated plan on a made-up extract in the data's form: what is booked is what plain SQL says."""

import csv
import gzip
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from config.adventureworks.programme import open_programme, run_programme
from config.adventureworks.recount import Difference, differences
from crm_core.rep_commissions.models import Statement
from partners.accounts.models import PartnerAccount
from partners.rewards.models import LedgerEntry
from partners.tiers.queries import tier_of
from shop.b2b.models import Company
from tests.config.adventureworks.tables import TABLES
from tests.shop.factories import CountryFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
RESELLER, SOLD = TABLES["DimReseller"][0], TABLES["FactResellerSales"][0]
#: Reseller, representative, day, pieces at 60.00 less 2 per cent.
ORDERS = (
    ("1", "292", "2013-05-31", 171),
    ("1", "292", "2013-08-30", 900),
    ("1", "292", "2013-11-30", 333),
    ("2", "292", "2013-11-30", 7),
    ("2", "292", "2013-11-30", 2001),
    ("3", "290", "2013-12-31", 351),
    ("3", "290", "2011-05-31", 171),
)


@pytest.fixture
def programme(tmp_path):
    tables = TABLES | {
        "DimReseller": [
            RESELLER
            | {"ResellerKey": key, "ResellerAlternateKey": f"AW0000000{key}", "ResellerName": f"Bikes {key}"}
            for key in "123"
        ],
        "FactResellerSales": [
            SOLD
            | {"ResellerKey": reseller, "EmployeeKey": seller, "OrderDate": day, "SalesOrderNumber": f"SO{n}"}
            | {"OrderQuantity": str(pieces)}
            for n, (reseller, seller, day, pieces) in enumerate(ORDERS, start=10)
        ],
    }
    for name, rows in tables.items():
        text = StringIO()
        writer = csv.DictWriter(text, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
        (tmp_path / f"{name}.csv.gz").write_bytes(gzip.compress(text.getvalue().encode()))
    CountryFactory(iso_3166_1_a2="FR", printable_name="France")
    call_command("import_adventureworks", tmp_path, stdout=StringIO())
    return open_programme()


def test_what_is_booked_is_what_sql_says_and_once(programme):
    assert run_programme() == len(ORDERS)
    assert differences(programme) == []
    run_programme()
    open_programme()
    assert differences(programme) == []

    assert PartnerAccount.objects.count() == 3
    [biggest] = LedgerEntry.objects.filter(amount__gt=3000)
    # 2,008 pieces at 58.80 are 118,070.40: the highest level, of the whole volume.
    assert (biggest.account.company.name, biggest.amount) == ("Bikes 2", Decimal("3542.11"))
    assert Statement.objects.filter(total__gt=0).exists()
    names = {str(tier_of(account)) for account in PartnerAccount.objects.all()}
    assert names == {"AdventureWorks: Gold", "AdventureWorks: Silver"}


def test_what_is_booked_wrong_is_told(programme):
    run_programme()
    statement = Statement.objects.filter(total__gt=0).first()
    Statement.objects.filter(pk=statement.pk).update(total=statement.total + 1)

    [found] = differences(programme)
    assert found == Difference(
        what="commission", who=statement.user_id, booked=statement.total + 1, by_sql=statement.total
    )
    assert Company.objects.count() == 3
