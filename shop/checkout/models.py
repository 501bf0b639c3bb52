"""How the owner of a basket can be reached. Oscar's checkout has no models of its own."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BasketContact(models.Model):
    """The address that a guest gave at the checkout.

    The address goes with the basket's order, and after KILN_BASKET_CONTACT_DAYS at the latest.
    """

    basket = models.OneToOneField(
        "basket.Basket", on_delete=models.CASCADE, related_name="contact", verbose_name=_("basket")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        app_label = "checkout"
        verbose_name = _("basket contact")
        verbose_name_plural = _("basket contacts")

    def __str__(self) -> str:
        return f"{self.basket_id}"


from oscar.apps.checkout.models import *  # noqa: E402, F403
