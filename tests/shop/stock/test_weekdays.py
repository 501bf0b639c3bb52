import pytest

from shop.stock import weekdays


@pytest.mark.parametrize(
    ("initial", "data", "expected"),
    [
        ("12345", ["1", "2", "3", "4", "5"], False),
        ("12345", ["1", "2"], True),
        ("", [], False),
        ("", ["7"], True),
    ],
)
def test_days_have_changed_when_others_are_ticked(initial, data, expected):
    (field,) = [
        kind for kind in vars(weekdays).values() if isinstance(kind, type) and "has_changed" in vars(kind)
    ]

    assert field(required=False).has_changed(initial, data) is expected
