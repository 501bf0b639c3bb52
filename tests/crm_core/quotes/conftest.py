import pytest

from tests.crm_core.factories import staff_with
from tests.crm_core.pipeline.factories import first_pipelines
from tests.crm_core.quotes.factories import first_rules


@pytest.fixture(autouse=True)
def _first_pipelines(db):
    first_pipelines()
    first_rules()


@pytest.fixture(autouse=True)
def _private_root(settings, tmp_path):
    settings.KILN_PRIVATE_ROOT = tmp_path


@pytest.fixture
def rep(db):
    """Somebody who sells."""
    return staff_with(
        "customers.view_customer",
        *(f"quotes.{action}_quote" for action in ("view", "add", "change", "export", "margin")),
        *(f"quotes.{action}_quotetemplate" for action in ("view", "add", "change")),
    )


@pytest.fixture
def sales(client, rep, site):
    """Their browser."""
    client.force_login(rep)
    return client
