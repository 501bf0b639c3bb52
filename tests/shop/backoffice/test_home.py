from datetime import timedelta

import pytest
from django.utils import timezone

from shop.backoffice.figures import FIGURES, Figure, Reading, figures_for
from shop.backoffice.tasks import warm_figures
from shop.events.models import Delivery, Event
from shop.order.models import Order
from shop.order.services import cancel_order, mark_order_paid
from shop.reviews.models import ProductReview
from tests.crm_core.factories import staff_with
from tests.shop.catalogue.factories import picture
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def readings(*permissions):
    """What somebody with these rights sees, by name."""
    sections = figures_for(staff_with(*permissions))
    return {shown.name: shown.reading.value for figures in sections.values() for shown in figures}


def place(order, *, days):
    Order.objects.filter(pk=order.pk).update(date_placed=timezone.now() - timedelta(days=days))


def test_packers_see_what_waits_and_what_is_late():
    OrderFactory()
    place(mark_order_paid(OrderFactory()), days=1)
    place(mark_order_paid(OrderFactory()), days=3)
    cancel_order(OrderFactory())

    found = readings("order.view_order", "order.change_order")

    counted = {
        "waiting-for-payment": "1",
        "to-pack": "2",
        "late": "1",
        "shipped-unpaid": "0",
        "cancelled": "1",
    }
    assert found == {**counted, "orders-by-day": "3"}


def test_start_page_begins_with_what_waits_and_first_what_waits_too_long(client):
    place(mark_order_paid(OrderFactory()), days=3)
    place(OrderFactory(), days=8)
    client.force_login(staff_with("order.view_order", "order.change_order"))

    page = client.get("/cms/")

    panel = next(p for p in page.context["panels"] if p.name == "today").get_context_data({})
    assert [(f.name, f.reading.tone) for f in panel["waiting"]] == [
        ("late", "bad"),
        ("to-pack", "todo"),
        ("waiting-for-payment", "todo"),
    ]
    assert "To do" in page.content.decode()


def test_turnover_needs_a_right_of_its_own():
    order = OrderFactory()

    assert "revenue" not in readings("order.view_order", "catalogue.view_product")
    sections = figures_for(staff_with("backoffice.view_figures"))
    chart = next(s.reading.chart for s in sections["shop"] if s.name == "revenue")
    assert [bar.value_label for bar in chart.bars][-1] == f"€{order.total_incl_tax}"
    assert (len(chart.bars), chart.bars[-1].height, chart.bars[0].height) == (30, 120.0, 0.0)


def test_cancelled_orders_are_no_turnover():
    cancel_order(OrderFactory())

    sections = figures_for(staff_with("backoffice.view_figures"))

    assert [s.reading.value for s in sections["shop"] if s.name == "revenue"] == ["€0.00"]


def test_catalogue_sees_what_products_lack():
    ProductFactory(num_in_stock=0)
    complete = ProductFactory(title_zh_hans="碗", title_zh_hant="碗")
    picture(complete, size=(10, 10))
    ProductFactory(is_public=False, num_in_stock=0)

    found = readings("catalogue.change_product")

    assert found == {"translations": "1", "pictures": "1", "shelves": "1"}


def test_service_sees_reviews_to_read():
    ProductReview.objects.create(product=ProductFactory(), user=UserFactory(), title="a", body="b", score=3)

    assert readings("reviews.change_productreview") == {"reviews": "1"}


def test_failed_deliveries_are_shown_to_who_may_see_them():
    event = Event.objects.create(name="OrderPlaced", payload={})
    Delivery.objects.create(event=event, subscriber="nobody", state=Delivery.State.DEAD)

    assert readings("events.view_delivery") == {"events-waiting": "0", "events-dead": "1"}


def test_who_may_see_nothing_sees_nothing():
    OrderFactory()

    assert readings() == {}


def test_readings_are_kept_for_a_while_and_one_look_finds_them(django_assert_num_queries):
    user = staff_with("order.view_order", "order.change_order")
    figures_for(user)
    OrderFactory()

    with django_assert_num_queries(0):
        kept = figures_for(user)

    assert kept["orders"][-1].reading.value == "0"


def test_figure_that_fails_is_left_out(caplog, monkeypatch):
    def fail() -> Reading:
        raise RuntimeError("no")

    broken = Figure(name="broken", section="shop", label="Broken", permission="order.view_order", read=fail)
    monkeypatch.setitem(FIGURES._entries, "broken", broken)

    assert "broken" not in readings("order.view_order")
    assert "Figure broken failed" in caplog.text


def test_task_counts_ahead_what_takes_long(django_assert_num_queries):
    assert warm_figures() == len([figure for figure in FIGURES if figure.is_heavy])
    user = staff_with("backoffice.view_figures")
    user.get_all_permissions()

    with django_assert_num_queries(0):
        figures_for(user)


def test_start_page_shows_chart_with_a_table_and_asks_nobody_else(client, settings):
    OrderFactory()
    client.force_login(staff_with("backoffice.view_figures"))

    text = client.get("/cms/").content.decode()

    assert f"- {settings.OSCAR_SHOP_NAME}</title>" in text
    assert 'role="img"' in text
    assert "As a table" in text
    assert "gravatar" not in text
    assert "wagtail.org" not in text
