"""One thing that somebody of the staff saw or did."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """Written once; the database refuses to change one, and to delete one younger than ninety days.

    `actor` has no constraint in the database, so that the entry of a colleague whose account is deleted stays
    as it is; empty: the site itself. `action` is one of `registry.ACTIONS`. `model` and `object_id` say what
    it was about; `customer_id` whose record, without a foreign key, since this app knows no customers.
    `detail` holds numbers and names of columns, lists and rights: never anything of a customer.
    """

    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    action = models.CharField(_("what"), max_length=40)
    model = models.CharField(_("kind of record"), max_length=80, blank=True)
    object_id = models.BigIntegerField(_("record"), null=True, blank=True)
    customer_id = models.BigIntegerField(_("customer number"), null=True, blank=True)
    detail = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_newest"),
            models.Index(fields=["actor", "-at"], name="audit_by_actor"),
            models.Index(fields=["action", "-at"], name="audit_by_action"),
            models.Index(
                fields=["customer_id", "-at"],
                condition=models.Q(customer_id__isnull=False),
                name="audit_by_customer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d %H:%M}"
