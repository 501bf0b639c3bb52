import pytest
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, task_backends

from tests.content.indexing import BackendWithoutIndexes


@pytest.fixture(autouse=True)
def _without_indexes_of_wagtail(request):
    if "wagtail_indexes" in request.fixturenames:
        yield
        return
    usual = task_backends[DEFAULT_TASK_BACKEND_ALIAS]
    task_backends[DEFAULT_TASK_BACKEND_ALIAS] = BackendWithoutIndexes(DEFAULT_TASK_BACKEND_ALIAS, {})
    yield
    task_backends[DEFAULT_TASK_BACKEND_ALIAS] = usual


@pytest.fixture
def wagtail_indexes():
    """Ask for it where a test reads Wagtail's own search or what refers to what."""
