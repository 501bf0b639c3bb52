"""What scripts and templates name is there: a module that is missing stops every other on the page."""

import re
from pathlib import Path

JS = Path(__file__).resolve().parents[2] / "static" / "js"
IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*["']\./([\w.-]+)["']""")


def test_every_module_that_a_script_imports_is_there():
    named = {(path.name, name) for path in JS.glob("*.js") for name in IMPORT.findall(path.read_text())}

    assert ("kiln.js", "menus.js") in named
    assert sorted(pair for pair in named if not (JS / pair[1]).is_file()) == []
