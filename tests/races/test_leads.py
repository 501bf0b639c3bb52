import pytest

from tests.races import leads
from tests.races.running import on_postgresql, on_sqlite

AT_ONCE = 4
DONE = ["done"] * AT_ONCE
RIGHT = {
    "writing": {"answers": DONE, "leads": 1, "facts": 4, "people": 1, "shares": [], "deals": 0},
    "routing": {"answers": DONE, "leads": 4, "facts": 4, "people": 4, "shares": [2, 2], "deals": 0},
    "taking": {
        "answers": ["LeadTakenError"] * (AT_ONCE - 1) + ["done"],
        "leads": 1,
        "facts": 1,
        "people": 1,
        "shares": [1],
        "deals": 0,
    },
    "offering": {
        "answers": ["OfferRefusedError"] * (AT_ONCE - 1) + ["done"],
        "leads": 1,
        "facts": 1,
        "people": 1,
        "shares": [],
        "deals": 0,
    },
    "qualifying": {"answers": DONE, "leads": 1, "facts": 1, "people": 1, "shares": [], "deals": 1},
}


@pytest.mark.parametrize("race", RIGHT)
def test_leads_are_right_whoever_is_first_on_sqlite(race, tmp_path):
    assert on_sqlite(race, tmp_path, module="tests.races.leads", number=AT_ONCE) == RIGHT[race]


@on_postgresql
@pytest.mark.parametrize("race", RIGHT)
def test_leads_are_right_whoever_is_first_on_postgresql(race):
    assert getattr(leads, race)(AT_ONCE) == RIGHT[race]
