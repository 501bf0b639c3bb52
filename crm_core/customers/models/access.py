"""Who of the staff sees which customers, and which of their fields."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class StaffCircle(models.Model):
    """Some colleagues who share customers, by a name that is there once."""

    name = models.CharField(pgettext_lazy("of a team or territory", "name"), max_length=80, unique=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        limit_choices_to={"is_staff": True},
        related_name="+",
        verbose_name=_("members"),
    )

    class Meta:
        abstract = True
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Team(StaffCircle):
    """Colleagues who look after each other's customers: a team's customers are those its members own.

    The manager decides what members ask for (`crm_core.approvals`), a member or not.
    """

    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        limit_choices_to={"is_staff": True},
        related_name="+",
        verbose_name=_("manager"),
        help_text=_("Decides what members of the team ask for."),
    )

    class Meta(StaffCircle.Meta):
        verbose_name = _("team")
        verbose_name_plural = _("teams")


class Territory(StaffCircle):
    """A region or a market; its customers are those that name it, whoever owns them."""

    class Meta(StaffCircle.Meta):
        verbose_name = _("territory")
        verbose_name_plural = _("territories")


class FieldRight(models.Model):
    """A field of customers that a role (a group) does not see, or sees and does not change.

    `field` names one of `access.fields.FIELDS`. What no row names is seen, and changed by who may change
    customers. The role that allows most decides for somebody who has several.
    """

    class Access(models.TextChoices):
        """How much less than everything."""

        HIDDEN = "hidden", pgettext_lazy("a field of customers", "hidden")
        READ_ONLY = "read_only", pgettext_lazy("a field of customers", "read only")

    group = models.ForeignKey(
        "auth.Group", on_delete=models.CASCADE, related_name="customer_field_rights", verbose_name=_("role")
    )
    field = models.CharField(_("field"), max_length=80)
    access = models.CharField(_("access"), max_length=10, choices=Access.choices)

    class Meta:
        verbose_name = _("right on a field of customers")
        verbose_name_plural = _("rights on fields of customers")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["group", "field"], name="customers_one_right_per_role_and_field"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.field} {self.access}"
