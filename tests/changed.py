"""`make test-fast`: the tests of what the working tree changes against HEAD (or a commit that is named).

A changed module brings the tests that import it and the folder that mirrors its own; a changed test brings
itself; a template brings the tests that name it and those of the folder of its slice. Prints them for pytest.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def changed_files(since: str) -> list[Path]:
    """List what differs from a commit, new files included, as paths from the root."""
    commands = (
        ["git", "diff", "--name-only", "--diff-filter=d", since],
        ["git", "ls-files", "--others", "--exclude-standard"],
    )
    found: set[str] = set()
    for command in commands:
        found |= set(
            subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
        )
    return sorted(map(Path, found))


def affected_tests(path: Path, sources: dict[Path, str]) -> set[Path]:
    """Return the tests that a changed file can break; `sources` are all test modules with their text."""
    if path.parts[0] == "tests":
        return {path} if path.name.startswith("test_") else {t for t in sources if t.parent == path.parent}
    if path.suffix == ".html":
        name = str(path.relative_to("templates")) if path.parts[0] == "templates" else path.name
        mirror = Path("tests", *Path(name).parts[:-1])
        return {t for t, text in sources.items() if name in text or mirror in t.parents}
    if path.suffix != ".py":
        return set()
    module = ".".join(path.with_suffix("").parts)
    names = re.compile(rf"(?:from|import) {re.escape(module)}\b")
    mirror = Path("tests", *path.parts[:-1])
    return {t for t, text in sources.items() if names.search(text) or mirror in t.parents}


def main() -> int:
    """Print the test modules, a line each; nothing when nothing that tests see has changed."""
    since = sys.argv[1] if len(sys.argv) > 1 else "HEAD"
    sources = {
        path.relative_to(ROOT): path.read_text(encoding="utf-8")
        for path in (ROOT / "tests").rglob("test_*.py")
    }
    found: set[Path] = set()
    for path in changed_files(since):
        found |= affected_tests(path, sources)
    print("\n".join(map(str, sorted(found))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
