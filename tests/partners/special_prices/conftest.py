"""Files of tests lie beside no others."""

import pytest


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.KILN_PRIVATE_ROOT = tmp_path
