from copy import deepcopy

import pytest
from django.db import transaction

from tests.i18n.world import LANGUAGES, make_world
from tests.sites import atomic_of_test, make_site


@pytest.fixture(scope="module", params=LANGUAGES)
def _world_of_module(request, django_db_setup, django_db_blocker):
    """Make the world once for each module and language; it goes when the next one comes."""
    with django_db_blocker.unblock(), atomic_of_test():
        yield make_world(make_site(), request.param)
        transaction.set_rollback(True)


@pytest.fixture
def world(_world_of_module, db):
    """The shop and its people, read in each of the Chinese languages; what a test does is taken back."""
    return deepcopy(_world_of_module)
