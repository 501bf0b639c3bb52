"""The figures of the code that `python -m tests.checks` prints at its end."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

from grimp import build_graph

from tests.structure import PACKAGES, is_in_fork, sources

#: The longest line, by the ending of a file.
LINE_LENGTHS = {".py": 110, ".html": 120, ".css": 120}
LINED_FOLDERS = (*PACKAGES, "bench", "static", "templates", "tests")


def annotations(tree: ast.Module) -> Iterator[ast.expr]:
    """Yield what follows the colons and arrows of a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
            yield node.annotation
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns is not None:
            yield node.returns


def count_any(tree: ast.Module) -> int:
    """Count how often annotations say `Any`."""
    return sum(
        isinstance(part, ast.Name) and part.id == "Any"
        for annotation in annotations(tree)
        for part in ast.walk(annotation)
    )


def count_functions(tree: ast.Module) -> int:
    """Count functions and methods."""
    return sum(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) for node in ast.walk(tree))


def circles(imports: Mapping[str, set[str]]) -> list[set[str]]:
    """Return the groups of more than one name that reach each other."""
    reached = {name: _reach(name, imports) for name in imports}
    found: list[set[str]] = []
    for name in sorted(imports):
        group = {other for other in reached[name] if name in reached.get(other, set())} | {name}
        if len(group) > 1 and group not in found:
            found.append(group)
    return found


def _reach(start: str, imports: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(imports[start])
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += imports.get(name, ())
    return seen


def imports_between_slices(package: str) -> dict[str, set[str]]:
    """Return for each slice of a package the others that its modules import."""
    graph = build_graph(package, cache_dir=None)
    found: dict[str, set[str]] = {child: set() for child in graph.find_children(package)}
    for module in graph.modules:
        for other in graph.find_modules_directly_imported_by(module):
            pair = [".".join(name.split(".")[:2]) for name in (module, other)]
            if pair[0] in found and pair[0] != pair[1] and pair[1] in found:
                found[pair[0]].add(pair[1])
    return found


def long_lines(root: Path) -> dict[str, int]:
    """Count the lines over the limit, by the ending of the files; migrations are not looked at."""
    found = dict.fromkeys(LINE_LENGTHS, 0)
    for folder in LINED_FOLDERS:
        for path in (root / folder).rglob("*"):
            limit = LINE_LENGTHS.get(path.suffix)
            if limit and "migrations" not in path.parts and path.is_file():
                lines = path.read_text(encoding="utf-8").splitlines()
                found[path.suffix] += sum(len(line) > limit for line in lines)
    return found


def any_counts(root: Path) -> tuple[int, int]:
    """Count `Any` in annotations outside of Oscar's forks, and in all."""
    outside = everywhere = 0
    for path in sources(root, *PACKAGES):
        number = count_any(ast.parse(path.read_text(encoding="utf-8")))
        everywhere += number
        outside += 0 if is_in_fork(str(path.relative_to(root))) else number
    return outside, everywhere


def check_any(root: Path, *, most: int) -> list[str]:
    """`Any` in annotations does not become more than `most`: name what is passed."""
    _outside, number = any_counts(root)
    if number <= most:
        return []
    return [f"annotations say `Any` {number} times, the limit is {most}: name the types that are passed"]


def figures(root: Path) -> list[str]:
    """Return the figures, a line each."""
    lengths, functions = {}, 0
    outside, everywhere = any_counts(root)
    for path in sources(root, *PACKAGES):
        name, text = str(path.relative_to(root)), path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        if tree.body:
            lengths[name] = len(text.splitlines())
        functions += count_functions(tree)
    largest = max(lengths, key=lambda name: lengths[name])
    middle = median(lengths.values())
    over = ", ".join(f"{number} in {ending}" for ending, number in long_lines(root).items())
    return [
        f"modules {len(lengths)}, median {middle:.0f} lines, largest {lengths[largest]} ({largest})",
        f"functions {functions}",
        f"circles in shop {len(circles(imports_between_slices('shop')))}",
        f"`Any` in annotations: {outside} outside of Oscar's forks, {everywhere} in all",
        f"lines over the limit: {over}",
    ]
