import pytest
from django.db import connection
from django.utils.translation import gettext_lazy as _

from crm_core.customers import panels
from crm_core.customers.models import Customer
from crm_core.customers.panels import register_panel, rendered_panels
from tests.crm_core.factories import CustomerFactory, staff_with

pytestmark = pytest.mark.django_db
TEMPLATE = "crm_core/timeline/kinds/default.html"


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch):
    monkeypatch.setattr(panels, "PANELS", {})


def register(name, context, **kwargs):
    register_panel(name, title=_("Orders"), template=TEMPLATE, context=context, **{"order": 50, **kwargs})


def names(user, **kwargs):
    return [panel.name for panel in rendered_panels(CustomerFactory(), user, **{"area": "side", **kwargs})]


def test_panels_stand_in_order_and_by_area():
    register("late", lambda customer, user: {}, order=90)
    register("early", lambda customer, user: {}, order=10)
    register("wide", lambda customer, user: {}, area="main")

    user = staff_with()
    assert names(user) == ["early", "late"]
    assert names(user, area="main") == ["wide"]


def test_panel_with_nothing_to_show_is_left_out():
    register("empty", lambda customer, user: None)

    assert names(staff_with()) == []


def test_panel_is_only_for_its_permission():
    asked = []
    register("orders", lambda customer, user: asked.append(user) or {}, permission="order.view_order")

    assert names(staff_with()) == []
    assert asked == []
    assert names(staff_with("order.view_order")) == ["orders"]


def test_failing_panel_is_shown_as_failed_and_keeps_the_transaction(caplog):
    def broken(customer, user):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM nowhere")

    register("broken", broken, order=10)
    register(
        "well",
        lambda customer, user: {
            "kind": {"label": ""},
            "entry": {"title": f"{Customer.objects.count()} here"},
        },
        order=20,
    )

    rendered = rendered_panels(CustomerFactory(), staff_with(), area="side")

    assert [(panel.name, panel.html and panel.html.strip()) for panel in rendered] == [
        ("broken", None),
        ("well", "1 here"),
    ]
    assert "Panel broken failed" in caplog.text
