"""Training in the portal's menu."""

from django.utils.translation import gettext_lazy as _

from partners.accounts.pages import PARTNER_MENU, PartnerMenuItem

PARTNER_MENU.register(
    PartnerMenuItem(name="training", label=_("Training"), url_name="partner_training:index", order=62)
)
