"""What partners plan ahead: deliveries on agreed days, and how much they expect to need."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class ScheduledOrder(models.Model):
    """A blanket order of a partner's buyer: goods that are called off on several days.

    Each delivery becomes an order of its own on its day, at the prices of that day, to `address`, in the
    buyer's name, paid as `payment` says.
    """

    account = models.ForeignKey("partner_accounts.PartnerAccount", on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(_("your reference"), max_length=60, blank=True)
    address = models.ForeignKey("address.UserAddress", on_delete=models.SET_NULL, null=True, related_name="+")
    payment = models.CharField(_("payment"), max_length=40)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("scheduled order")
        verbose_name_plural = _("scheduled orders")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.reference or f"#{self.pk}"


class CallOff(models.Model):
    """One delivery of a scheduled order; it may be moved and cancelled until it is released."""

    class State(models.TextChoices):
        """Where it stands."""

        PLANNED = "planned", pgettext_lazy("delivery", "planned")
        RELEASED = "released", pgettext_lazy("delivery", "ordered")
        STOPPED = "stopped", pgettext_lazy("delivery", "needs attention")
        CANCELLED = "cancelled", pgettext_lazy("delivery", "cancelled")

    scheduled = models.ForeignKey(ScheduledOrder, on_delete=models.CASCADE, related_name="call_offs")
    release_on = models.DateField(_("order on"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    order = models.OneToOneField(
        "order.Order", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Holds the reservation until the day, and becomes the order.
    basket = models.OneToOneField(
        "basket.Basket", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_reserved = models.BooleanField(_("stock reserved"), default=False)
    problem = models.CharField(_("problem"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("scheduled delivery")
        verbose_name_plural = _("scheduled deliveries")
        ordering = ["release_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="released", order__isnull=False)
                | (~Q(state="released") & Q(order__isnull=True)),
                name="partner_ordering_released_has_order",
            ),
        ]
        indexes = [models.Index(fields=["state", "release_on"], name="partner_ordering_due")]

    def __str__(self) -> str:
        return f"{self.scheduled} {self.release_on}"


class CallOffLine(models.Model):
    """Pieces of a product in a delivery."""

    call_off = models.ForeignKey(CallOff, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey("catalogue.Product", on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(_("quantity"), validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("line of a scheduled delivery")
        verbose_name_plural = _("lines of scheduled deliveries")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["call_off", "product"], name="partner_ordering_product_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="partner_ordering_some_pieces"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.product_id}"


class PartnerForecast(models.Model):
    """How many pieces of a product a partner expects to need in a month; final once that has begun."""

    account = models.ForeignKey("partner_accounts.PartnerAccount", on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey("catalogue.Product", on_delete=models.CASCADE, related_name="+")
    month = models.DateField(_("month"))
    quantity = models.PositiveIntegerField(_("pieces"))
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        verbose_name = _("partner forecast")
        verbose_name_plural = _("partner forecasts")
        ordering = ["month", "product_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "product", "month"], name="partner_ordering_forecast_once"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="partner_ordering_first_of_month"),
        ]
        indexes = [models.Index(fields=["product", "month"], name="partner_ordering_by_month")]

    def __str__(self) -> str:
        return f"{self.product_id} {self.month:%Y-%m}: {self.quantity}"
