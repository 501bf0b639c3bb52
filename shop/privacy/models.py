"""Somebody asked for the end of their account."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DeletionRequest(models.Model):
    """One wish to be forgotten: open until it is withdrawn or done; one open per account.

    The row stays as the proof of what was done when. Its user stays too, without a name.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="deletion_requests",
        verbose_name=_("user"),
    )
    language = models.CharField(
        _("language"),
        max_length=12,
        blank=True,
        help_text=_("The language of the page on which deletion was requested; the e-mail about it uses it."),
    )
    requested_at = models.DateTimeField(_("requested"))
    due_at = models.DateTimeField(_("due"))
    told_at = models.DateTimeField(_("confirmed by mail"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        verbose_name = _("deletion request")
        verbose_name_plural = _("deletion requests")
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(withdrawn_at=None, done_at=None),
                name="privacy_open_by_due",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(withdrawn_at=None, done_at=None),
                name="privacy_one_open_per_user",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(done_at=None),
                name="privacy_withdrawn_or_done",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.requested_at:%Y-%m-%d}"
