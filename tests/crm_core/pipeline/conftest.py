import pytest

from tests.crm_core.pipeline.factories import first_pipelines


@pytest.fixture(autouse=True)
def _first_pipelines(db):
    first_pipelines()
