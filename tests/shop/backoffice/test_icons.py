"""Every icon that the back office names is one it has: of another nothing is drawn, and nobody is told."""

import re
from pathlib import Path

import pytest
from wagtail.admin.icons import get_icons

from crm_core.timeline.kinds import KINDS

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ("config", "content", "crm_core", "partners", "search", "shop")
NAMED = re.compile(r'\b(?:\w+_)?icon(?:_name| name)?(?:: str|")?(?: = |: |=)"([a-z0-9-]+)"')


@pytest.mark.django_db
def test_icons_that_are_named_exist():
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    named = {(name, path.name) for path in files for name in NAMED.findall(path.read_text())}
    named |= {(kind.icon, kind.name) for kind in KINDS}
    known = set(re.findall(r'id="icon-([a-z0-9-]+)"', get_icons()))

    assert sorted(found for found in named if found[0] not in known) == []
