"""The companies that buy from us."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Company(models.Model):
    """A company that buys; a partner account points at the same record."""

    name = models.CharField(_("name"), max_length=200)
    vat_id = models.CharField(_("VAT id"), max_length=32, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        constraints = [
            models.UniqueConstraint(
                fields=["vat_id"],
                condition=~models.Q(vat_id=""),
                name="b2b_one_company_per_vat_id",
            ),
        ]

    def __str__(self) -> str:
        return self.name
