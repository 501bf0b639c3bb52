"""Instruments a module: each condition, look-up and access decorator becomes a call that a mutant can answer.

A *site* is a place in the code, "path:line:column:kind"; a *mutant* is a site and what happens there. The mutants:
`if`, `while` and conditional expressions that are always true or always false; one operand of `and` or `or`
without effect; a comparison with its boundary moved; a look-up left out of a query; a view without a decorator
that restricts it. Sites on a line marked `# guard:` are left to `make mutate-guards`.
"""

import ast
import sys
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
QUERIES = {"filter", "exclude", "get", "get_object_or_404", "Q"}
RESTRICTING = {
    "login_required",
    "permission_required",
    "require_permissions",
    "user_passes_test",
    "staff_required",
}
OPERATORS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
PREFIX = "_mutation_"


@dataclass(frozen=True, order=True)
class Mutant:
    """One change: at `site` the condition is `variant`, or the look-up of that name is left out."""

    site: str
    variant: str

    def __str__(self) -> str:
        return f"{self.site} {self.variant}".rstrip()


class Instrumenter(ast.NodeTransformer):
    """Rewrites the tree of one module and lists its mutants."""

    def __init__(self, name: str, source: str) -> None:
        self.name = name
        self.mutants: list[Mutant] = []
        self.depth = 0  # what runs at import (constraints, class bodies) is no test's to reach
        lines = source.splitlines()
        self.guarded = {number for number, line in enumerate(lines, 1) if "# guard:" in line}

    def visit_If(self, node: ast.If) -> Any:
        if not _is_type_checking(node.test):
            node.test = self._test(node.test, "if")
        return self._rest(node, skip="test")

    def visit_While(self, node: ast.While) -> Any:
        return self._test_in(node, "while")

    def visit_IfExp(self, node: ast.IfExp) -> Any:
        return self._test_in(node, "if-else")

    def visit_comprehension(self, node: ast.comprehension) -> Any:
        node.ifs = [self._test(test, "if") for test in node.ifs]
        node.iter = self.visit(node.iter)
        return node

    def visit_Return(self, node: ast.Return) -> Any:
        if isinstance(node.value, ast.Compare) or _is_logical(node.value):
            node.value = self._test(node.value, "return")
            return node
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> Any:
        self.generic_visit(node)
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        named = [keyword.arg for keyword in node.keywords if keyword.arg]
        is_query = name in QUERIES and named and all(keyword.arg for keyword in node.keywords)
        if is_query and not self._is_left_out(node):
            site = self._site(node, name)
            self.mutants += [Mutant(site, argument) for argument in named]
            call = self._call("lookups", site, keywords=node.keywords)
            node.keywords = [ast.keyword(arg=None, value=call)]
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        for index, decorator in enumerate(node.decorator_list):
            call = decorator.func if isinstance(decorator, ast.Call) else decorator
            name = call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "")
            if name in RESTRICTING and not self._is_guarded(decorator):
                site = self._site(decorator, name)
                self.mutants.append(Mutant(site, ""))
                node.decorator_list[index] = self._call("decorator", site, decorator)
        self.depth += 1
        node.body = [self.visit(statement) for statement in node.body]
        self.depth -= 1
        return node

    def _test_in(self, node: Any, kind: str) -> Any:
        node.test = self._test(node.test, kind)
        return self._rest(node, skip="test")

    def _rest(self, node: Any, *, skip: str) -> Any:
        for field in node._fields:
            value = getattr(node, field)
            if field == skip:
                continue
            if isinstance(value, list):
                setattr(node, field, [self.visit(each) for each in value])
            elif isinstance(value, ast.AST):
                setattr(node, field, self.visit(value))
        return node

    def _test(self, test: ast.expr, kind: str) -> ast.expr:
        if self._is_left_out(test):
            return test
        inner = self._operands(test)
        site = self._site(test, kind)
        self.mutants += [Mutant(site, "true"), Mutant(site, "false")]
        return self._call("condition", site, inner)

    def _operands(self, test: ast.expr) -> ast.expr:
        if isinstance(test, ast.BoolOp):
            neutral = "true" if isinstance(test.op, ast.And) else "false"
            test.values = [self._operand(value, neutral) for value in test.values]
            return test
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            test.operand = self._operands(test.operand)
            return test
        if isinstance(test, ast.Compare) and len(test.ops) == 1 and type(test.ops[0]) in OPERATORS:
            site = self._site(test, "boundary")
            self.mutants.append(Mutant(site, ""))
            sides = [
                self.visit(test.left),
                ast.Constant(OPERATORS[type(test.ops[0])]),
                self.visit(test.comparators[0]),
            ]
            return self._call("compare", site, *sides)
        return self.visit(test)

    def _operand(self, value: ast.expr, neutral: str) -> ast.expr:
        inner, site = self._operands(value), self._site(value, "operand")
        self.mutants.append(Mutant(site, neutral))
        return self._call("condition", site, inner)

    def _call(self, function: str, site: str, *values: ast.expr, keywords: Any = ()) -> ast.Call:
        name = ast.Name(PREFIX + function, ast.Load())
        return ast.Call(func=name, args=[ast.Constant(site), *values], keywords=list(keywords))

    def _site(self, node: Any, kind: str) -> str:
        return f"{self.name}:{node.lineno}:{node.col_offset}:{kind}"

    def _is_left_out(self, node: Any) -> bool:
        return not self.depth or self._is_guarded(node)

    def _is_guarded(self, node: Any) -> bool:
        return bool(self.guarded & set(range(node.lineno, (node.end_lineno or node.lineno) + 1)))


def instrument(path: Path) -> tuple[ast.Module, list[Mutant]]:
    """Return the instrumented tree of a module of the project and its mutants."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    instrumenter = Instrumenter(str(path.relative_to(ROOT)), source)
    instrumenter.visit(tree)
    names = [
        ast.alias(name=each, asname=PREFIX + each)
        for each in ("condition", "compare", "lookups", "decorator")
    ]
    at = 1 if ast.get_docstring(tree) is not None else 0
    while at < len(tree.body) and getattr(tree.body[at], "module", "") == "__future__":
        at += 1
    tree.body.insert(at, ast.ImportFrom(module="tests.mutation.switch", names=names, level=0))
    return ast.fix_missing_locations(tree), instrumenter.mutants


class InstrumentingLoader(SourceFileLoader):
    """Loads a module instrumented, past the cache of compiled modules."""

    def get_code(self, fullname: str) -> CodeType:
        """Compile the instrumented tree."""
        tree, _mutants = instrument(Path(self.path))
        return compile(tree, self.path, "exec", dont_inherit=True)


class InstrumentingFinder(MetaPathFinder):
    """Finds the modules that are to be instrumented before the ordinary finder does."""

    def __init__(self, paths: set[Path]) -> None:
        self.paths = paths

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Answer for the project's modules of the slices under test; None for all others."""
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or not spec.origin or Path(spec.origin) not in self.paths:
            return None
        spec.loader = InstrumentingLoader(fullname, spec.origin)
        return spec


def install(paths: set[Path]) -> None:
    """Instrument these modules when they are imported from now on."""
    sys.meta_path.insert(0, InstrumentingFinder(paths))


def _is_logical(node: ast.expr | None) -> bool:
    """`a > 1 and b is None`: a condition; `name or default`: a value."""
    if not isinstance(node, ast.BoolOp):
        return False
    return any(isinstance(value, (ast.Compare, ast.UnaryOp)) or _is_logical(value) for value in node.values)


def _is_type_checking(test: ast.expr) -> bool:
    return isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"
