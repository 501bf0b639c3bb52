import pytest

from tests.crm_core.factories import staff_with

SALES = (
    "customers.view_customer",
    "customers.view_all_customer",
    "activities.view_activity",
    "activities.add_activity",
    "activities.change_activity",
    "activities.export_activity",
    "timeline.add_timelineentry",
)


@pytest.fixture
def rep(db):
    """Somebody who looks after customers."""
    return staff_with(*SALES)


@pytest.fixture
def sales(client, rep, site):
    """Their browser."""
    client.force_login(rep)
    return client
