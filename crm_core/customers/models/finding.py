"""What a customer is found by."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from crm_core.customers.models.customers import Customer


class CustomerWords(models.Model):
    """The words of a customer, with those of what was merged into it, folded (`finding.words`).

    Written by `finding.services.write_words`, read by indexes of trigrams (`shop.backoffice.fragments`).
    A merged record has none: it is found by the one that stands for it.
    """

    customer = models.OneToOneField(
        Customer,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="words",
        verbose_name=_("customer"),
    )
    names = models.TextField(_("names"), blank=True)
    emails = models.TextField(_("e-mail addresses"), blank=True)
    phones = models.TextField(_("phone numbers"), blank=True)

    class Meta:
        verbose_name = _("words of a customer")
        verbose_name_plural = _("words of customers")

    def __str__(self) -> str:
        return str(self.customer_id)
