"""An order that waits for an approval: all that it is to be placed with, and what happened to it."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class PurchaseRequest(models.Model):
    """A basket that its buyer submitted for approval, frozen, with its delivery and payment.

    Totals are gross and net, in the order's currency, as they were when it was submitted or, after a change
    of prices, when it went back for approval (`round` counts how often). It becomes one order at most.
    """

    class State(models.TextChoices):
        """What became of it."""

        PENDING = "pending", pgettext_lazy("purchase request", "waiting for approval")
        ORDERED = "ordered", pgettext_lazy("purchase request", "approved and ordered")
        REJECTED = "rejected", pgettext_lazy("purchase request", "rejected")
        CANCELLED = "cancelled", pgettext_lazy("purchase request", "cancelled")
        EXPIRED = "expired", pgettext_lazy("purchase request", "expired")

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    company = models.ForeignKey(
        "b2b.Company", on_delete=models.PROTECT, related_name="purchase_requests", verbose_name=_("company")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="purchase_requests",
        verbose_name=_("buyer"),
    )
    buyer_name = models.CharField(_("name of the buyer"), max_length=200)
    department = models.ForeignKey(
        "b2b.Department", null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("department")
    )
    cost_centre = models.ForeignKey(
        "b2b.CostCentre",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("cost centre"),
    )
    po_number = models.CharField(_("your order number"), max_length=60, blank=True)
    basket = models.OneToOneField(
        "basket.Basket", null=True, on_delete=models.SET_NULL, related_name="purchase_request"
    )
    order = models.OneToOneField(
        "order.Order",
        null=True,
        on_delete=models.PROTECT,
        related_name="purchase_request",
        verbose_name=_("order"),
    )
    # The order number that the review had drawn: a second click of it finds the request.
    drawn_number = models.CharField(max_length=128, blank=True, db_index=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    level = models.PositiveSmallIntegerField(_("level"), default=1)
    currency = models.CharField(_("currency"), max_length=12)
    total = models.DecimalField(_("total"), max_digits=12, decimal_places=2)
    total_excl_tax = models.DecimalField(_("total without tax"), max_digits=12, decimal_places=2)
    delivery_charge = models.DecimalField(_("delivery"), max_digits=12, decimal_places=2, default=0)
    # The delivery method chosen (`shop.shipping.methods.choice_of`), its name as shown, and the day.
    delivery_choice = models.CharField(max_length=128, blank=True)
    delivery_name = models.CharField(_("delivery method"), max_length=128, blank=True)
    delivery_day = models.DateField(_("delivery day"), null=True)
    is_pickup = models.BooleanField(_("pickup"), default=False)
    # Fields of a ShippingAddress, and `name` and `vat_id` of the company that is billed.
    address = models.JSONField(_("address"), default=dict)
    # Further addresses with their pieces (`shop.order.destinations`); empty: all goes to the one.
    destinations = models.JSONField(default=list)
    billed = models.JSONField(_("billed company"), default=dict)
    tax_place = models.JSONField(default=dict)
    payment = models.CharField(_("payment"), max_length=40, blank=True)
    note = models.TextField(_("order note"), blank=True)
    language = models.CharField(max_length=10, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    submitted_at = models.DateTimeField(_("submitted"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    closed_at = models.DateTimeField(_("closed"), null=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("purchase request")
        verbose_name_plural = _("purchase requests")
        ordering = ["-submitted_at", "-pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["state", "expires_at"], name="purchase_request_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="ordered", order__isnull=False) | (~Q(state="ordered") & Q(order=None)),
                name="purchase_approvals_ordered_has_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.buyer_name}, {self.submitted_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state == self.State.PENDING

    @property
    def can_be_taken_back(self) -> bool:
        """Whether its goods can go back into the buyer's basket."""
        over = (self.State.REJECTED, self.State.CANCELLED, self.State.EXPIRED)
        return self.state in over and self.taken_back_at is None


class PurchaseRequestLine(models.Model):
    """What was asked for, as it was shown: pieces, and the gross price of one and of all."""

    request = models.ForeignKey(PurchaseRequest, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey(
        "catalogue.Product", null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("product")
    )
    line_id = models.BigIntegerField()
    title = models.CharField(_("product"), max_length=255)
    sku = models.CharField(_("SKU"), max_length=128, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"))
    unit_price = models.DecimalField(_("unit price"), max_digits=12, decimal_places=2)
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("line of a purchase request")
        verbose_name_plural = _("lines of purchase requests")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.quantity} x {self.title}"


class RequestHistory(models.Model):
    """What happened to a request; never changed or deleted. Words of people stand in the steps."""

    class Kind(models.TextChoices):
        """What happened."""

        SUBMITTED = "submitted", _("submitted for approval")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", pgettext_lazy("purchase request", "rejected")
        PRICE_CHANGED = "price-changed", _("price changed; asked again")
        ESCALATED = "escalated", _("not answered in time; others are asked, too")
        REMINDED = "reminded", _("approvers reminded")
        ORDERED = "ordered", _("ordered")
        CANCELLED = "cancelled", _("cancelled by the buyer")
        EXPIRED = "expired", _("expired")
        TAKEN_BACK = "taken-back", _("taken back into the basket")

    request = models.ForeignKey(PurchaseRequest, on_delete=models.PROTECT, related_name="history")
    kind = models.CharField(max_length=16, choices=Kind)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    level = models.PositiveSmallIntegerField(null=True)
    total = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    approver = models.ForeignKey(
        "purchase_approvals.RequestApprover", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("history of a purchase request")
        verbose_name_plural = _("history of purchase requests")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.request_id}: {self.kind}"
