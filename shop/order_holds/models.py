"""Orders that are held back: why, since when, and who let them go."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.configuration.models import OneRow


class HoldKind(models.TextChoices):
    """What a hold is about."""

    MANUAL = "manual", _("held by staff")
    FRAUD = "fraud", _("possible fraud")
    ADDRESS = "address", _("address to be checked")
    PAYMENT = "payment", _("payment to be checked")


class OrderHold(models.Model):
    """One reason why an order is neither picked nor shipped until somebody releases it.

    `signal` names the rule that set it, empty for one set by a person; each rule holds an order once.
    """

    order = models.ForeignKey(
        "order.Order", on_delete=models.CASCADE, related_name="holds", verbose_name=_("order")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=HoldKind.choices, default=HoldKind.MANUAL)
    signal = models.CharField(_("signal"), max_length=40, blank=True)
    reason = models.CharField(_("reason"), max_length=255)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("held by"),
    )
    created_at = models.DateTimeField(_("held since"), auto_now_add=True)
    released_at = models.DateTimeField(_("released"), null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("released by"),
    )
    release_note = models.CharField(_("note on the release"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        ordering = ["pk"]
        permissions = [("release_orderhold", _("Can release held orders"))]
        constraints = [
            # Released, it does not come back when the event is told again.
            models.UniqueConstraint(
                fields=["order", "signal"], condition=~Q(signal=""), name="order_holds_each_signal_once"
            ),
        ]
        indexes = [
            models.Index(fields=["order"], condition=Q(released_at=None), name="order_holds_open"),
        ]

    def __str__(self) -> str:
        return self.reason


class HoldSettings(OneRow):
    """Which signals hold an order back; an empty number: that signal is off."""

    holds_other_country = models.BooleanField(
        _("billing and delivery country differ"),
        default=False,
        help_text=_("Holds orders that go to another country than the invoice."),
    )
    most_failed_payments = models.PositiveSmallIntegerField(
        _("failed payments from"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Holds an order for which so many payments were refused before one went through."),
    )
    first_order_above = models.DecimalField(
        _("first order from"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Holds the first order of a customer from this total (including tax)."),
    )
    orders_a_day = models.PositiveSmallIntegerField(
        _("orders in 24 hours from"),
        null=True,
        blank=True,
        validators=[MinValueValidator(2)],
        help_text=_("Holds an order when so many came from the same e-mail address within a day."),
    )

    class Meta(OneRow.Meta):
        verbose_name = _("signals of held orders")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
