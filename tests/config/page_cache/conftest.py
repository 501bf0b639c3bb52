import pytest
from django.db import connection

from config.page_cache.middleware import pages


@pytest.fixture
def kept(settings):
    """The page cache, turned on and empty."""
    settings.KILN_PAGE_CACHE_MB = 8
    pages.clear()
    yield pages
    pages.clear()


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """Call it with a function to have what that writes committed, as far as what follows a commit knows."""

    def call(write):
        connection._kiln_due = (None, set())  # what the test made before never is
        with django_capture_on_commit_callbacks(execute=True):
            return write()

    return call
