"""An order that staff write is placed once, however often they click."""

import pytest

from tests.races import order_entry
from tests.races.running import on_postgresql, on_sqlite

AT_ONCE = 5
RIGHT = {
    "clicks": {"answers": 1, "orders": 1, "entered": 1, "taken": 2},
    "tabs": {"answers": 1, "drafts": 1, "baskets": 1},
    "sends": {"answers": 1, "kept": 1, "pieces": 2},
}


@pytest.mark.parametrize("race", RIGHT)
def test_one_draft_and_one_order_on_sqlite(race, tmp_path):
    assert on_sqlite(race, tmp_path, module="tests.races.order_entry", number=AT_ONCE) == RIGHT[race]


@on_postgresql
@pytest.mark.parametrize("race", RIGHT)
def test_one_draft_and_one_order_on_postgresql(race):
    assert getattr(order_entry, race)(AT_ONCE) == RIGHT[race]
