"""What nothing reads is on no screen and at no address."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from shop.dashboard.reports.utils import GeneratorRepository
from tests.shop.dashboard.walking import dashboard_views
from tests.shop.factories import StaffFactory
from tests.shop.stock.factories import WarehouseFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def staff(client):
    client.force_login(StaffFactory(is_superuser=True))
    return client


@pytest.mark.parametrize(
    "part", ["shipping/weight-based/", "shipping/weight-based/create/", "comms/", "pages/"]
)
def test_parts_of_oscars_dashboard_that_nothing_reads_have_no_address(staff, part):
    assert staff.get(f"/cms/shop/{part}").status_code == 404
    assert [view for view in dashboard_views() if view.startswith(f"/cms/shop/{part.split('/')[0]}/")] == []


def test_reports_without_data_are_not_offered_and_not_made(staff):
    assert [generator.code for generator in GeneratorRepository().get_report_generators()] == [
        "order_report",
        "open_baskets",
        "submitted_baskets",
        "vouchers",
        "conditional-offers",
    ]
    page = BeautifulSoup(staff.get(reverse("dashboard:reports-index")).content, "html.parser")
    codes = [option["value"] for option in page.select("select[name=report_type] option")]
    assert sorted(codes) == [
        "conditional-offers",
        "open_baskets",
        "order_report",
        "submitted_baskets",
        "vouchers",
    ]

    for code in ("product_analytics", "user_analytics"):
        response = staff.get(reverse("dashboard:reports-index"), {"report_type": code})
        assert response.context["form"].errors.keys() == {"report_type"}


def test_a_warehouse_asks_whether_buyers_pick_up_there(staff):
    warehouse = WarehouseFactory()
    for address in (reverse("warehouses:add"), reverse("warehouses:edit", args=[warehouse.pk])):
        page = staff.get(address)
        assert page.status_code == 200
        assert page.content.decode().count('name="is_pickup"') == 1
