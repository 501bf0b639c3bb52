"""Who of a company is written to about money."""

from collections.abc import Sequence

from shop.b2b.models import Company, CompanyContact
from shop.b2b.permissions import Level
from shop.b2b.presets import BUYER, grants_of_preset
from shop.trade_credit.company_permissions import PAY
from shop.trade_credit.models import Receivable
from shop.user.models import User


def accountants_of(company: Company) -> list[User]:
    """List the active people of a company, or of its parents, who may pay all its invoices; the nearest."""
    contacts = CompanyContact.objects.filter(
        company__in=company.lineage_keys, is_active=True, user__is_active=True
    ).select_related("user", "role")
    able = [(contact.company_id, contact.user) for contact in contacts if _reach(contact) >= Level.COMPANY]
    for key in company.lineage_keys:
        found = [user for of, user in able if of == key and user is not None]
        if found:
            return found
    return []


def _reach(contact: CompanyContact) -> int:
    role = contact.role
    preset = role.preset if role else BUYER
    grants = grants_of_preset(preset) if role is None or preset else dict(role.grants)
    return int(grants.get(PAY, 0))


def readers_of(company: Company, receivables: Sequence[Receivable]) -> list[tuple[User, str]]:
    """Return who is written to about what is overdue, each with their language.

    The company's accountants, else who bought. The language is the one they chose, else that of their order,
    or of the first order that is overdue.
    """
    users = accountants_of(company)
    if not users:
        users = [one.order.user for one in receivables if one.order.user is not None]
    own = {one.order.user_id: one.order.language for one in receivables}
    other = receivables[0].order.language if receivables else ""
    unique = {user.email: user for user in users if user.is_active}
    return [(user, user.language or own.get(user.pk) or other) for user in unique.values()]
