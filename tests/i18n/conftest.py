import pytest

from tests.i18n.world import LANGUAGES, make_world


@pytest.fixture(params=LANGUAGES)
def world(request, site):
    """The shop and its people, read in each of the Chinese languages."""
    return make_world(site, request.param)
