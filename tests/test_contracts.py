"""Each import contract is kept, and breaks when an import is planted that it forbids."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("config", "content", "crm_core", "partners", "personalization", "search", "shop")
# contract id -> where a forbidden import is planted, and which one
PLANTED = {
    "packages": ("shop/order/utils.py", "import crm_core.customers.models"),
    "slice": ("crm_core/customers/models/customers.py", "import crm_core.customers.services"),
    "siblings": ("crm_core/customers/models/customers.py", "import crm_core.timeline.services"),
    "shop": ("shop/events/models.py", "import shop.order.models"),
    "settings": ("partners/accounts/models.py", "import config.settings.base"),
    "demo": ("config/urls.py", "import config.demo.stripe_simulator.server"),
    "oscar": ("content/models.py", "import oscar.apps.catalogue.models"),
}


def lint(folder: Path, contract: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--contract", contract],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("contract", PLANTED)
def test_contract_breaks_on_a_planted_import(contract, tmp_path):
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package,
            tmp_path / package,
            ignore=shutil.ignore_patterns("__pycache__", "*.webp", "locale"),
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    where, planted = PLANTED[contract]
    module = tmp_path / where
    module.parent.mkdir(parents=True, exist_ok=True)
    module.write_text(planted + "\n" + (module.read_text() if module.exists() else ""))

    result = lint(tmp_path, contract)

    assert result.returncode == 1, result.stdout + result.stderr
    assert "BROKEN" in result.stdout


def test_no_test_module_imports_another():
    """What two of them need stands in a module of its own beside them."""
    borrowed = re.compile(r"^(?:from|import) tests\.(?:\w+\.)*test_\w+", re.MULTILINE)

    found = {
        str(path.relative_to(ROOT)): borrowed.findall(path.read_text(encoding="utf-8"))
        for path in (ROOT / "tests").rglob("*.py")
    }

    assert {path: names for path, names in found.items() if names} == {}
