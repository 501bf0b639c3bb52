from tests.races import deal_registrations
from tests.races.running import on_postgresql, on_sqlite

MODULE = "tests.races.deal_registrations"
AT_ONCE = 4
FIRST = {"done": True, "first": 1, "told": AT_ONCE - 1}
ONCE = {"done": 1, "orders": 1}


def test_one_partner_is_first_at_an_end_customer_on_sqlite(tmp_path):
    assert on_sqlite("registering", tmp_path, module=MODULE, number=AT_ONCE) == FIRST


@on_postgresql
def test_one_partner_is_first_at_an_end_customer_on_postgresql():
    assert deal_registrations.registering(AT_ONCE) == FIRST


def test_registered_pieces_are_ordered_once_on_sqlite(tmp_path):
    assert on_sqlite("ordering", tmp_path, module=MODULE, number=AT_ONCE) == ONCE


@on_postgresql
def test_registered_pieces_are_ordered_once_on_postgresql():
    assert deal_registrations.ordering(AT_ONCE) == ONCE
