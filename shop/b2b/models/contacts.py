"""The people who speak for a company."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from modelcluster.fields import ParentalKey

from shop.b2b.models.companies import Company
from shop.b2b.models.places import CompanyLocation, CostCentre, Department
from shop.b2b.models.roles import CompanyRole
from shop.contact_data import plain_code, visible_line


class CompanyContact(models.Model):
    """A person who speaks for a company; one e-mail address and one user speak for one company.

    What its user may do there says the `role`, without one the preset for buyers. Who is not active any more
    may do nothing there and sees public prices.
    """

    company = ParentalKey(
        Company, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("company")
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="company_contact",
        verbose_name=_("user"),
    )
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=200)
    email = models.EmailField(_("e-mail"))
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    job_title = models.CharField(_("job title"), max_length=80, blank=True)
    role = models.ForeignKey(
        CompanyRole,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contacts",
        verbose_name=_("company role"),
    )
    department = models.ForeignKey(
        Department,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="contacts",
        verbose_name=_("department"),
    )
    location = models.ForeignKey(
        CompanyLocation,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="contacts",
        verbose_name=_("location"),
    )
    cost_centre = models.ForeignKey(
        CostCentre,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="contacts",
        verbose_name=_("usual cost centre"),
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("company contact")
        verbose_name_plural = _("company contacts")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="b2b_one_contact_per_email"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Take away from name and number what nobody sees; digits become plain ones."""
        super().clean()
        self.name, self.phone = visible_line(self.name), plain_code(self.phone)
