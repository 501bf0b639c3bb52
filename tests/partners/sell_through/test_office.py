from datetime import date

import pytest
from django.urls import reverse

from partners.sell_through.demand import demand, months_until
from partners.sell_through.models import Kind, LogisticUnits, ReportingPeriod, SellThroughReport
from tests.partners.factories import PartnerAccountFactory
from tests.partners.sell_through.factories import ReportingTermsFactory, draft, october, reported
from tests.shop.factories import ProductFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
TODAY = date(2026, 11, 30)
SOLD = "sku,quantity\nV1,62\n"


@pytest.fixture
def staff(client):
    user = StaffFactory(is_superuser=True)
    client.force_login(user)
    return user


def test_demand_adds_up_what_counts_of_all_partners():
    product = ProductFactory(code="V1", num_in_stock=7)
    accounts = [PartnerAccountFactory(), PartnerAccountFactory()]
    for account in accounts:
        reported(account, SOLD)
        reported(account, "sku,quantity\nV1,10\n", kind=Kind.STOCK)
    draft(accounts[0], "sku,quantity\nV1,1000\n")

    months, (row,) = demand(today=TODAY)

    assert months == months_until(TODAY)
    assert months[-1] == date(2026, 10, 1)
    assert (row.product_id, row.sold[-1], row.total) == (product.pk, 124, 124)
    assert (row.in_channel, row.partners, row.own_stock) == (20, 2, 7)
    assert row.cover == 20 * 184 // 124
    assert demand(today=TODAY, account=accounts[0])[1][0].total == 62
    assert demand(today=TODAY, text="nothing")[1] == []


def test_only_the_last_count_of_each_partner_lies_in_the_channel():
    ProductFactory(code="V1")
    ProductFactory(code="V2")
    account = PartnerAccountFactory()
    september = ReportingPeriod.objects.create(
        cadence="month", starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 30)
    )
    reported(account, "sku,quantity\nV1,99\nV2,5\n", kind=Kind.STOCK, period=september)
    reported(account, "sku,quantity\nV1,10\n", kind=Kind.STOCK)

    assert [row.in_channel for row in demand(today=TODAY)[1]] == [10]


def test_demand_costs_the_same_for_one_product_and_three(django_assert_max_num_queries):
    for number in range(3):
        ProductFactory(code=f"P{number}")
    reported(PartnerAccountFactory(), "sku,quantity\nP0,1\nP1,2\nP2,3\n")
    with django_assert_max_num_queries(12):
        assert len(demand(today=TODAY)[1]) == 3


def test_demand_page_and_file(client, staff):
    ProductFactory(code="V1", title="Vase")
    reported(PartnerAccountFactory(), SOLD)

    assert "Vase" in client.get("/cms/partner-demand/").content.decode()
    text = client.get("/cms/partner-demand/?export=csv").content.decode()
    assert "V1,Vase" in text


def test_period_is_closed_and_opened(client, staff):
    ProductFactory(code="V1")
    report = reported(PartnerAccountFactory(), SOLD)
    page = reverse("partner-report-periods:inspect", args=[october().pk])
    assert "Close the period" in client.get(page).content.decode()

    client.post(page, {"action": "lock"})
    report.refresh_from_db()
    assert (report.state, october().is_locked) == ("accepted", True)
    client.post(page, {"action": "unlock"})
    report.refresh_from_db()
    assert (report.state, october().is_locked) == ("submitted", False)


def test_lists_and_the_page_of_a_report_open(client, staff):
    ProductFactory(code="V1", title="Vase")
    ReportingTermsFactory()
    report = reported(PartnerAccountFactory(), SOLD)
    for name in ("reports", "report-gaps", "report-periods", "report-terms"):
        assert client.get(f"/cms/partner-{name}/").status_code == 200, name
    html = client.get(reverse("partner-reports:inspect", args=[report.pk])).content.decode()
    assert "Vase" in html
    edit = reverse("partner-reports:edit", args=[report.pk])
    assert client.post(edit, {"state": "draft"}).status_code in {302, 403}
    assert SellThroughReport.objects.get().state == "submitted"


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"product": "NOPE"}, "There is no product with this number."),
        ({"pallet_pieces": "61"}, "whole number of cases"),
        ({}, ""),
    ],
)
def test_cases_and_pallets_are_entered_by_number(client, staff, typed, problem):
    product = ProductFactory(code="V1")
    assert client.get("/cms/cases-and-pallets/").status_code == 200
    data = {"product": "V1", "case_pieces": "6", "pallet_pieces": "60", **typed}

    response = client.post("/cms/cases-and-pallets/new/", data)

    assert (problem in response.content.decode()) if problem else response.status_code == 302
    assert LogisticUnits.objects.filter(product=product).exists() is not bool(problem)
    if not problem:
        again = client.post("/cms/cases-and-pallets/new/", data)
        assert "has its cases already" in again.content.decode()


def test_staff_without_the_role_are_refused(client):
    client.force_login(StaffFactory(is_superuser=False))
    for name in ("partner-demand", "partner-reports", "partner-report-periods"):
        assert client.get(f"/cms/{name}/").status_code in {302, 403}
