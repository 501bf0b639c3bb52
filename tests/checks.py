"""What `make check` looks at beside the linters: `python -m tests.checks`.

Each check returns the findings as lines; a finding fails the run.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

from tests.figures import check_any, figures
from tests.structure import (
    PACKAGES,
    check_documents_name_what_is_there,
    check_layers_documented,
    check_lookups_by_name,
    check_makefile_names_what_is_there,
    check_order_locks,
    sources,
)

ROOT = Path(__file__).resolve().parents[1]
MODULE_LINES = 350
MODULE_LINES_HARD = 500
FUNCTION_LINES = 60
TEMPLATE_LINES = 200
TEST_LINES = 400
# How often annotations may say `Any`, in all. It goes down: lower it where you found types.
# What is left mostly has no better name: options that Wagtail declares as None, forms' `*args`, super() of mixins.
MOST_ANY = 715
# Modules that may pass 350 lines, each with the reason.
LONG_MODULES: dict[str, str] = {}


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def check_sizes() -> list[str]:
    """Modules, functions, templates and test modules stay small enough to read."""
    found = []
    for path in sources(ROOT, *PACKAGES):
        name, length = str(path.relative_to(ROOT)), _lines(path)
        limit = MODULE_LINES_HARD if name in LONG_MODULES else MODULE_LINES
        if length > limit:
            found.append(f"{name}: {length} lines, the limit is {limit}")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                size = (node.end_lineno or node.lineno) - node.lineno + 1
                if size > FUNCTION_LINES:
                    found.append(
                        f"{name}:{node.lineno}: {node.name} has {size} lines, the limit is {FUNCTION_LINES}"
                    )
    limits = [(path, TEMPLATE_LINES) for path in sorted((ROOT / "templates").rglob("*.html"))]
    limits += [(path, TEST_LINES) for path in sources(ROOT, "tests")]
    found.extend(
        f"{path.relative_to(ROOT)}: {_lines(path)} lines, the limit is {limit}"
        for path, limit in limits
        if _lines(path) > limit
    )
    return found


def check_environment_documented() -> list[str]:
    """`.env.example` names every variable that the settings read, and no other."""
    source = (ROOT / "config/settings/environment.py").read_text(encoding="utf-8")
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source))
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^#? ?([A-Z][A-Z_]+)=", example, flags=re.MULTILINE))
    return [f".env.example lacks {name}" for name in sorted(read - named)] + [
        f".env.example names {name}, which nothing reads" for name in sorted(named - read)
    ]


def check_locks() -> list[str]:
    """Lock files hold versions and hashes, and no download address."""
    found = []
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        if "://" in text:
            found.append(f"{name} holds an address")
        if "--hash=sha256:" not in text:
            found.append(f"{name} holds no hashes")
    return found


MESSAGE_OPTIONS = (
    *("-l", "zh_Hans", "-l", "zh_Hant", "--no-location", "--no-obsolete", "-e", "html,txt,py,subject,mjml"),
    # "locale": else the strings of `config/` would go to the committed catalogue beside them.
    *(part for name in (".venv*", "var", "tests", "bench", "locale") for part in ("-i", name)),
)


def _output(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _open_entries(po: Path, name: Path) -> Iterator[str]:
    for kind, flag in (("untranslated", "--untranslated"), ("fuzzy", "--only-fuzzy")):
        left = _output("msgattrib", flag, "--no-obsolete", "--no-wrap", po)
        words = re.findall(r'^msgid "(.+)"', left, flags=re.MULTILINE)
        if words:
            yield f"{name}: {len(words)} {kind}, e.g. {words[0]!r}; run `make messages`"


def check_translations() -> list[str]:
    """Every string of ours is translated into every language, and the compiled catalogues are current."""
    if not shutil.which("msgfmt") or not shutil.which("xgettext"):
        return ["the translations cannot be checked: install gettext (Debian: apt install gettext)"]
    found: list[str] = []
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch) / "locale"
        shutil.copytree(ROOT / "config/locale", fresh)
        settings.LOCALE_PATHS = [str(fresh)]
        call_command("makemessages", *MESSAGE_OPTIONS, verbosity=0)
        for po in sorted(fresh.rglob("*.po")):
            found.extend(_open_entries(po, po.relative_to(scratch)))
        for po in sorted((ROOT / "config").glob("locale*/*/LC_MESSAGES/*.po")):
            name, mo = po.relative_to(ROOT), po.with_suffix(".mo")
            found.extend(_open_entries(po, name))
            compiled = Path(scratch) / "check.mo"
            _output("msgfmt", "--check-format", "-o", compiled, po)
            if not mo.exists() or _output("msgunfmt", mo) != _output("msgunfmt", compiled):
                found.append(f"{name.with_suffix('.mo')} is not current; run `make messages`")
    return found


def check_events_documented() -> list[str]:
    """`docs/events.md` tells of every event as it is."""
    result = subprocess.run(
        [sys.executable, "manage.py", "events_doc", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return [] if result.returncode == 0 else [(result.stdout + result.stderr).strip()]


LINE = 120
TAG, QUOTED = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}"), re.compile(r"\"[^\"]*\"|'[^']*'")


def check_line_lengths() -> list[str]:
    """Lines of templates and style sheets stay within 120 columns.

    Django's tags and quoted values cannot be broken: a line of a template may be longer where nothing else
    of it has a space.
    """
    found = []
    for path in (*sorted((ROOT / "templates").rglob("*.html")), *sorted((ROOT / "static/css").glob("*.css"))):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            rest = QUOTED.sub("x", TAG.sub("x", line)) if path.suffix == ".html" else line
            if len(line) > LINE and (path.suffix == ".css" or len(rest) > LINE or " " in rest.strip()[40:]):
                found.append(f"{path.relative_to(ROOT)}:{number}: {len(line)} columns, the limit is {LINE}")
    return found


CHECKS: tuple[Callable[[], list[str]], ...] = (
    check_sizes,
    check_environment_documented,
    check_locks,
    check_translations,
    check_events_documented,
    partial(check_lookups_by_name, ROOT),
    partial(check_order_locks, ROOT),
    partial(check_documents_name_what_is_there, ROOT),
    partial(check_makefile_names_what_is_there, ROOT),
    partial(check_layers_documented, ROOT),
    check_line_lengths,
    partial(check_any, ROOT, most=MOST_ANY),
)


def main() -> int:
    """Run every check, print the findings and the figures of the code, return the exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    os.chdir(ROOT)
    django.setup()
    failed = 0
    for check in CHECKS:
        findings = check()
        failed += bool(findings)
        name = getattr(check, "func", check).__name__
        print(f"{'FAIL' if findings else 'ok  '} {name}")  # noqa: T201
        for line in findings:
            print(f"     {line}")  # noqa: T201
    print("\n".join(figures(ROOT)))  # noqa: T201
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
