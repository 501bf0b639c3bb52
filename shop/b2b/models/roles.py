"""What somebody may do for their company: roles as data."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, gettext_lazy as _

from shop.b2b.models.companies import Company


class CompanyRole(models.Model):
    """A named set of company permissions, each with its level.

    Without a company it is a preset that every company may use and none may change. `grants` maps the name of
    a `CompanyPermission` to a `Level`; unknown names count for nothing.
    """

    company = models.ForeignKey(
        Company,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="roles",
        verbose_name=_("company"),
    )
    preset = models.CharField(max_length=20, blank=True, editable=False)
    name = models.CharField(_("name"), max_length=80)
    grants = models.JSONField(_("permissions"), default=dict)

    class Meta:
        verbose_name = _("company role")
        verbose_name_plural = _("company roles")
        ordering = ["company", "name"]
        constraints = [
            models.UniqueConstraint(fields=["company", "name"], name="b2b_one_role_per_name"),
            models.UniqueConstraint(
                fields=["preset"], condition=~Q(preset=""), name="b2b_one_role_per_preset"
            ),
            models.CheckConstraint(
                condition=Q(company=None, preset__gt="") | Q(company__isnull=False, preset=""),
                name="b2b_role_is_a_preset_or_a_companys",
            ),
        ]

    def __str__(self) -> str:
        return gettext(self.name) if self.preset else self.name
