"""Lists grow, are handed on and dated; two who change one at once both keep what they changed."""

from datetime import date

import pytest
from django.db import IntegrityError

from shop.shopping_lists.cadence import day_after, next_day
from shop.shopping_lists.models import ShoppingList
from shop.shopping_lists.services import (
    MOST_LINES,
    LineChange,
    ListFullError,
    add_products,
    change_lines,
    duplicate,
    hand_lines,
    note_ordered,
    skip,
    sort_lines,
)
from tests.shop.factories import ProductFactory, UserFactory
from tests.shop.shopping_lists.factories import a_list

pytestmark = pytest.mark.django_db


def quantities(shopping_list):
    return dict(shopping_list.lines.values_list("title", "quantity"))


def product(title):
    return ProductFactory(title=title)


def test_product_that_is_on_the_list_grows():
    bowl, cup = product("Bowl"), product("Cup")
    made = a_list(lines=[(bowl, 6)])

    assert add_products(made, {bowl.pk: 2, cup.pk: 3, 10**9: 1}) == 1
    assert quantities(made) == {"Bowl": 8, "Cup": 3}


def test_full_list_takes_nothing_more(monkeypatch):
    made = a_list(lines=[(product("Bowl"), 6)])
    monkeypatch.setattr("shop.shopping_lists.services.MOST_LINES", 1)

    with pytest.raises(ListFullError):
        add_products(made, {product("Cup").pk: 1})
    assert quantities(made) == {"Bowl": 6}
    assert MOST_LINES == 1000


def change(line, quantity, *, was, note="", note_was=""):
    return LineChange(line_id=line.pk, quantity=quantity, note=note, quantity_was=was, note_was=note_was)


def test_two_who_edit_at_once_both_keep_their_changes():
    made = a_list(lines=[(product("Bowl"), 6), (product("Cup"), 1)])
    bowl, cup = made.lines.order_by("position")

    assert change_lines(made, [change(bowl, 8, was=6), change(cup, 1, was=1)]) == []
    assert change_lines(made, [change(bowl, 6, was=6, note="blue"), change(cup, 4, was=1)]) == []
    assert quantities(made) == {"Bowl": 8, "Cup": 4}
    assert made.lines.get(pk=bowl.pk).note == "blue"


def test_same_line_changed_twice_keeps_the_first_and_tells_the_second():
    made = a_list(lines=[(product("Bowl"), 6)])
    bowl = made.lines.get()
    change_lines(made, [change(bowl, 8, was=6)])

    assert change_lines(made, [change(bowl, 9, was=6)]) == [bowl]
    assert quantities(made) == {"Bowl": 8}


def test_lines_are_copied_and_moved():
    bowl, cup = product("Bowl"), product("Cup")
    made, other = a_list(lines=[(bowl, 6), (cup, 1)]), a_list(lines=[(bowl, 8)])
    keys = list(made.lines.values_list("pk", flat=True))

    assert hand_lines(made, other, keys[:1], keeps=True) == 1
    assert (quantities(made), quantities(other)) == ({"Bowl": 6, "Cup": 1}, {"Bowl": 8})
    assert hand_lines(made, other, keys, keeps=False) == 2
    assert (quantities(made), quantities(other)) == ({}, {"Bowl": 8, "Cup": 1})


def test_copy_has_lines_but_no_rhythm():
    made = a_list(lines=[(product("Bowl"), 6)])
    ShoppingList.objects.filter(pk=made.pk).update(cadence="weeks", next_due=date(2026, 12, 1))
    made.refresh_from_db()

    copy = duplicate(made, owner=UserFactory(), name="Mine")

    assert (quantities(copy), copy.cadence, copy.next_due) == ({"Bowl": 6}, "", None)


def test_lines_are_sorted_and_a_new_one_stays_behind():
    made = a_list(lines=[(product("Bowl"), 1), (product("Cup"), 1)])
    keys = list(made.lines.values_list("pk", flat=True))
    add_products(made, {product("Jar").pk: 1})

    sort_lines(made, [keys[1], keys[0], 10**9])

    assert list(made.lines.order_by("position").values_list("title", flat=True)) == ["Cup", "Bowl", "Jar"]


@pytest.mark.parametrize(
    ("day", "cadence", "every", "then"),
    [
        (date(2026, 1, 31), "months", 1, date(2026, 2, 28)),
        (date(2026, 12, 15), "months", 2, date(2027, 2, 15)),
        (date(2026, 12, 24), "weeks", 2, date(2027, 1, 7)),
    ],
)
def test_next_day_of_a_rhythm(day, cadence, every, then):
    assert next_day(day, cadence=cadence, every=every) == then


def dated(day, cadence="months"):
    made = a_list()
    ShoppingList.objects.filter(pk=made.pk).update(cadence=cadence, next_due=day)
    made.refresh_from_db()
    return made


def test_the_last_of_the_month_stays_the_last():
    assert day_after(dated(date(2026, 1, 31)), today=date(2026, 3, 5)) == date(2026, 3, 31)


def test_skipping_twice_from_one_page_skips_once():
    made = dated(date(2026, 1, 15))
    for _time in range(2):
        skip(made, today=date(2026, 1, 15))

    assert ShoppingList.objects.get().next_due == date(2026, 2, 15)


def test_ordering_ahead_of_the_day_leaves_it():
    made = dated(date(2026, 1, 15))
    note_ordered(made, today=date(2026, 1, 10))
    assert ShoppingList.objects.get().next_due == date(2026, 1, 15)

    note_ordered(made, today=date(2026, 1, 15))
    assert ShoppingList.objects.get().next_due == date(2026, 2, 15)


def test_rhythm_without_a_day_is_refused_by_the_database():
    made = a_list()
    with pytest.raises(IntegrityError):
        ShoppingList.objects.filter(pk=made.pk).update(cadence="weeks")
