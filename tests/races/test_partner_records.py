import pytest

from tests.races import partner_records
from tests.races.running import on_postgresql

AT_ONCE = 6
ONCE = {
    "accepting": {"same": True, "acceptances": 1, "told": 1},
    "applying": {"same": True, "applications": 1, "told": 1},
    "agreeing": {"same": True},
}


@on_postgresql
@pytest.mark.parametrize("race", ONCE)
def test_what_is_sent_at_once_is_kept_and_told_once(race):
    assert getattr(partner_records, race)(AT_ONCE) == ONCE[race]


@on_postgresql
def test_version_that_was_replaced_is_not_published():
    told = partner_records.approving_what_is_replaced()
    assert told == ["done", "ListingRefusedError", "replaced", "waiting"]


@on_postgresql
def test_nobody_agrees_to_a_plan_that_is_changed_meanwhile():
    assert partner_records.agreeing_while_it_is_changed() == ["done", "PlanChangedError", None]
