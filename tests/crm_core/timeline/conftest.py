import pytest

from tests.crm_core.factories import staff_with

SALES = (
    "customers.view_customer",
    "customers.view_all_customer",
    "order.view_order",
    "timeline.add_timelineentry",
    "timeline.mail_timelineentry",
    "timeline.delete_timelineentry",
    "activities.view_activity",
    "activities.change_activity",
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


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.KILN_PRIVATE_ROOT = tmp_path / "private"
