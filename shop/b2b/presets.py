"""The roles that every company finds ready: an administrator, buyers, approvers, accountants, readers."""

from django.utils.functional import Promise
from django.utils.translation import gettext_noop

from shop.b2b.models import CompanyRole
from shop.b2b.permissions import COMPANY_PERMISSIONS, Level

ADMINISTRATOR, BUYER, APPROVER, ACCOUNTANT, READER = (
    "administrator",
    "buyer",
    "approver",
    "accountant",
    "reader",
)
NAMES: dict[str, str | Promise] = {
    ADMINISTRATOR: gettext_noop("Administrator"),
    BUYER: gettext_noop("Buyer"),
    APPROVER: gettext_noop("Approver"),
    ACCOUNTANT: gettext_noop("Accountant"),
    READER: gettext_noop("Reader"),
}
#: What presets grant beside an administrator, who may do all there is.
GRANTS: dict[str, dict[str, Level]] = {
    BUYER: {"orders.place": Level.OWN, "orders.view": Level.OWN, "tenders.post": Level.OWN},
    APPROVER: {"orders.place": Level.OWN, "orders.view": Level.COMPANY},
    ACCOUNTANT: {"orders.view": Level.COMPANY},
    READER: {"orders.view": Level.COMPANY},
}


def grants_of_preset(preset: str) -> dict[str, int]:
    """Return what a preset grants now: an administrator everything at its highest level."""
    if preset == ADMINISTRATOR:
        return {entry.name: int(max(entry.levels)) for entry in COMPANY_PERMISSIONS}
    return {name: int(level) for name, level in GRANTS[preset].items()}


def preset_role(preset: str) -> CompanyRole:
    """Return the role of a preset; the first who asks writes it.

    What it grants is read here (`grants_of_preset`), not from the row.
    """
    role, _made = CompanyRole.objects.get_or_create(preset=preset, defaults={"name": str(NAMES[preset])})
    return role
