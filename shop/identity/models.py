"""What a shopkeeper says of the shop in the back office."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ShopSettings(models.Model):
    """Name, logo, contact and the shop's own words; there is one row at most.

    What is empty comes from the environment (the name) or is not shown. `steps` names the steps of
    the set-up that somebody has confirmed; `is_set_up` ends the set-up, whatever is open.
    """

    name = models.CharField(_("name of the shop"), max_length=80, blank=True)
    tagline = models.CharField(
        _("tagline"),
        max_length=160,
        blank=True,
        help_text=_("Shown below the shop name in the footer of every page."),
    )
    announcement = models.CharField(
        _("announcement"),
        max_length=160,
        blank=True,
        help_text=_("Shown as a bar at the top of every page; empty: no bar."),
    )
    description = models.CharField(
        _("description for search engines"),
        max_length=200,
        blank=True,
        help_text=_("Shown in search results for pages without a description of their own."),
    )
    search_examples = models.CharField(
        _("search examples"),
        max_length=80,
        blank=True,
        help_text=_("Shown in the empty search box, such as: shirt, linen, blue."),
    )
    delivery_note = models.TextField(
        _("delivery and returns"),
        max_length=1000,
        blank=True,
        help_text=_("Shown on every product page; empty: not shown."),
    )
    logo = models.ForeignKey(
        "wagtailimages.Image",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
        help_text=_("Shown before the shop name; a square image works best."),
    )
    email = models.EmailField(_("customer service e-mail"), blank=True)
    phone = models.CharField(_("customer service phone"), max_length=40, blank=True)
    address = models.TextField(_("address"), blank=True, max_length=400)
    steps = models.JSONField(_("setup steps"), default=list, blank=True, editable=False)
    is_set_up = models.BooleanField(_("setup completed"), default=False, editable=False)

    class Meta:
        verbose_name = _("The shop")

    def __str__(self) -> str:
        return self.name
