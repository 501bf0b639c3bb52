"""What keeps the members of segments right, as `tests.races.guards` lists it."""

from tests.races.guards import Guard

SEGMENTS = [
    Guard(
        name="segment-members",
        path="personalization/segments/membership.py",
        after="pass",
        test="tests/races/test_segments.py::test_who_enters_and_leaves_is_told_once_on_postgresql",
    ),
]
