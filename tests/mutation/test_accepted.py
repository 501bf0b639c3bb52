from tests.mutation.accepted import accepted_lines, line_at
from tests.mutation.slices import ROOT


def test_each_accepted_line_stands_in_its_module():
    found = {}
    for path, _code in accepted_lines():
        module = ROOT / path
        lines = module.read_text(encoding="utf-8").splitlines() if module.exists() else []
        found[path] = {line_at(lines, number) for number in range(1, len(lines) + 1)}

    assert [f"{path}: {code}" for path, code in accepted_lines() if code not in found[path]] == []


def test_a_decorator_is_named_with_its_function():
    lines = ["@never_cache", "@login_required", "def overview(request):", "    return 1", "def other(): ..."]

    assert [line_at(lines, number) for number in (2, 4)] == ["@login_required def overview", "return 1"]
