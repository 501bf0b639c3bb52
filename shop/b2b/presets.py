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
    BUYER: {
        "orders.place": Level.OWN,
        "orders.view": Level.OWN,
        "quotes.view": Level.OWN,
        "quotes.request": Level.OWN,
        "quotes.accept": Level.OWN,
        "lists.share": Level.OWN,
        "invoices.view": Level.OWN,
        "tenders.post": Level.OWN,
        "partner.tier.view": Level.COMPANY,
        "partner.scorecard.view": Level.COMPANY,
        "partner.funds.request": Level.COMPANY,
        "partner.special_prices.view": Level.COMPANY,
        "partner.special_prices.claim": Level.COMPANY,
        "partner.sell_through.view": Level.COMPANY,
        "partner.sell_through.report": Level.COMPANY,
        "partner.ordering.schedule": Level.OWN,
        "partner.ordering.forecast": Level.COMPANY,
        "partner.deals.register": Level.OWN,
    },
    APPROVER: {
        "orders.place": Level.OWN,
        "orders.view": Level.COMPANY,
        "orders.approve": Level.COMPANY,
        "quotes.view": Level.COMPANY,
        "quotes.request": Level.COMPANY,
        "quotes.accept": Level.COMPANY,
        "lists.share": Level.OWN,
    },
    ACCOUNTANT: {
        "orders.view": Level.COMPANY,
        "invoices.view": Level.COMPANY,
        "invoices.pay": Level.COMPANY,
        "credit.view": Level.COMPANY,
        "partner.tier.view": Level.COMPANY,
        "partner.scorecard.view": Level.COMPANY,
        "partner.funds.request": Level.COMPANY,
        "partner.statements.view": Level.COMPANY,
        "partner.special_prices.view": Level.COMPANY,
        "partner.special_prices.claim": Level.COMPANY,
        "partner.sell_through.view": Level.COMPANY,
        "partner.sell_through.report": Level.COMPANY,
    },
    READER: {
        "orders.view": Level.COMPANY,
        "invoices.view": Level.COMPANY,
        "partner.tier.view": Level.COMPANY,
        "partner.scorecard.view": Level.COMPANY,
    },
}


def grants_of_preset(preset: str) -> dict[str, int]:
    """Return what a preset grants now: an administrator everything at its highest level."""
    if preset == ADMINISTRATOR:
        return {entry.name: int(max(entry.levels)) for entry in COMPANY_PERMISSIONS}
    return {name: int(level) for name, level in GRANTS[preset].items()}


def grants_of(role: CompanyRole | None) -> dict[str, int]:
    """Return what a role grants, by permission with its level; without one what buyers may."""
    if role is None or role.preset:
        return grants_of_preset(role.preset if role else BUYER)
    return {name: int(level) for name, level in role.grants.items() if name in COMPANY_PERMISSIONS and level}


def preset_roles() -> list[CompanyRole]:
    """Return the roles of all presets, the strongest first; those that are not there yet are written."""
    found = {role.preset: role for role in CompanyRole.objects.exclude(preset="")}
    return [found.get(preset) or preset_role(preset) for preset in NAMES]


def preset_role(preset: str) -> CompanyRole:
    """Return the role of a preset; the first who asks writes it.

    What it grants is read here (`grants_of_preset`), not from the row.
    """
    role, _made = CompanyRole.objects.get_or_create(preset=preset, defaults={"name": str(NAMES[preset])})
    return role
