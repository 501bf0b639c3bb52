"""What we keep of a payment provider beside money: its events, its names for our users, how far we read."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class GatewayEvent(models.Model):
    """What a provider told us, once each: by webhook, or found later in its list of events."""

    reference = models.CharField(_("reference"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=80)
    subject = models.CharField(_("object"), max_length=120)
    payment = models.CharField(_("payment"), max_length=120, blank=True)
    told_at = models.DateTimeField(_("notified"))
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    processed_at = models.DateTimeField(_("processed"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=255, blank=True)

    class Meta:
        app_label = "payments"
        verbose_name = _("provider event")
        verbose_name_plural = _("provider events")
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(
                fields=["received_at"], condition=Q(processed_at=None), name="payments_events_to_process"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class GatewayCustomer(models.Model):
    """Under which name the provider keeps a user's cards; the cards themselves are never here."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="gateway_customer",
        verbose_name=_("user"),
    )
    reference = models.CharField(_("reference"), max_length=120, unique=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        app_label = "payments"
        verbose_name = _("customer at the provider")
        verbose_name_plural = _("customers at the provider")

    def __str__(self) -> str:
        return self.reference


class ReconciliationMark(models.Model):
    """Up to when a provider's list of events has been read."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    read_until = models.DateTimeField(_("read until"))

    class Meta:
        app_label = "payments"
        verbose_name = _("reconciliation mark")
        verbose_name_plural = _("reconciliation marks")

    def __str__(self) -> str:
        return self.name
