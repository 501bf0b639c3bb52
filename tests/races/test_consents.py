import pytest

from tests.races import consents
from tests.races.running import on_postgresql, on_sqlite

AT_ONCE = 6
ONCE = {"answers": ["200"], "subjects": 1}
RIGHT = {
    "signing_up": {**ONCE, "said": ["requested"], "mails": ["consent-confirm"]},
    "confirming": {**ONCE, "said": ["granted", "requested"], "mails": ["newsletter-welcome"]},
    "unsubscribing": {**ONCE, "said": ["granted", "refused"], "mails": []},
}


@pytest.mark.parametrize("race", RIGHT)
def test_who_says_it_at_once_says_it_once_on_sqlite(race, tmp_path):
    assert on_sqlite(race, tmp_path, module="tests.races.consents", number=AT_ONCE) == RIGHT[race]


@on_postgresql
@pytest.mark.parametrize("race", RIGHT)
def test_who_says_it_at_once_says_it_once_on_postgresql(race):
    assert getattr(consents, race)(AT_ONCE) == RIGHT[race]
