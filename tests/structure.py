"""Checks that documents and code agree about the structure, run by `python -m tests.checks`."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

PACKAGES = ("config", "content", "crm_core", "partners", "personalization", "search", "shop")
#: Folders whose AppConfig derives from Oscar's: there alone classes and models are looked up by name.
FORKS = (
    "search",
    "shop/basket",
    "shop/catalogue",
    "shop/checkout",
    "shop/customer",
    "shop/dashboard",
    "shop/offer",
    "shop/order",
    "shop/partner",
    "shop/reviews",
    "shop/shipping",
    "shop/voucher",
    "shop/wishlists",
)
LOADERS = {"get_model", "get_class", "get_classes"}
#: Where else, and why.
MAY_LOOK_UP = {"content/teasers.py": "a page's blocks show pages, and the models of pages need the blocks"}
#: The slice that docs/add-a-feature.md has its reader make.
TO_BE_MADE = ("crm_core/activities", "tests/crm_core/activities")
#: What a document may name: a file or folder below one of these, or a module of ours.
FOLDERS = (*PACKAGES, "bench", "docs", "static", "templates", "tests")
_CODE = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(rf"(?:{'|'.join(FOLDERS)})/[\w./*-]*\Z")
#: A module named without its folder: one of that name has to be somewhere.
_BARE = re.compile(r"[a-z_]\w*\.py\Z")
_MODULE = re.compile(rf"(?:{'|'.join((*PACKAGES, 'tests', 'bench'))})(?:\.\w+)+\Z")


def sources(root: Path, *folders: str) -> Iterator[Path]:
    """Yield the modules below folders, without migrations and what the demo's pictures are rendered by."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            if "migrations" not in path.parts and "render" not in path.parts:
                yield path


def is_in_fork(name: str) -> bool:
    """Tell whether a module (its path from the root) belongs to a fork of one of Oscar's apps."""
    return name.startswith(tuple(f"{fork}/" for fork in FORKS))


def derives_from_oscar(folder: Path) -> bool:
    """Tell whether the AppConfig of a folder is one of Oscar's with changes."""
    config = folder / "apps.py"
    return (
        config.exists()
        and re.search(r"^from oscar\.apps\b", config.read_text("utf-8"), re.MULTILINE) is not None
    )


def check_lookups_by_name(root: Path) -> list[str]:
    """`get_model` and `get_class` hide an import from the contracts; only Oscar's forks need them."""
    found = [
        f"{fork} is no fork of Oscar's: take it out of FORKS"
        for fork in FORKS
        if not derives_from_oscar(root / fork)
    ]
    for path in sources(root, *PACKAGES):
        name = str(path.relative_to(root))
        if is_in_fork(name) or name in MAY_LOOK_UP:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            word = (
                called.id
                if isinstance(called, ast.Name)
                else called.attr
                if isinstance(called, ast.Attribute)
                else ""
            )
            if word in LOADERS:
                found.append(f"{name}:{node.lineno}: {word} outside of Oscar's forks; import the class")
    return found


def check_order_locks(root: Path) -> list[str]:
    """Orders are held by `lock_order`, whose key stays: two strengths of lock on a row end in deadlocks."""
    called = re.compile(r"\b(?<!Purchase)Order\.objects\.select_for_update\((?!no_key=True)")
    found = []
    for path in sources(root, *PACKAGES):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if called.search(line):
                found.append(f"{path.relative_to(root)}:{number}: hold an order by lock_order")
    return found


def check_documents_name_what_is_there(root: Path) -> list[str]:
    """Every path and dotted name of ours in backticks in a document exists."""
    found = []
    for document in sorted((root / "docs").rglob("*.md")):
        for number, line in enumerate(document.read_text(encoding="utf-8").splitlines(), 1):
            words = " ".join(_CODE.findall(line)).split()
            found.extend(
                f"{document.relative_to(root)}:{number}: `{word}` is not there"
                for word in words
                if not _is_there(root, word.rstrip(".,:;)").lstrip("("))
            )
    return found


def check_makefile_names_what_is_there(root: Path) -> list[str]:
    """Every folder and file of tests that a target names exists."""
    words = re.findall(r"(?<![\w/])tests/[\w./-]+", (root / "Makefile").read_text(encoding="utf-8"))
    return [f"Makefile: {word} is not there" for word in words if not (root / word).exists()]


def _is_there(root: Path, word: str) -> bool:
    if _PATH.match(word):
        return word.startswith(TO_BE_MADE) or (
            any(root.glob(word.rstrip("/"))) if "*" in word else (root / word).exists()
        )
    if _BARE.match(word):
        return any(any(root.glob(f"{folder}{word}")) for folder in ("", *(f"{name}/**/" for name in FOLDERS)))
    return not _MODULE.match(word) or _is_defined(root, word.split("."))


def _is_defined(root: Path, parts: list[str]) -> bool:
    """Tell whether the first parts are a module, and the next one a name that stands in it."""
    for end in range(len(parts), 0, -1):
        base = root.joinpath(*parts[:end])
        files = [file for file in (base.with_suffix(".py"), base / "__init__.py") if file.exists()]
        if not files and not base.is_dir():
            continue
        rest = parts[end:]
        return not rest or any(
            re.search(rf"\b{rest[0]}\b", file.read_text(encoding="utf-8")) for file in files
        )
    return False


def layers_of_the_shop(root: Path) -> list[str]:
    """Return the layers of the contract `shop`, the highest first."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    return next(contract["layers"] for contract in contracts if contract["id"] == "shop")


def check_layers_documented(root: Path) -> list[str]:
    """`docs/architecture.md` lists the layers of the shop as the contract has them, one a line."""
    text = (root / "docs/architecture.md").read_text(encoding="utf-8")
    listed = "\n".join(f"    {layer}" for layer in layers_of_the_shop(root))
    return [] if f"\n{listed}\n" in text else [f"docs/architecture.md does not list these layers:\n{listed}"]
