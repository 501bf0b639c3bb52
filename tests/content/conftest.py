import pytest


@pytest.fixture(autouse=True)
def _without_indexes_of_wagtail(request, settings):
    if "wagtail_indexes" not in request.fixturenames:
        settings.TASKS = {"default": {"BACKEND": "tests.content.indexing.BackendWithoutIndexes"}}


@pytest.fixture
def wagtail_indexes():
    """Ask for it where a test reads Wagtail's own search or what refers to what."""
