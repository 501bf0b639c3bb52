"""The panels of a partner account's page in the back office; every slice above enters its own."""

from partners.accounts.models import PartnerAccount
from shop.backoffice.panels import Panel, panel_registry
from shop.registry import Registry

PARTNER_PANELS: Registry[Panel[PartnerAccount]] = panel_registry("panel of a partner account")
