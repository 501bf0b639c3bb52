import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from crm_core.customers.models import Customer
from crm_core.customers.panels import PANELS
from crm_core.customers.services import attach_order, identify
from crm_core.timeline.services import record
from shop.backoffice.panels import Panel
from shop.formats import format_money
from tests.crm_core.factories import CustomerFactory, staff_with
from tests.shop.factories import OrderFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
LIST = "/cms/customers/"


@pytest.fixture
def sales(client):
    user = staff_with("customers.view_customer", "customers.view_all_customer", "order.view_order")
    client.force_login(user)
    return client


def found(response):
    return [str(customer) for customer in response.context["object_list"]]


def pages():
    customer = CustomerFactory()
    return [
        LIST,
        f"{LIST}{customer.pk}/",
        f"{LIST}{customer.pk}/timeline/",
        f"{LIST}results/",
        f"{LIST}new/",
        f"{LIST}edit/{customer.pk}/",
        f"{LIST}delete/{customer.pk}/",
        f"{LIST}history/{customer.pk}/",
    ]


def test_strangers_are_sent_to_the_one_login(client):
    for page in pages():
        response = client.get(page)
        assert (response.status_code, response.url) == (302, f"{reverse('account_login')}?next={page}")


def test_buyer_is_refused_and_sees_nothing(client):
    client.force_login(UserFactory())
    for page in pages():
        response = client.get(page)
        assert response.status_code == 403
        assert "Mara Lindt" not in response.content.decode()


def test_staff_without_the_right_is_refused_and_sees_nothing(client):
    client.force_login(staff_with("order.view_order"))
    for page in pages():
        response = client.get(page)
        assert response.status_code == 403
        assert "Mara Lindt" not in response.content.decode()


def test_who_may_look_may_not_write(sales):
    answers = [sales.get(page).status_code for page in pages()]

    assert answers == [200, 200, 200, 200, 403, 403, 403, 403]


@pytest.mark.parametrize("query", ["", "?q=lindt", "?has_orders=true", "?kind=person", "?ordering=-spent"])
def test_list_costs_the_same_for_one_and_three(sales, query, django_assert_max_num_queries):
    counts = []
    for number in (1, 2):
        for _customer in range(number):
            CustomerFactory(orders_count=1, owner=UserFactory(is_staff=True))
        sales.get(LIST + query)
        with django_assert_max_num_queries(28) as captured:
            response = sales.get(LIST + query)
        counts.append((len(response.context["object_list"]), len(captured)))

    assert [rows for rows, _queries in counts] == [1, 3]
    assert counts[0][1] == counts[1][1]


def test_list_is_filtered(sales):
    owner = staff_with()
    CustomerFactory(name="Mara", orders_count=2)
    CustomerFactory(name="Harbour", kind="company", owner=owner)

    assert found(sales.get(LIST + "?kind=company")) == ["Harbour"]
    assert found(sales.get(LIST + "?has_orders=true")) == ["Mara"]
    assert found(sales.get(LIST + "?has_orders=false")) == ["Harbour"]
    assert found(sales.get(f"{LIST}?owner={owner.pk}")) == ["Harbour"]


def test_list_is_searched_by_order_number(sales):
    attach_order(OrderFactory(number="K-7F3Q-2291", guest_email="mara@lindt.example"))
    CustomerFactory(name="Paul")

    assert found(sales.get(LIST + "?q=k-7f3q-2291")) == ["Ada Potter"]


def test_who_never_bought_stands_last(sales):
    now = timezone.now()
    CustomerFactory(name="Never")
    CustomerFactory(name="Early", last_order_at=now - timedelta(days=9))
    CustomerFactory(name="Late", last_order_at=now)

    assert found(sales.get(LIST + "?ordering=-last_order_at")) == ["Late", "Early", "Never"]
    assert found(sales.get(LIST + "?ordering=last_order_at")) == ["Early", "Late", "Never"]


def test_unknown_order_of_the_list_is_ignored(sales):
    CustomerFactory(name="Mara")

    assert found(sales.get(LIST + "?ordering=owner__password")) == ["Mara"]


def test_money_is_only_for_those_who_may_see_orders(client):
    order = OrderFactory(number="K-7F3Q-2291")
    customer = attach_order(order)
    client.force_login(
        staff_with("customers.view_customer", "customers.view_all_customer", "customers.export_customer")
    )

    for page in (LIST, f"{LIST}{customer.pk}/", f"{LIST}{customer.pk}/timeline/", f"{LIST}?export=csv"):
        response = client.get(page)
        text = response.getvalue().decode()
        assert response.status_code == 200
        assert str(order.total_incl_tax) not in text
        assert "K-7F3Q-2291" not in text
        assert "Total spent" not in text


