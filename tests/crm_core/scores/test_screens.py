import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from crm_core.customers.models import Customer
from crm_core.scores.columns import add_scores
from crm_core.scores.figures import customers_at_risk, orders_overdue
from crm_core.scores.models import CustomerScore
from tests.crm_core.factories import CustomerFactory, staff_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
LIST = "/cms/customers/"
KEY = "Pk"
MONEY = "order.view_order"


@pytest.fixture
def mara():
    late = timezone.localdate() - timedelta(days=12)
    customer = CustomerFactory(stage=Customer.Stage.AT_RISK, next_order_on=late)
    CustomerScore.objects.create(
        customer=customer,
        calculated_at=timezone.now(),
        orders=6,
        order_days=5,
        first_order_on=late - timedelta(days=170),
        last_order_on=late - timedelta(days=34),
        spent=Decimal(600),
        recency=4,
        frequency=5,
        monetary=3,
        margin=Decimal("210.00"),
        margin_revenue=Decimal("420.00"),
        revenue=Decimal("504.20"),
        interval=34.2,
        interval_error=9.1,
        forecast_on=late + timedelta(days=30),
        p_alive=0.97,
        p_order=0.82,
        p_order_error=0.04,
        expected_orders=7.5,
        clv=Decimal("742.10"),
        clv_error=Decimal("120.00"),
    )
    return customer


@pytest.fixture
def sales(client):
    client.force_login(staff_with("customers.view_customer", MONEY, "customers.export_customer"))
    return client


def found(response):
    return [customer.pk for customer in response.context["object_list"]]


def test_customer_page_says_how_they_buy(sales, mara):
    page = sales.get(f"{LIST}{mara.pk}/").content.decode()

    for words in (
        "usually orders every 34 days; 12 days late",
        "likely to order again: 82 %",
        "± 4 percentage points",
        "97 %",
        "€742.10",
        "± €120",
        "€210.00 (50 %)",
        "cost known for 83 % of revenue",
        "4 · 5 · 3",
        '<span class="pill warn">at risk</span>',
    ):
        assert words in page


def test_who_may_not_see_orders_sees_the_stage_alone(client, mara):
    client.force_login(staff_with("customers.view_customer"))

    page = client.get(f"{LIST}{mara.pk}/").content.decode()

    assert "at risk" in page
    assert "Buying behaviour" not in page


def test_who_never_ordered_has_no_panel(sales):
    assert "Buying behaviour" not in sales.get(f"{LIST}{CustomerFactory().pk}/").content.decode()


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("stage=at_risk", True),
        ("stage=lost", False),
        ("stage=lost&stage=at_risk", True),
        ("next_order=overdue", True),
        ("next_order=7", False),
        ("next_order=30", False),
    ],
)
def test_list_is_filtered_by_stage_and_next_order(sales, mara, query, is_found):
    CustomerFactory()

    assert found(sales.get(f"{LIST}?{query}")) == ([mara.pk] if is_found else [])


def test_list_sorts_by_next_order_with_the_unknown_last(sales, mara):
    later = CustomerFactory(next_order_on=timezone.localdate())
    never = CustomerFactory()

    assert found(sales.get(f"{LIST}?ordering=next_order_on")) == [mara.pk, later.pk, never.pk]
    assert found(sales.get(f"{LIST}?ordering=-next_order_on")) == [later.pk, mara.pk, never.pk]


def test_export_holds_the_scores(sales, mara):
    none = CustomerFactory()

    answer = b"".join(sales.get(f"{LIST}?export=csv&ordering=created_at")).decode()
    rows = {row[KEY]: row for row in csv.DictReader(io.StringIO(answer))}

    assert {name: rows[str(mara.pk)][name] for name in ("RFM", "Likely to order again", "Margin")} == {
        "RFM": "4-5-3",
        "Likely to order again": "0.82",
        "Margin": "210.00",
    }
    assert rows[str(none.pk)]["RFM"] == ""


def test_export_of_who_may_not_see_orders_holds_none(client, mara):
    client.force_login(staff_with("customers.view_customer", "customers.export_customer"))

    head = b"".join(client.get(f"{LIST}?export=csv")).decode().splitlines()[0]

    assert "Stage" in head
    assert "RFM" not in head


def test_scores_of_a_page_are_one_query(sales, mara, django_assert_num_queries):
    customers = [mara, *(CustomerFactory() for _place in range(5))]
    with django_assert_num_queries(1):
        add_scores(customers)

    assert (customers[0].rfm, customers[1].rfm) == ("4-5-3", None)


def test_start_page_counts_what_its_lists_show(sales, mara):
    CustomerFactory(stage=Customer.Stage.LOST)

    for figure in (customers_at_risk(), orders_overdue()):
        assert figure.value == "1"
        assert found(sales.get(figure.url)) == [mara.pk]


def test_list_shows_a_day_ahead_as_its_date(sales):
    ahead = timezone.localdate() + timedelta(days=40)
    CustomerFactory(name="Ada Lindt", next_order_on=ahead)

    page = sales.get(f"{LIST}?q=Ada")

    assert date_format(ahead, "DATE_FORMAT") in page.content.decode()
