"""The companies that buy from us, and the people who speak for them."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from shop.contact_data import plain_code, visible_line


class Company(ClusterableModel):
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

    def clean(self) -> None:
        """Take away from the name what nobody sees."""
        super().clean()
        self.name = visible_line(self.name)


class CompanyContact(models.Model):
    """A person who speaks for a company; one e-mail address and one user speak for one company."""

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
    role = models.CharField(_("role"), max_length=80, blank=True)

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
