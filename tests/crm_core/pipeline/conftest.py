import pytest

from tests.crm_core.factories import staff_with
from tests.crm_core.pipeline.factories import first_pipelines


@pytest.fixture(autouse=True)
def _first_pipelines(db):
    first_pipelines()


@pytest.fixture
def rep(db):
    """Somebody who sells."""
    return staff_with(
        "customers.view_customer",
        "order.view_order",
        "timeline.add_timelineentry",
        *(f"pipeline.{action}_deal" for action in ("view", "add", "change", "export")),
        "pipeline.report_deal",
    )


@pytest.fixture
def sales(client, rep, site):
    """Their browser."""
    client.force_login(rep)
    return client
