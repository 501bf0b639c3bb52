"""Asking for customers by their custom fields."""

import datetime as dt
from decimal import Decimal

import pytest

from crm_core.custom_fields.queries import filter_by
from crm_core.custom_fields.services import set_values
from crm_core.customers.models import Customer
from tests.crm_core.custom_fields.kit import choice, field
from tests.crm_core.factories import CustomerFactory

pytestmark = pytest.mark.django_db


def found(condition):
    return list(Customer.objects.filter(condition).order_by("pk").values_list("name", flat=True))


def people(of, **values):
    for name, value in values.items():
        set_values(CustomerFactory(name=name), {of: value} if value is not None else {}, by=None)


@pytest.mark.parametrize(
    ("operator", "value", "names"),
    [
        ("is", Decimal(2), ["B"]),
        ("lt", Decimal(2), ["A"]),
        ("lte", Decimal(2), ["A", "B"]),
        ("gt", Decimal(2), ["C"]),
        ("gte", Decimal(2), ["B", "C"]),
        ("between", (Decimal("1.5"), Decimal(2)), ["B"]),
        ("between", (None, Decimal(2)), ["A", "B"]),
        ("set", None, ["A", "B", "C"]),
        ("unset", None, ["D"]),
    ],
)
def test_numbers(operator, value, names):
    size = field(kind="number")
    people(size, A=Decimal(1), B=Decimal(2), C=Decimal("2.5"), D=None)

    assert found(filter_by(size, operator, value)) == names


def test_texts_without_case_and_accents():
    size = field()
    people(size, A="Grün 42", B="gruen 41", C="blau", D=None)

    assert found(filter_by(size, "starts", "GRÜN")) == ["A"]
    assert found(filter_by(size, "is", "blau")) == ["C"]
    assert found(filter_by(size, "contains", "RÜN")) == ["A"]
    assert found(filter_by(size, "contains", "LAU")) == ["C"]
    assert found(filter_by(size, "contains", "%")) == []


def test_a_long_text_is_searched_to_its_end():
    notes = field("notes", "long_text")
    people(notes, A=f"{'x' * 300} Blue door", B="Green door")

    assert found(filter_by(notes, "contains", "blue DOOR")) == ["A"]
    assert found(filter_by(notes, "contains", "door")) == ["A", "B"]


def test_days_flags_choices_and_customers():
    day, flag = field("day", "date"), field("flag", "yes_no")
    one, many = field("one", "choice", choices="xy"), field("many", "multiple_choice", choices="xyz")
    friend = field("friend", "customer")
    a, b = CustomerFactory(name="A"), CustomerFactory(name="B")
    x, y, z = (choice(many, word).pk for word in "xyz")
    values = {day: dt.date(2026, 3, 1), flag: False, one: choice(one, "x").pk, many: (x, y), friend: b.pk}
    set_values(a, values, by=None)
    set_values(b, {many: (z,), flag: True}, by=None)

    assert found(filter_by(day, "between", (dt.date(2026, 3, 1), None))) == ["A"]
    assert found(filter_by(flag, "is", False)) == ["A"]
    assert found(filter_by(one, "any", [choice(one, "x").pk])) == ["A"]
    assert found(filter_by(many, "any", [y, z])) == ["A", "B"]
    assert found(filter_by(friend, "is", b.pk)) == ["A"]


@pytest.mark.parametrize(
    ("kind", "operator", "value"),
    [
        ("number", "starts", "1"),
        ("number", "is", "1"),
        ("number", "is", True),
        ("number", "between", Decimal(1)),
        ("text", "gt", "a"),
        ("text", "is", 1),
        ("date", "is", "2026-01-01"),
        ("yes_no", "is", 1),
        ("choice", "any", "1"),
        ("customer", "lt", 1),
        ("number", "is') OR 1=1 --", Decimal(1)),
    ],
)
def test_what_is_no_question_is_refused(kind, operator, value):
    with pytest.raises(ValueError, match=r"field|pair|several|number"):
        filter_by(field(kind=kind), operator, value)
