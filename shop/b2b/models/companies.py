"""The companies that buy from us, and the groups and parents that they share terms with."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel

from shop.b2b.signals import company_moved
from shop.contact_data import visible_line


class CompanyGroup(models.Model):
    """Companies that are offered the same: retailers, restaurants, distributors."""

    name = models.CharField(_("name"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("company group")
        verbose_name_plural = _("company groups")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Company(ClusterableModel):
    """A company that buys; a partner account points at the same record.

    What is None among the terms is inherited from the parent, and at the top from the shop's own settings:
    ask `shop.b2b.inheritance`. `path` holds the keys from the topmost parent down to itself ("/3/17/").
    """

    class Status(models.TextChoices):
        """Whether its people may buy."""

        ACTIVE = "active", _("active")
        ON_HOLD = "on-hold", _("on hold")
        CLOSED = "closed", _("closed")

    name = models.CharField(_("name"), max_length=200)
    vat_id = models.CharField(_("VAT id"), max_length=32, blank=True)
    registration_number = models.CharField(_("registration number"), max_length=40, blank=True)
    website = models.URLField(_("website"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ACTIVE)
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="subsidiaries",
        verbose_name=_("parent company"),
    )
    path = models.CharField(max_length=120, blank=True, editable=False, db_index=True)
    group = models.ForeignKey(
        CompanyGroup,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="companies",
        verbose_name=_("company group"),
    )
    sales_rep = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("sales representative"),
    )
    payment_terms_days = models.PositiveSmallIntegerField(_("payment terms in days"), null=True, blank=True)
    early_payment_days = models.PositiveSmallIntegerField(_("days for early payment"), null=True, blank=True)
    early_payment_percent = models.DecimalField(
        _("discount for early payment in %"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    needs_po_number = models.BooleanField(_("order number required"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        constraints = [
            models.UniqueConstraint(
                fields=["vat_id"],
                condition=~Q(vat_id=""),
                name="b2b_one_company_per_vat_id",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=models.F("pk")), name="b2b_company_is_not_its_parent"
            ),
            models.CheckConstraint(
                condition=Q(early_payment_percent=None)
                | Q(early_payment_percent__gte=0, early_payment_percent__lt=100),
                name="b2b_early_payment_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Take away from the name what nobody sees."""
        super().clean()
        self.name = visible_line(self.name)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row and where it stands; who stands below it moves with it."""
        super().save(*args, **kwargs)
        parents = Company.objects.filter(pk=self.parent_id or 0)
        above = parents.values_list("path", flat=True).first() or "/"
        path = f"{above}{self.pk}/"
        if path == self.path:
            return
        before, self.path = self.path, path
        if before:
            for company in Company.objects.filter(path__startswith=before).exclude(pk=self.pk):
                Company.objects.filter(pk=company.pk).update(path=path + company.path.removeprefix(before))
        Company.objects.filter(pk=self.pk).update(path=path)
        if before:
            company_moved.send(sender=Company, company=self)

    @property
    def lineage_keys(self) -> list[int]:
        """The keys from itself up to the topmost parent."""
        return [int(key) for key in reversed(self.path.strip("/").split("/")) if key] or [self.pk]
