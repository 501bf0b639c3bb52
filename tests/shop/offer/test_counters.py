"""Whose `save` leaves the counters to the database."""

import pytest

from shop.offer.counters import save_arguments_without
from shop.voucher.models import Voucher

COUNTERS = ("num_basket_additions", "num_orders", "total_discount")


def voucher(*, is_new=False):
    found = Voucher(pk=1)
    found._state.adding = is_new
    return found


def test_a_row_that_exists_is_saved_without_its_counters():
    names = {field.name for field in Voucher._meta.concrete_fields} - {"id", *COUNTERS}

    assert save_arguments_without(voucher(), COUNTERS, {"using": "default"}) == {
        "using": "default",
        "update_fields": sorted(names),
    }


@pytest.mark.parametrize(
    ("is_new", "given"),
    [
        (True, {}),
        (False, {"update_fields": ["num_orders"]}),
        (False, {"update_fields": []}),
        (False, {"force_insert": True}),
    ],
)
def test_a_new_row_and_named_fields_are_saved_as_they_are_given(is_new, given):
    assert save_arguments_without(voucher(is_new=is_new), COUNTERS, given) == given
