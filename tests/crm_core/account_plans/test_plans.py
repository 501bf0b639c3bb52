"""Plans of accounts: what counts towards the goal, what the form refuses, and who sees which."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crm_core.account_plans.models import AccountPlan, PlanTarget
from crm_core.account_plans.queries import ordered_by, percent_of, progress_of
from crm_core.customers.models import CustomerOrder
from shop.catalogue.models import Category
from shop.order.models import Order
from tests.crm_core.factories import CompanyFactory, CustomerFactory, rep_with, staff_with
from tests.shop.factories import OrderFactory, ProductFactory

pytestmark = pytest.mark.django_db
THIS_YEAR = timezone.localdate().year
RIGHTS = (
    *("customers.view_customer", "order.view_order", "activities.view_activity"),
    *(f"account_plans.{right}_accountplan" for right in ("view", "add", "change")),
)


def ordered(customer, total, *, year=THIS_YEAR, lines=(), **fields):
    """An order of a customer in a year."""
    order = OrderFactory(user=None, guest_email=f"{customer.pk}@example.com", lines=lines)
    values = {"currency": "EUR", "total_incl_tax": Decimal(total), **fields}
    Order.objects.filter(pk=order.pk).update(date_placed=datetime(year, 6, 1, 12, tzinfo=UTC), **values)
    CustomerOrder.objects.update_or_create(order=order, defaults={"customer": customer})
    return order


@pytest.fixture
def lindenhof():
    return CustomerFactory(kind="company", company=CompanyFactory(name="Lindenhof"), name="Lindenhof")


@pytest.fixture
def plan(lindenhof):
    return AccountPlan.objects.create(customer=lindenhof, year=THIS_YEAR, goal=1000, potential=4000)


def test_what_the_account_and_its_people_ordered_in_the_year_counts(lindenhof, plan):
    buyer = CustomerFactory(company=lindenhof.company)
    ordered(lindenhof, 200)
    ordered(buyer, 100)
    ordered(lindenhof, 400, year=THIS_YEAR - 1)
    ordered(lindenhof, 800, status="Cancelled")
    ordered(lindenhof, 1600, currency="USD")
    ordered(CustomerFactory(), 3200)

    assert ordered_by([plan]) == {plan.pk: Decimal(300)}


def test_sums_of_a_page_take_as_many_statements_as_those_of_one(lindenhof, plan):
    others = [
        AccountPlan.objects.create(customer=CustomerFactory(), year=THIS_YEAR - year, goal=1)
        for year in range(5)
    ]
    counts = []
    for plans in ([plan], [plan, *others]):
        with CaptureQueriesContext(connection) as asked:
            ordered_by(plans)
        counts.append(len(asked))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [("0", "0", 100), ("999.99", "1000", 99), ("1000", "1000", 100), ("0", "5", 0)],
)
def test_a_goal_is_reached_when_it_is(part, whole, percent):
    assert percent_of(Decimal(part), Decimal(whole)) == percent


def test_a_target_counts_the_lines_of_its_category_and_those_below(lindenhof, plan):
    tableware = Category.add_root(name="Tableware")
    bowls = tableware.add_child(name="Bowls")
    bowl, vase = ProductFactory(title="Bowl"), ProductFactory(title="Vase")
    bowl.categories.set([bowls])
    PlanTarget.objects.create(plan=plan, category=tableware, amount=500)
    order = ordered(lindenhof, 300, lines=[(bowl, 2), (vase, 1)])

    [target] = progress_of(plan)

    line = order.lines.get(product=bowl)
    assert (target.category.name, target.planned, target.ordered) == (
        "Tableware",
        Decimal(500),
        line.line_price_incl_tax,
    )


def test_the_database_holds_one_plan_a_year_within_the_potential(lindenhof, plan):
    for values in ({"year": THIS_YEAR, "goal": 1}, {"year": 2020, "goal": 5, "potential": 4}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AccountPlan.objects.create(customer=lindenhof, **values)


def sent(customer, **typed):
    values = {"customer": customer.pk, "year": THIS_YEAR, "goal": "1000", "potential": "", **typed}
    empty = {f"targets-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")}
    return values | empty


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [({"potential": "900"}, "potential"), ({"goal": "-1"}, "goal"), ({"year": "1066"}, "year")],
)
def test_a_plan_that_cannot_be_is_refused_and_kept_as_typed(client, lindenhof, typed, wrong):
    client.force_login(staff_with(*RIGHTS))

    page = client.post(reverse("account_plans:add"), sent(lindenhof, strategy="Visit often", **typed))

    form = page.context["form"]
    assert list(form.errors) == [wrong]
    assert ("Visit often" in page.text, AccountPlan.objects.count()) == (True, 0)


def test_a_second_plan_of_the_year_is_refused(client, lindenhof, plan):
    client.force_login(staff_with(*RIGHTS))

    page = client.post(reverse("account_plans:add"), sent(lindenhof))

    assert list(page.context["form"].errors) == ["year"]
    assert AccountPlan.objects.count() == 1


def test_a_representative_plans_for_their_own_accounts(client, lindenhof):
    rep = rep_with(*RIGHTS)
    lindenhof.owner = rep
    lindenhof.save()
    client.force_login(rep)

    page = client.get(f"{reverse('account_plans:add')}?customer={lindenhof.pk}")
    assert page.context["form"].instance.customer == lindenhof

    client.post(reverse("account_plans:add"), sent(lindenhof))
    plan = AccountPlan.objects.get()
    inspected = client.get(reverse("account_plans:inspect", args=[plan.pk]))
    assert (plan.customer, inspected.status_code, "Lindenhof" in inspected.text) == (lindenhof, 200, True)


@pytest.mark.parametrize("name", ["inspect", "edit"])
def test_plans_of_others_are_not_there(client, plan, name):
    client.force_login(rep_with(*RIGHTS))

    assert client.get(reverse(f"account_plans:{name}", args=[plan.pk])).status_code == 404
    assert "Lindenhof" not in client.get(reverse("account_plans:index")).text


def test_who_reads_no_orders_reads_no_sums(client, lindenhof, plan):
    ordered(lindenhof, 250)
    client.force_login(staff_with("customers.view_customer", "account_plans.view_accountplan"))

    pages = [
        client.get(reverse("account_plans:index")).text,
        client.get(reverse("account_plans:inspect", args=[plan.pk])).text,
        client.get(reverse("customers:inspect", args=[lindenhof.pk])).text,
    ]

    assert ["€1,000.00" in page for page in pages] == [True, True, True]
    assert [page.count("€250.00") for page in pages] == [0, 0, 0]


def test_the_customer_page_tells_how_far_the_plan_is(client, lindenhof, plan):
    ordered(lindenhof, 250)
    client.force_login(staff_with(*RIGHTS))

    text = client.get(reverse("customers:inspect", args=[lindenhof.pk])).text

    assert ('value="25"' in text, "€250.00 of €1,000.00" in " ".join(text.split())) == (True, True)
