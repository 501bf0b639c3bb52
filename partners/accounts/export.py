"""Whom somebody stands for, as a part of a copy of their data."""

from collections.abc import Iterator

from partners.accounts.models import PartnerUser
from shop.privacy.export import EXPORTERS, Exporter
from shop.user.models import User


def partner_accounts(user: User) -> Iterator[dict[str, object]]:
    """The partner account that this user may see in the portal, if there is one."""
    for membership in PartnerUser.objects.filter(user=user).select_related("account__company"):
        yield {
            "company": str(membership.account.company),
            "code": membership.account.code,
            "role": membership.role,
        }


EXPORTERS.register(Exporter(name="partner_accounts", read=partner_accounts))
