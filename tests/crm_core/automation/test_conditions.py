from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from pydantic import TypeAdapter

from crm_core.automation import fields
from crm_core.automation.conditions import holds, why_not
from crm_core.automation.definitions import Condition
from crm_core.automation.facts import Facts, MissingError
from crm_core.automation.operators import operators_of
from crm_core.automation.registry import Field, Kind

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
VALUES = {
    "text": "Blue Vase",
    "number": 12,
    "money": Decimal("99.90"),
    "date": date(2026, 10, 8),
    "choice": "new",
    "tags": frozenset({"1", "2"}),
    "yes_no": True,
}
#: One that holds and one that does not, for each operator of each kind.
CASES = [
    ("text", "is", "blue vase", "Vase"),
    ("text", "is_not", "Vase", "Blue Vase"),
    ("text", "contains", "vase", "cup"),
    ("text", "not_contains", "cup", "VASE"),
    ("text", "begins", "blue", "vase"),
    *(
        (kind, "at_least", value, more)
        for kind, value, more in (("number", "12", "13"), ("money", "99.90", "100"))
    ),
    *(
        (kind, "more_than", less, value)
        for kind, value, less in (("number", "12", "11"), ("money", "99.90", "1"))
    ),
    *(
        (kind, "at_most", value, less)
        for kind, value, less in (("number", "12", "11"), ("money", "99.90", "1"))
    ),
    *(
        (kind, "less_than", more, value)
        for kind, value, more in (("number", "12", "13"), ("money", "99.90", "100"))
    ),
    ("number", "is", "12.0", "13"),
    ("money", "is", "99.9", "99.91"),
    ("number", "is_not", "13", "12"),
    ("money", "is_not", "1", "99.90"),
    ("date", "ago_at_least", "45", "46"),
    ("date", "ago_at_most", "45", "44"),
    ("date", "before", "2026-10-09", "2026-10-08"),
    ("date", "from", "2026-10-08", "2026-10-09"),
    ("choice", "one_of", ["new", "lost"], ["lost"]),
    ("choice", "none_of", ["lost"], ["new"]),
    ("tags", "has_any", ["2", "3"], ["3"]),
    ("tags", "has_all", ["1", "2"], ["1", "3"]),
    ("tags", "has_none", ["3"], ["2"]),
]


def condition(data):
    return TypeAdapter(Condition).validate_python(data)


@pytest.fixture
def facts(monkeypatch):
    """Facts whose fields are those of VALUES, and one that is not known."""

    def missing(_facts):
        raise MissingError("nothing")

    known = {
        f"event.{kind}": Field(
            name=f"event.{kind}",
            label=kind,
            kind=Kind(kind),
            of="event",
            read=lambda facts, kind=kind: VALUES[kind],
        )
        for kind in VALUES
    }
    known["event.gone"] = Field(name="event.gone", label="gone", kind=Kind.NUMBER, of="event", read=missing)
    monkeypatch.setattr("crm_core.automation.conditions.field_named", known.get)
    return Facts(at=NOON)


@pytest.mark.parametrize(("kind", "operator", "right", "wrong"), CASES, ids=str)
def test_every_operator_compares(facts, kind, operator, right, wrong):
    found = [
        holds(condition({"field": f"event.{kind}", "is": operator, "value": value}), facts)
        for value in (right, wrong)
    ]

    assert found == [True, False]


@pytest.mark.parametrize("kind", [str(kind.value) for kind in Kind])
def test_every_operator_has_its_case(kind):
    told = {operator for each, operator, *_values in CASES if each == kind}
    apart = {"known", "unknown", "yes", "no", "ahead_at_most"}

    assert {operator.name for operator in operators_of(Kind(kind))} - apart == told


@pytest.mark.parametrize(("days", "expected"), [("0", False), ("9", False), ("10", True), ("300", True)])
def test_days_ahead_count_from_today(facts, days, expected, monkeypatch):
    monkeypatch.setitem(VALUES, "date", datetime(2026, 12, 2, 23, tzinfo=UTC))

    assert holds(condition({"field": "event.date", "is": "ahead_at_most", "value": days}), facts) is expected


def test_yes_no_and_known(facts):
    asked = [
        ("yes_no", "yes"),
        ("yes_no", "no"),
        ("text", "known"),
        ("text", "unknown"),
        ("gone", "known"),
        ("gone", "unknown"),
    ]

    assert [holds(condition({"field": f"event.{f}", "is": o}), facts) for f, o in asked] == [
        True, False, True, False, False, True,
    ]  # fmt: skip


UNKNOWN = {"field": "event.gone", "is": "at_least", "value": "1"}
YES = {"field": "event.yes_no", "is": "yes"}
NO = {"field": "event.yes_no", "is": "no"}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"all": []}, True),
        ({"any": []}, False),
        ({"all": [YES, NO]}, False),
        ({"any": [YES, NO]}, True),
        ({"not": NO}, True),
        (UNKNOWN, None),
        ({"not": UNKNOWN}, None),
        ({"all": [YES, UNKNOWN]}, None),
        ({"all": [NO, UNKNOWN]}, False),
        ({"any": [YES, UNKNOWN]}, True),
        ({"any": [NO, UNKNOWN]}, None),
        ({"field": "event.nobody", "is": "yes"}, None),
        ({"field": "event.text", "is": "no-such"}, None),
        ({"field": "event.number", "is": "at_least", "value": "many"}, None),
    ],
    ids=str,
)
def test_a_tree_knows_what_it_does_not_know(facts, asked, expected):
    assert holds(condition(asked), facts) is expected


def test_it_says_which_part_failed_and_what_was_found(facts):
    asked = {"all": [YES, {"field": "event.number", "is": "at_least", "value": "13"}, UNKNOWN, {"not": YES}]}

    assert why_not(condition(asked), facts) == [
        {"field": "event.number", "is": "at_least", "value": "13", "found": "12"},
        {"field": "event.gone", "is": "at_least", "value": "1", "found": None},
        {"field": "event.yes_no", "is": "yes", "value": None, "found": "True", "not": True},
    ]


def test_all_fields_are_found_by_name(db):
    assert [field.name for field in fields.all_fields() if fields.field_named(field.name) != field] == []
