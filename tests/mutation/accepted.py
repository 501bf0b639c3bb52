"""Reads `accepted.txt`: the mutants that may survive, each by its line of code and with its reason."""

from pathlib import Path

ACCEPTED = Path(__file__).with_name("accepted.txt")


def accepted_lines() -> dict[tuple[str, str], str]:
    """Read `path | line of code | reason`: the mutants of such a line may survive."""
    found = {}
    for row in ACCEPTED.read_text(encoding="utf-8").splitlines():
        if row and not row.startswith("#"):
            path, rest = row.split(" | ", 1)
            code, reason = rest.rsplit(" | ", 1)  # a line of code may have the stroke in it, too
            found[path.strip(), code.strip()] = reason.strip()
    return found


def line_at(lines: list[str], number: int) -> str:
    """Return a line (from 1) stripped; of a decorator with the function that it stands on: it says nothing alone."""
    line = lines[number - 1].strip()
    if not line.startswith("@"):
        return line
    function = next(each.strip() for each in lines[number:] if each.strip().startswith(("def ", "class ")))
    return f"{line} {function.partition('(')[0]}"
