"""What an entry of the screens is, and the names of the roles that it has."""

from dataclasses import dataclass

SALES, SERVICE, FULFILMENT = "sales", "service", "fulfilment"
CATALOGUE, MARKETING, PARTNERS = "catalogue", "marketing", "partner manager"
EDITOR, APPROVER, ACCOUNTING = "content editor", "content approver", "accounting"
ADMIN = "admin"
REP = "sales representative"
MANAGER = "sales manager"
EVERYONE = frozenset(
    {
        SALES,
        REP,
        MANAGER,
        SERVICE,
        FULFILMENT,
        CATALOGUE,
        MARKETING,
        PARTNERS,
        EDITOR,
        APPROVER,
        ACCOUNTING,
        ADMIN,
    }
)


@dataclass(frozen=True, kw_only=True)
class Screen:
    """Some addresses below `/cms/` (a regular expression at their start), and who may open them."""

    what: str
    addresses: str
    roles: frozenset[str]


def screen(what: str, addresses: str, *roles: str) -> Screen:
    """Make an entry; a sales manager sees what sales see."""
    manager = {MANAGER} if SALES in roles else set()
    return Screen(what=what, addresses=addresses, roles=frozenset({*roles, *manager, ADMIN}))
