"""Which modules are mutated and which tests have to notice."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SLICES: dict[str, list[str]] = {
    "shop/payments": ["tests/shop/payments", "tests/shop/order", "tests/shop/dashboard/orders"],
    "shop/order": ["tests/shop/order", "tests/shop/dashboard/orders", "tests/shop/payments"],
    "shop/checkout": ["tests/shop/checkout", "tests/shop/test_tax_destination.py"],
    "shop/basket": ["tests/shop/basket", "tests/shop/checkout"],
    "shop/stock": ["tests/shop/stock", "tests/shop/partner", "tests/shop/order"],
    "shop/offer": ["tests/shop/basket", "tests/shop/offer", "tests/shop/order"],
    "shop/voucher": ["tests/shop/basket", "tests/shop/voucher", "tests/shop/order"],
    "shop/privacy": ["tests/shop/privacy"],
    "partners": ["tests/partners"],
}
# Modules of a slice that stand beside its folder, lower in the layers.
BESIDE: dict[str, list[str]] = {"shop/checkout": ["shop/checkout_session.py", "shop/tax_destination.py"]}
LEFT_OUT = ("migrations", "management", "apps.py", "__init__.py")


def modules_of(slice_name: str) -> list[Path]:
    """Return the modules of a slice whose conditions are mutated."""
    found = sorted((ROOT / slice_name).rglob("*.py"))
    found += [ROOT / name for name in BESIDE.get(slice_name, [])]
    return [path for path in found if not any(part in LEFT_OUT for part in path.relative_to(ROOT).parts)]


def tests_of(slice_name: str) -> list[str]:
    """Return the folders of tests that are there."""
    return [folder for folder in SLICES[slice_name] if (ROOT / folder).exists()]
