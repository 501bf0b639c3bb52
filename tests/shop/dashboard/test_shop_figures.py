"""A figure of the start page leads to what it counts, and to nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from content.figures import pages_to_review
from crm_core.customers.figures import new_customers
from crm_core.customers.models import Customer
from shop.catalogue.models import Product
from shop.dashboard import shop_figures
from shop.events.models import Delivery, Event
from shop.mail.models import Mail
from shop.order.models import Order
from shop.order.services import cancel_order, mark_order_paid
from tests.crm_core.factories import CustomerFactory
from tests.shop.factories import OrderFactory, ParentProductFactory, ProductFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def staff(client):
    client.force_login(StaffFactory(is_superuser=True))
    return client


def placed(order, *, days):
    Order.objects.filter(pk=order.pk).update(date_placed=timezone.now() - timedelta(days=days))
    return order.number


def shown(client, reading):
    return [row.number for row in client.get(reading.url).context["object_list"]]


def test_orders_that_wait_are_those_of_the_list(staff):
    fresh = placed(mark_order_paid(OrderFactory()), days=1)
    old = placed(mark_order_paid(OrderFactory()), days=3)
    held = placed(OrderFactory(), days=9)
    Order.objects.filter(number=held).update(status="Authorised")
    unpaid = placed(OrderFactory(), days=30)
    sent = placed(mark_order_paid(OrderFactory()), days=30)
    Order.objects.filter(number=sent).update(status="Dispatched")

    assert shown(staff, shop_figures.to_pack()) == [held, old, fresh]
    assert shown(staff, shop_figures.late()) == [held, old]
    assert shown(staff, shop_figures.waiting_for_payment()) == [unpaid]
    counted = [shop_figures.to_pack, shop_figures.late, shop_figures.waiting_for_payment]
    assert [figure().value for figure in counted] == ["3", "2", "1"]
    rest = staff.get("/cms/shop/orders/?late=false&ordering=date_placed").context["object_list"]
    assert {order.number for order in rest} == {unpaid, sent, fresh}


def test_what_was_shipped_and_not_paid_is_a_figure_a_view_and_a_note_in_the_list(staff, settings):
    settings.KILN_ACCOUNT_TERMS_DAYS = 14
    paid = placed(mark_order_paid(OrderFactory()), days=30)
    waiting = placed(OrderFactory(), days=30)
    done, sent = (placed(OrderFactory(), days=days) for days in (13, 5))
    for number, status in ((paid, "Dispatched"), (done, "Complete"), (sent, "Dispatched")):
        Order.objects.filter(number=number).update(status=status)

    reading = shop_figures.shipped_unpaid()

    assert (reading.value, reading.tone, shown(staff, reading)) == ("2", "", [done, sent])
    page = staff.get(reading.url)
    assert page.content.decode().count("not paid</span>") == 2
    bar = page.context["view"].bar.standard_links
    assert [link["label"] for link in bar if link["is_current"]] == ["Shipped, not paid"]
    rest = staff.get("/cms/shop/orders/?unpaid=false").context["object_list"]
    assert {order.number for order in rest} == {paid, waiting}
    placed(Order.objects.get(number=sent), days=15)
    assert shop_figures.shipped_unpaid().tone == "todo"


def test_each_figure_of_waiting_orders_is_a_view_of_the_list(staff):
    views = [link["url"] for link in staff.get("/cms/shop/orders/").context["view"].bar.standard_links]

    figures = ("waiting_for_payment", "to_pack", "late", "shipped_unpaid")
    assert [getattr(shop_figures, name)().url for name in figures] == views


def test_shipped_order_is_not_counted_as_waiting_any_more(staff):
    order = mark_order_paid(OrderFactory())

    def counted():
        panel = next(p for p in staff.get("/cms/").context["panels"] if p.name == "today")
        return [f.name for f in panel.get_context_data({})["waiting"] if f.name == "to-pack"]

    assert counted() == ["to-pack"]
    page = f"/cms/shop/orders/{order.number}/"
    sent = {"order_action": "change_order_status", "new_status": "Dispatched", "confirmed": "1"}
    assert staff.post(page, sent).status_code == 302
    assert counted() == []


def test_cancelled_orders_of_seven_days_are_those_of_the_list(staff):
    numbers = [placed(cancel_order(OrderFactory()), days=days) for days in (0, 6, 9)]

    assert shown(staff, shop_figures.cancelled()) == numbers[:2]
    assert shop_figures.cancelled().value == "2"


def test_products_that_lack_something_are_those_of_the_list(staff):
    whole = ProductFactory(title="Whole", num_in_stock=3)
    half = ProductFactory(title="Half", num_in_stock=0)
    vase = ParentProductFactory(title="Vase")
    for pieces in (0, 2):
        ProductFactory(parent=vase, num_in_stock=pieces)
    Product.objects.filter(pk__in=[whole.pk, vase.pk]).update(title_zh_hans="整", title_zh_hant="整")
    Product.objects.filter(pk=half.pk).update(title_zh_hans="半", title_zh_hant="")

    for figure in (shop_figures.without_translation, shop_figures.empty_shelves):
        products = staff.get(figure().url).context["object_list"]
        assert ([product.title for product in products], figure().value) == (["Half"], "1")


def test_undelivered_mails_are_those_of_the_list(staff):
    for status in ("failed", "bounced", "uncertain", "sent"):
        Mail.objects.create(
            key=status, kind="x", to="a@example.com", subject=status, status=status, due_at=timezone.now()
        )
    Mail.objects.filter(subject="bounced").update(created_at=timezone.now() - timedelta(days=40))

    found = staff.get(shop_figures.failed_mails().url).context["object_list"]

    assert sorted(mail.subject for mail in found) == ["failed", "uncertain"]
    assert shop_figures.failed_mails().value == "2"


@pytest.mark.parametrize(
    ("figure", "state"), [(shop_figures.dead_events, "dead"), (shop_figures.waiting_events, "pending")]
)
def test_deliveries_that_wait_or_failed_are_those_of_the_list(staff, figure, state):
    event = Event.objects.create(name="x", payload={})
    for each in ("dead", "pending", "done"):
        done_at = timezone.now() if each == "done" else None
        Delivery.objects.create(event=event, subscriber=each, state=each, done_at=done_at)

    assert [row.state for row in staff.get(figure().url).context["deliveries"]] == [state]
    assert figure().value == "1"


def test_new_customers_are_those_of_the_list(staff):
    new, old = CustomerFactory(), CustomerFactory()
    Customer.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=30))

    assert list(staff.get(new_customers().url).context["object_list"]) == [new]
    assert new_customers().value == "1"


def test_every_other_link_opens(staff):
    for figure in (shop_figures.low_stock, shop_figures.open_bank_entries, pages_to_review):
        assert staff.get(figure().url).status_code == 200
