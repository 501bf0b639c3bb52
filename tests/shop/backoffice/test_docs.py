"""The example of the documents is the code itself, and as short as they say."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SLICE = ROOT / "shop/tax/vat_check_pages.py"
MOST_LINES = 60


def test_the_example_of_a_list_and_a_page_is_the_code_and_under_sixty_lines():
    (shown,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs/add-a-feature.md").read_text(), re.DOTALL)

    assert shown == SLICE.read_text()
    assert len(shown.splitlines()) < MOST_LINES
    assert "template" not in shown


def test_each_part_of_the_kit_has_its_section():
    sections = re.findall(r"^## (.+)$", (ROOT / "docs/backoffice.md").read_text(), re.MULTILINE)

    assert [part for part in PARTS if part not in sections] == []


PARTS = ["List", "Record page", "Board", "Chart", "Figure", "Empty state", "Permissions", "Form sections"]
