"""The companies that buy from us, and the groups and parents that they share terms with."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel

from shop.b2b.signals import company_moved
from shop.contact_data import visible_line

CYCLE = _("A company cannot stand below itself. Choose another parent company.")
TOO_DEEP = _("There are too many levels above this company. Choose another parent company.")
DEEPEST = 120  # characters of a path


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
    path = models.CharField(max_length=DEEPEST, blank=True, editable=False, db_index=True)
    group = models.ForeignKey(
        CompanyGroup,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="companies",
        verbose_name=_("company group"),
    )
    # A second group, which a programme (of partners) puts the company into: `services.set_programme_group`.
    programme_group = models.ForeignKey(
        CompanyGroup,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="programme_companies",
        verbose_name=_("programme group"),
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
        """Write the row and where it stands; who stands below it moves with it.

        Raises ValidationError, and writes nothing, where it would stand below itself or too deep.
        """
        if self.pk and self.parent_id == self.pk:
            raise ValidationError({"parent": CYCLE})
        with transaction.atomic():
            if self.pk:  # where it stands may have been changed beside us
                self.path = Company.objects.filter(pk=self.pk).values_list("path", flat=True).first() or ""
            super().save(*args, **kwargs)
            if self.path != self._path_below(self._path_of_parent()):
                self._move()

    def _path_of_parent(self) -> str:
        parents = Company.objects.filter(pk=self.parent_id or 0)
        return parents.values_list("path", flat=True).first() or "/"

    def _path_below(self, above: str) -> str:
        return f"{above}{self.pk}/"

    def _move(self) -> None:
        """Write the path anew, and those of everybody below, one move at a time."""
        if self.parent_id is not None:
            lock_hierarchy()
        above = self._path_of_parent()
        if f"/{self.pk}/" in above:  # guard: no-company-below-itself
            raise ValidationError({"parent": CYCLE})
        path, before = self._path_below(above), self.path
        if len(path) > DEEPEST:
            raise ValidationError({"parent": TOO_DEEP})
        Company.objects.filter(pk=self.pk).update(path=path)
        if before:
            below = Company.objects.filter(path__startswith=before).exclude(pk=self.pk)
            below.update(path=Concat(Value(path), Substr("path", len(before) + 1)))
        self.path = path
        if before:
            company_moved.send(sender=Company, company=self)

    @property
    def lineage_keys(self) -> list[int]:
        """The keys from itself up to the topmost parent."""
        return [int(key) for key in reversed(self.path.strip("/").split("/")) if key] or [self.pk]


def lock_hierarchy() -> None:
    """Have companies move one at a time until the transaction ends: the row of the first is the lock.

    Two moves that are right each by itself could make a circle together.
    """
    Company.objects.select_for_update(no_key=True).order_by("pk").first()  # guard: one-move-at-a-time
