"""Staff who shop in a buyer's place: since when, why, and every page of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ActAsSession(models.Model):
    """A colleague acts for a buyer until `expires_at`, or until it is ended before.

    Who, for whom, why and since when never change; the database refuses it. A colleague has one at a time
    that has not ended.
    """

    class End(models.TextChoices):
        """How it ended."""

        STOPPED = "stopped", _("ended")
        EXPIRED = "expired", _("time was up")
        LOGGED_OUT = "logged-out", _("logged out")
        RIGHT_LOST = "right-lost", _("permission withdrawn")
        REPLACED = "replaced", _("acted for somebody else")

    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        verbose_name=_("who"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        verbose_name=_("for whom"),
    )
    company_id = models.BigIntegerField(_("company"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=255)
    started_at = models.DateTimeField(_("started"))
    expires_at = models.DateTimeField(_("until"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    end = models.CharField(_("how it ended"), max_length=10, choices=End, blank=True)

    class Meta:
        verbose_name = _("session for a customer")
        verbose_name_plural = _("sessions for customers")
        ordering = ["-started_at", "-pk"]
        default_permissions = ("view",)
        permissions = [("start_actassession", _("Can act for customers in the shop"))]
        constraints = [
            models.UniqueConstraint(
                fields=["staff"], condition=Q(ended_at=None), name="act_as_one_open_per_colleague"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | (Q(ended_at__isnull=False) & ~Q(end="")),
                name="act_as_ended_says_how",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("started_at")), name="act_as_has_a_limit"),
            models.CheckConstraint(condition=~Q(staff=F("user")), name="act_as_for_another"),
        ]
        indexes = [models.Index(fields=["user", "-started_at"], name="act_as_by_user")]

    def __str__(self) -> str:
        return f"{self.staff_id} / {self.user_id} / {self.started_at:%Y-%m-%d %H:%M}"


class ActAsEntry(models.Model):
    """One page that was asked for, or one form that was sent: its method and its name, never its content."""

    session = models.ForeignKey(
        ActAsSession, on_delete=models.PROTECT, related_name="entries", verbose_name=_("session")
    )
    at = models.DateTimeField(_("when"))
    method = models.CharField(_("method"), max_length=8)
    view = models.CharField(_("page"), max_length=120)
    status = models.PositiveSmallIntegerField(_("answer"))

    class Meta:
        verbose_name = _("page of a session for a customer")
        verbose_name_plural = _("pages of sessions for customers")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.method} {self.view}"
