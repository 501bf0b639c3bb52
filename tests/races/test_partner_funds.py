import pytest

from tests.races import partner_funds
from tests.races.running import on_postgresql, on_sqlite

MANY = 6
RIGHT = {
    "claims": {"done": 3, "FundsExceededError": 3, "claims": 3, "claimed": "300.00"},
    "clicks": {"claims": 1, "claimed": "100.00"},
    "requests": {"done": 2, "FundsExceededError": 4, "committed": "400.00"},
    "allocations": {"done": 3, "FundsExceededError": 3, "allocated": "900.00"},
    "tiers": {"orders": MANY, "mixed": 0, "sums": True, "tiers": 1, "group": True},
    "moves": {"now": 1, "group": True},
}


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.KILN_PRIVATE_ROOT = tmp_path


@pytest.mark.parametrize("race", ["claims"])
def test_on_sqlite(race, tmp_path):
    assert on_sqlite(race, tmp_path, module="tests.races.partner_funds", number=MANY) == RIGHT[race]


@on_postgresql
@pytest.mark.parametrize("race", RIGHT)
def test_on_postgresql(race):
    assert getattr(partner_funds, race)(MANY) == RIGHT[race]
