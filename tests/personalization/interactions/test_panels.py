import pytest

from crm_core.customers.panels import PANELS
from crm_core.customers.services import identify
from personalization.interactions.panels import recent_interactions
from shop.backoffice.panels import rendered_panels
from tests.personalization.factories import ViewFactory, VisitorFactory
from tests.shop.factories import StaffFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_panel_shows_what_the_customer_looked_at(django_assert_num_queries):
    customer, staff = identify(email="mei@example.com"), StaffFactory()
    views = [ViewFactory(visitor=VisitorFactory(customer=customer)) for _ in range(3)]
    ViewFactory()

    with django_assert_num_queries(1):
        context = recent_interactions(customer, staff)

    assert [row.pk for row in context["interactions"]] == [view.pk for view in reversed(views)]
    html = {panel.name: panel.html for panel in rendered_panels(PANELS, customer, staff, area="side")}
    assert views[0].product.title in html["interactions"]


def test_customer_without_consent_has_no_panel():
    assert recent_interactions(identify(email="mei@example.com"), StaffFactory()) is None


def test_panel_is_not_for_staff_without_the_right():
    customer = identify(email="mei@example.com")
    ViewFactory(visitor=VisitorFactory(customer=customer))

    names = {panel.name for panel in rendered_panels(PANELS, customer, UserFactory(), area="side")}
    assert "interactions" not in names
