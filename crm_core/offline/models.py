"""Orders that were written on a device without a network, as the server got them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class OfflineOrder(models.Model):
    """An order as it was written on a device; `key` is the device's, so that it is taken once.

    `lines` hold what was written and seen: product, title, quantity, price (a decimal string or empty) and
    currency. Where nothing has changed since, its goods went into `draft` at once (taken). Where something
    has, it waits until its writer confirms the differences or discards it. Then the words are gone.
    """

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", pgettext_lazy("an order written offline", "waits for a look")
        TAKEN = "taken", pgettext_lazy("an order written offline", "taken over")
        DISCARDED = "discarded", pgettext_lazy("an order written offline", "discarded")

    key = models.UUIDField(_("key"), unique=True, editable=False)
    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.CASCADE, related_name="+", verbose_name=_("customer")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("written by")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    lines = models.JSONField(_("items"), default=list, blank=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    # A digest of what was written: the same key with other contents is no retry.
    digest = models.CharField(max_length=64, editable=False)
    written_at = models.DateTimeField(_("written"))
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    draft = models.ForeignKey(
        "order_entry.OrderDraft",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("order draft"),
    )

    class Meta:
        verbose_name = _("order written offline")
        verbose_name_plural = _("orders written offline")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="offline_order_decided_or_waiting",
            ),
        ]
        indexes = [
            models.Index(
                fields=["by", "received_at"], condition=Q(state="waiting"), name="offline_order_waiting"
            ),
        ]

    def __str__(self) -> str:
        return str(self.key)
