import ast
import re
from pathlib import Path

from tests.races.all_guards import GUARDS

ROOT = Path(__file__).resolve().parents[2]
MARK = re.compile(r"# guard: ([\w-]+)")


def test_every_guard_of_the_table_stands_in_the_code_once_and_can_be_taken_away():
    for guard in GUARDS:
        source = (ROOT / guard.path).read_text(encoding="utf-8")
        weakened = guard.weakened(source)

        assert MARK.findall(weakened) == [name for name in MARK.findall(source) if name != guard.name]
        ast.parse(weakened)


def test_every_guard_of_the_code_stands_in_the_table():
    marked = [
        name
        for package in ("shop", "crm_core", "partners", "personalization")
        for path in (ROOT / package).rglob("*.py")
        for name in MARK.findall(path.read_text(encoding="utf-8"))
    ]

    assert sorted(marked) == sorted(guard.name for guard in GUARDS)


def test_every_test_of_the_table_exists():
    missing = []
    for guard in GUARDS:
        path, _colons, name = guard.test.partition("::")
        if f"def {name}(" not in (ROOT / path).read_text():
            missing.append(guard.test)

    assert missing == []
