"""Permissions of partners ("partner.<thing>.<verb>") are those of companies that have a partner account."""

from partners.accounts.queries import is_partner
from shop.b2b.permissions import PERMISSION_AREAS, PermissionArea

PERMISSION_AREAS.register(PermissionArea(name="partner", applies_to=is_partner))
