"""AdventureWorks in small: what its files say is what is there afterwards, however often it is read."""

import csv
import gzip
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from config.adventureworks.files import Files, address_of, months_until
from crm_core.customers.models import Customer, CustomerOrder, Team, Territory
from crm_core.forecast.models import Quota
from shop.b2b.models import Company, CompanyGroup, CompanyLocation
from shop.catalogue.models import Product
from shop.order.models import Order
from shop.partner.buyers import buyer_for
from shop.partner.models import ListPrice, StockRecord
from shop.partner.queries import purchase_info
from shop.user.models import User
from tests.config.adventureworks.tables import TABLES
from tests.shop.factories import CountryFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    for name, rows in TABLES.items():
        text = StringIO()
        writer = csv.DictWriter(text, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
        (tmp_path / f"{name}.csv.gz").write_bytes(gzip.compress(text.getvalue().encode()))
    CountryFactory(iso_3166_1_a2="FR", printable_name="France")
    return tmp_path


def load(folder):
    out = StringIO()
    call_command("import_adventureworks", folder, keep_dates=True, stdout=out)
    return out.getvalue()


def test_all_of_it_is_there_and_once(folder):
    told = load(folder)
    load(folder)

    assert "1 resellers, 4 dealer prices, 2 representatives in 1 territories, 2 quotas." in told
    company = Company.objects.get()
    assert (company.name, company.group, company.sales_rep) == (
        "A Bike Store",
        CompanyGroup.objects.get(name="Warehouse"),
        User.objects.get(email="ranjit0@adventure-works.example"),
    )
    assert CompanyLocation.objects.get().country_id == "FR"
    resold, bought = Order.objects.order_by("number")
    assert (resold.number, resold.company, resold.po_number, resold.total_incl_tax) == (
        "AW-SO1",
        company,
        "PO7",
        Decimal("352.80"),
    )
    assert (resold.date_placed.date(), bought.total_incl_tax) == (date(2013, 11, 30), 120)
    customer = CustomerOrder.objects.get(order=resold).customer
    assert (customer.company, customer.owner, customer.territory.name) == (
        company,
        company.sales_rep,
        "France",
    )
    assert Customer.objects.get(email="jon24@adventure-works.example").orders_count == 1
    team = Team.objects.get()
    assert (team.name, team.manager.first_name, team.members.count()) == ("Europe", "Amy", 2)
    assert list(Territory.objects.get().members.all()) == [company.sales_rep]
    assert list(Quota.objects.order_by("starts_on").values_list("starts_on", "amount")) == [
        (date(2011, 1, 1), 9000),
        (date(2011, 4, 1), 28000),
    ]


def test_products_are_models_with_their_sizes_at_the_latest_price(folder):
    load(folder)

    parent = Product.objects.get(structure="parent")
    assert (parent.title, parent.children.count()) == ("Road", 2)
    record = StockRecord.objects.get(partner_sku="RB-52")
    assert (record.price, record.cost, record.num_in_stock) == (120, 50, 7)
    assert dict(ListPrice.objects.filter(stockrecord=record).values_list("min_quantity", "price")) == {
        1: 72,
        11: Decimal("70.56"),
    }


def test_a_resellers_buyer_sees_dealer_prices(folder):
    load(folder)
    user = UserFactory()
    contact = Company.objects.get().contacts.get()
    contact.user = user
    contact.save()
    user.refresh_from_db()
    product = StockRecord.objects.get(partner_sku="RB-58").product

    assert purchase_info(product, buyer=buyer_for(user)).price.incl_tax == 72
    assert purchase_info(product, buyer=buyer_for(None)).price.incl_tax == 120


def test_a_missing_file_is_named(folder):
    (folder / "DimReseller.csv.gz").unlink()

    with pytest.raises(CommandError, match=r"DimReseller\.csv\.gz is not in"):
        load(folder)
    assert not Order.objects.exists()


def test_days_move_by_whole_quarters():
    files = Files(folder=None, months_later=months_until(date(2026, 11, 30)))

    assert (files.months_later, files.day("2014-01-28")) == (153, date(2026, 10, 28))
    assert files.day("2013-05-31") == date(2026, 2, 28)
    assert months_until(date(2014, 4, 27)) == 0


def test_nobody_real_is_written_to():
    assert address_of("Jon24@Adventure-Works.com ") == "jon24@adventure-works.example"
