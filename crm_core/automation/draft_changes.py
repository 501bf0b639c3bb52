"""What the buttons of the form do to a draft: add, remove and move conditions and steps."""

from crm_core.automation.drafts import GroupDraft, RuleDraft, StepDraft, TestDraft


def apply(draft: RuleDraft, op: str) -> str:
    """Change a draft as a button says; return the place that the reader is to be at afterwards.

    What names no place that is there changes nothing.
    """
    verb, _colon, path = op.partition(":")
    try:
        return _OPERATIONS[verb](draft, path)
    except (KeyError, IndexError, ValueError, AttributeError, TypeError):
        return ""


def _group_at(draft: RuleDraft, path: str) -> GroupDraft:
    """Return the group of a place."""
    before, middle, after = path.rpartition(".if")
    found: GroupDraft | TestDraft
    if middle:
        found, rest = _step_at(draft, before).condition, after.strip(".")
    else:
        root, _dot, rest = path.partition(".")
        if root != "c":
            raise KeyError(path)
        found = draft.conditions
    for number in filter(None, rest.split(".")):
        found = found.parts[int(number)]  # type: ignore[union-attr]
    if not isinstance(found, GroupDraft):
        raise TypeError(path)
    return found


def _steps_at(draft: RuleDraft, path: str) -> list[StepDraft]:
    """Return the list of steps of a place: "s", "s.2.then", "s.2.otherwise"."""
    if path == "s":
        return draft.steps
    before, _dot, name = path.rpartition(".")
    step = _step_at(draft, before)
    return {"then": step.then, "otherwise": step.otherwise}[name]


def _step_at(draft: RuleDraft, path: str) -> StepDraft:
    before, _dot, number = path.rpartition(".")
    return _steps_at(draft, before)[int(number)]


def _is_condition(path: str) -> bool:
    return path.startswith("c") or ".if" in path.rpartition(".then")[2].rpartition(".otherwise")[2]


def _list_at(draft: RuleDraft, path: str) -> tuple[list, int]:
    """Return the list in which a place stands, and where in it."""
    before, _dot, number = path.rpartition(".")
    rows: list = _group_at(draft, before).parts if _is_condition(before) else _steps_at(draft, before)
    place = int(number)
    if not 0 <= place < len(rows):
        raise IndexError(path)
    return rows, place


def _add_test(draft: RuleDraft, path: str) -> str:
    group = _group_at(draft, path)
    group.parts.append(TestDraft())
    return f"{path}.{len(group.parts) - 1}"


def _add_group(draft: RuleDraft, path: str) -> str:
    group = _group_at(draft, path)
    group.parts.append(GroupDraft(mode="any", parts=[TestDraft()]))
    return f"{path}.{len(group.parts) - 1}.0"


def _add_step(draft: RuleDraft, path: str) -> str:
    steps = _steps_at(draft, path)
    steps.append(StepDraft())
    return f"{path}.{len(steps) - 1}"


def _remove(draft: RuleDraft, path: str) -> str:
    rows, place = _list_at(draft, path)
    del rows[place]
    before = path.rpartition(".")[0]
    return f"{before}.{min(place, len(rows) - 1)}" if rows else before


def _move(draft: RuleDraft, path: str, by: int) -> str:
    rows, place = _list_at(draft, path)
    other = place + by
    if not 0 <= other < len(rows):
        return path
    rows[place], rows[other] = rows[other], rows[place]
    return f"{path.rpartition('.')[0]}.{other}"


_OPERATIONS = {
    "add-test": _add_test,
    "add-group": _add_group,
    "add-step": _add_step,
    "remove": _remove,
    "up": lambda draft, path: _move(draft, path, -1),
    "down": lambda draft, path: _move(draft, path, 1),
    "refresh": lambda _draft, path: path,
}
