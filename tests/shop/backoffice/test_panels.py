import pytest
from django.db import connection
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from shop.b2b.models import Company
from shop.backoffice.panels import Panel, facts, panel_registry, rendered_panels, table
from tests.crm_core.factories import CompanyFactory, staff_with

pytestmark = pytest.mark.django_db
TEMPLATE = "crm_core/timeline/kinds/default.html"
PLAIN = {"template": "backoffice/panels/content.html"}


@pytest.fixture
def panels():
    return panel_registry("panel of a test")


def register(panels, name, context, **kwargs):
    panel = Panel(
        name=name, title=_("Orders"), context=context, **{"template": TEMPLATE, "order": 50, **kwargs}
    )
    panels.register(panel)


def names(panels, user, **kwargs):
    rendered = rendered_panels(panels, CompanyFactory(), user, **{"area": "side", **kwargs})
    return [panel.name for panel in rendered]


def test_panels_stand_in_order_and_by_area(panels):
    register(panels, "late", lambda company, user: {}, order=90)
    register(panels, "early", lambda company, user: {}, order=10)
    register(panels, "wide", lambda company, user: {}, area="main")

    user = staff_with()
    assert names(panels, user) == ["early", "late"]
    assert names(panels, user, area="main") == ["wide"]


def test_panel_with_nothing_to_show_is_left_out(panels):
    register(panels, "empty", lambda company, user: None)

    assert names(panels, staff_with()) == []


def test_panel_is_only_for_its_permission(panels):
    asked = []
    register(panels, "orders", lambda company, user: asked.append(user) or {}, permission="order.view_order")

    assert names(panels, staff_with()) == []
    assert asked == []
    assert names(panels, staff_with("order.view_order")) == ["orders"]


def test_failing_panel_is_shown_as_failed_and_keeps_the_transaction(panels, caplog):
    def broken(company, user):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM nowhere")

    register(panels, "broken", broken, order=10)
    register(
        panels,
        "well",
        lambda company, user: {
            "kind": {"label": ""},
            "entry": {"title": f"{Company.objects.count()} here"},
        },
        order=20,
    )

    rendered = rendered_panels(panels, CompanyFactory(), staff_with(), area="side")

    assert [(panel.name, panel.html and panel.html.strip()) for panel in rendered] == [
        ("broken", None),
        ("well", "1 here"),
    ]
    assert "Panel of a test broken failed" in caplog.text


def test_panel_without_a_template_of_its_own_tells_facts_and_rows(panels):
    CompanyFactory(name="Arc & Co")
    columns = [Column("name", label="Firm")]
    register(panels, "facts", lambda company, user: facts([("Where", "Graz"), ("Since", None)]), **PLAIN)
    register(
        panels, "rows", lambda company, user: table(columns, Company.objects.filter(name="Arc & Co")), **PLAIN
    )
    register(panels, "none", lambda company, user: table(columns, Company.objects.none()), **PLAIN)

    told, listed = rendered_panels(panels, CompanyFactory(), staff_with(), area="side")

    assert "<dt>Where</dt><dd>Graz</dd>" in told.html
    assert "Since" not in told.html
    assert '<td data-label="Firm"' in listed.html
    assert "Arc &amp; Co" in listed.html
