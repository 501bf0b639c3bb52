"""Where a company's goods go, and on whose account."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from oscar.apps.address.abstract_models import AbstractAddress
from phonenumber_field.modelfields import PhoneNumberField

from shop.b2b.models.companies import Company


class CompanyLocation(AbstractAddress):
    """A place of a company: a branch, a warehouse, a building site; its people can have goods sent there."""

    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="locations", verbose_name=_("company")
    )
    name = models.CharField(_("name"), max_length=120)
    code = models.CharField(_("code"), max_length=40, blank=True)
    phone_number = PhoneNumberField(_("phone"), blank=True)
    notes = models.TextField(_("delivery instructions"), blank=True)
    is_shipping = models.BooleanField(_("goods can be sent here"), default=True)
    is_billing = models.BooleanField(_("invoices can be sent here"), default=False)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("company location")
        verbose_name_plural = _("company locations")
        ordering = ["company", "name"]
        constraints = [
            models.UniqueConstraint(fields=["company", "name"], name="b2b_one_location_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """A part of a company whose people see one another's orders, by their level."""

    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="departments", verbose_name=_("company")
    )
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["company", "name"]
        constraints = [
            models.UniqueConstraint(fields=["company", "name"], name="b2b_one_department_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class CostCentre(models.Model):
    """What a company's order is booked to in its own books."""

    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="cost_centres", verbose_name=_("company")
    )
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("cost centre")
        verbose_name_plural = _("cost centres")
        ordering = ["company", "code"]
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="b2b_one_cost_centre_per_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()
