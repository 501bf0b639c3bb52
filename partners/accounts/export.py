"""For which partner somebody acts, as a part of a copy of their data."""

from collections.abc import Iterator

from partners.accounts.queries import account_of, delegate_role
from shop.b2b.models import CompanyContact
from shop.b2b.presets import BUYER, NAMES
from shop.privacy.export import EXPORTERS, Exporter
from shop.user.models import User


def partner_accounts(user: User) -> Iterator[dict[str, object]]:
    """The partner account that this user may see in the portal, if there is one, and their role."""
    account = account_of(user)
    if account is not None:
        yield {"company": str(account.company), "code": account.code, "role": _role_of(user)}


def _role_of(user: User) -> str:
    account = account_of(user)
    role = delegate_role(account, user) if account else None
    if role is None:
        contact = CompanyContact.objects.filter(user=user).select_related("role").first()
        role = contact.role if contact else None
    return str(role or NAMES[BUYER])


EXPORTERS.register(Exporter(name="partner_accounts", read=partner_accounts))
