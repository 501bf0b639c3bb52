"""The `act_as` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActAsConfig(AppConfig):
    """Staff in the shop on behalf of a buyer, with reason, banner and log."""

    name = "shop.act_as"
    label = "act_as"
    verbose_name = _("Acting for customers")
