import pytest

from tests.crm_core.pipeline.factories import first_pipelines
from tests.shop.factories import CountryFactory


@pytest.fixture(autouse=True)
def _world(site):
    first_pipelines()
    CountryFactory()
