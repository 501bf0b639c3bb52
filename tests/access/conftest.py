"""The world that the tests of this folder share, made once for each of its modules."""

import pytest
from django.db import transaction

from tests.access.world import make_world
from tests.sites import atomic_of_test, make_site


@pytest.fixture
def sessions_in_database(settings):
    """Have sessions taken back with what a request did."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The world of this module, made once; what a test does to it is taken back after it."""
    with django_db_blocker.unblock(), atomic_of_test():
        yield make_world(make_site())
        transaction.set_rollback(True)