def test_export_needs_its_own_right(sales):
    CustomerFactory()

    assert sales.get(LIST + "?export=csv").status_code == 403
    assert sales.get(LIST + "?export=xlsx").status_code == 403


def test_export_keeps_formulas_from_running(client):
    CustomerFactory(name="=1+1", email="mara@lindt.example")
    client.force_login(
        staff_with("customers.view_customer", "customers.view_all_customer", "customers.export_customer")
    )

    rows = list(csv.reader(io.StringIO(client.get(LIST + "?export=csv").getvalue().decode())))

    assert rows[1][2:4] == ["'=1+1", "mara@lindt.example"]


def test_page_tells_who_and_how_they_are(sales):
    order = OrderFactory(guest_email="mara@lindt.example", number="K-7F3Q-2291")
    customer = attach_order(order)

    response = sales.get(f"{LIST}{customer.pk}/")

    assert response.context["customer"] == customer
    figures = response.context["figures"]
    total = format_money(order.total_incl_tax, "EUR")
    assert [figure.value for figure in figures] == ["today", "1", total, total]
    text = response.content.decode()
    assert reverse("dashboard:order-detail", args=["K-7F3Q-2291"]) in text
    assert "mara@lindt.example" in text


def test_page_costs_the_same_for_one_and_three_entries(sales, django_assert_max_num_queries):
    order = OrderFactory()
    customer = attach_order(order)
    counts = []
    for number in (1, 2):
        for place in range(number):
            record(
                customer,
                kind="order.placed",
                occurred_at=timezone.now(),
                source=f"test:{number}:{place}",
                data={"number": order.number, "total": "12.00", "currency": "EUR", "lines": []},
            )
        sales.get(f"{LIST}{customer.pk}/")
        with django_assert_max_num_queries(72) as captured:
            sales.get(f"{LIST}{customer.pk}/")
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_page_survives_a_failing_panel(sales, monkeypatch):
    def broken(customer, user):
        raise ValueError("cracked")

    panel = Panel(name="broken", title="Broken", template="x.html", context=broken, order=1)
    monkeypatch.setitem(PANELS._entries, "broken", panel)

    response = sales.get(f"{LIST}{CustomerFactory(name='Mara').pk}/")

    assert response.status_code == 200
    assert "This could not be shown just now" in response.content.decode()


def test_page_of_nobody_is_not_found(sales):
    assert sales.get(f"{LIST}999/").status_code == 404


@pytest.fixture
def editor(client):
    client.force_login(staff_with(*(f"customers.{action}_customer" for action in ("view", "add", "change"))))
    return client


def form(**fields):
    blank = {
        "kind": "person",
        "name": "",
        "email": "",
        "phone": "",
        "company": "",
        "owner": "",
        "language": "",
    }
    return {**blank, **fields}


def test_customer_by_hand_gets_its_keys(editor):
    editor.post(f"{LIST}new/", form(name="Mara", email="Mara@Lindt.example", phone="+49 30 1234567"))

    customer = Customer.objects.get()
    assert (customer.name, customer.email, customer.phone) == ("Mara", "mara@lindt.example", "+49301234567")
    assert identify(email="mara@lindt.example") == identify(phone="+49301234567") == customer


def test_second_customer_for_an_address_is_refused_and_nothing_is_written(editor):
    mara = CustomerFactory(email="mara@lindt.example")

    response = editor.post(f"{LIST}new/", form(name="Mara again", email="Mara@Lindt.example"))

    assert response.context["form"].errors == {
        "email": [f"This already belongs to {mara} (customer {mara.pk})."]
    }
    assert list(Customer.objects.all()) == [mara]


def test_unreadable_number_is_refused_with_advice(editor):
    response = editor.post(f"{LIST}new/", form(name="Mara", phone="1234"))

    assert response.context["form"].errors == {
        "phone": ["Write the number with its country code, for example +49 30 1234567."]
    }
    assert Customer.objects.count() == 0


def test_customer_without_anything_is_refused(editor):
    response = editor.post(f"{LIST}new/", form())

    assert response.context["form"].non_field_errors() == [
        "Give at least a name, an e-mail address or a phone number."
    ]


def test_changed_address_leads_here_too(editor):
    customer = CustomerFactory(email="mara@lindt.example")

    editor.post(f"{LIST}edit/{customer.pk}/", form(name="Mara", email="mara@new.example"))

    assert identify(email="mara@new.example") == identify(email="mara@lindt.example") == customer
