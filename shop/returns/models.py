"""Returns: what goes back, what was seen of each piece, what its buyer got for it, and the shop's rules."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from shop.returns.policy_models import CategoryRule, LineTerms, ReturnReason, ReturnSettings
from shop.returns.states import OPEN, Condition, Disposition, Origin, Outcome, ReturnState
from shop.uploads.private import private_storage

__all__ = [
    "CategoryRule",
    "Inspection",
    "LineTerms",
    "Return",
    "ReturnLabel",
    "ReturnLine",
    "ReturnPhoto",
    "ReturnReason",
    "ReturnSettings",
    "Settlement",
]


class Return(models.Model):
    """Pieces of one order that go back; `number` is the return merchandise authorisation.

    `key` names the request for good: sent twice, it is one return. `pays_delivery_back` says that the price
    of the standard delivery goes back, too. `due_at` is by when the money has to have gone, where the law
    sets a day. `restocking_percent` and `return_delivery_paid_by` are the terms of the day it was asked for.
    """

    order = models.ForeignKey(
        "order.Order", on_delete=models.PROTECT, related_name="returns", verbose_name=_("order")
    )
    number = models.CharField(_("number"), max_length=140, unique=True)
    key = models.CharField(_("idempotency key"), max_length=80, unique=True)
    state = models.CharField(
        _("status"), max_length=12, choices=ReturnState.choices, default=ReturnState.REQUESTED
    )
    origin = models.CharField(_("asked for by"), max_length=12, choices=Origin.choices, default=Origin.BUYER)
    outcome = models.CharField(_("wanted"), max_length=10, choices=Outcome.choices, default=Outcome.REFUND)
    comment = models.TextField(_("comment"), blank=True, max_length=2000)
    refusal = models.CharField(_("reason for the refusal"), max_length=500, blank=True)
    restocking_percent = models.DecimalField(
        _("restocking fee in percent"), max_digits=5, decimal_places=2, default=0
    )
    return_delivery_paid_by = models.CharField(
        _("return delivery paid by"),
        max_length=10,
        choices=ReturnSettings.Payer.choices,
        default=ReturnSettings.Payer.BUYER,
    )
    pays_delivery_back = models.BooleanField(_("refund the standard delivery"), default=False)
    tracking_number = models.CharField(_("tracking number"), max_length=80, blank=True)
    # Holds the pieces that are to be sent instead, until the exchange is settled or given up.
    hold = models.OneToOneField(
        "basket.Basket",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("reserved replacement"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    requested_at = models.DateTimeField(_("requested"))
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    due_at = models.DateTimeField(_("refund by"), null=True, blank=True)

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=OPEN, closed_at=None)
                | (~Q(state__in=OPEN) & Q(closed_at__isnull=False)),
                name="returns_closed_when_done",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-requested_at", "-id"], name="returns_by_state"),
            models.Index(
                Coalesce("due_at", "requested_at"),
                condition=Q(closed_at=None),
                name="returns_open_by_deadline",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether its pieces are spoken for."""
        return self.state in OPEN


class ReturnLine(models.Model):
    """Pieces of one line of the order, and how far they are in counts that the database keeps in order.

    `received` have come; of these `accepted` are paid for by the shop and `rejected` go back to the buyer; of
    the accepted `settled` have been.
    """

    parent = models.ForeignKey(
        Return, on_delete=models.CASCADE, related_name="lines", verbose_name=_("return")
    )
    line = models.ForeignKey(
        "order.Line", on_delete=models.PROTECT, related_name="return_lines", verbose_name=_("line")
    )
    quantity = models.PositiveIntegerField(_("units"))
    reason = models.ForeignKey(
        ReturnReason,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reason"),
    )
    received = models.PositiveIntegerField(_("received"), default=0)
    accepted = models.PositiveIntegerField(_("accepted"), default=0)
    rejected = models.PositiveIntegerField(_("not accepted"), default=0)
    settled = models.PositiveIntegerField(_("settled"), default=0)
    replacement = models.ForeignKey(
        "catalogue.Product",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("replacement"),
    )

    class Meta:
        verbose_name = _("line of a return")
        verbose_name_plural = _("lines of returns")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "line"], name="returns_one_row_per_line"),
            models.CheckConstraint(
                condition=Q(
                    quantity__gt=0,
                    received__lte=F("quantity"),
                    received__gte=F("accepted") + F("rejected"),
                    settled__lte=F("accepted"),
                ),
                name="returns_counts_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"

    @property
    def to_come(self) -> int:
        """How many have not arrived."""
        return self.quantity - self.received

    @property
    def to_inspect(self) -> int:
        """How many have arrived and were not looked at."""
        return self.received - self.accepted - self.rejected

    @property
    def to_settle(self) -> int:
        """How many are accepted and not paid for."""
        return self.accepted - self.settled


class Settlement(models.Model):
    """What the buyer got for accepted pieces, by one change of the order; `amount` gross, its currency."""

    parent = models.ForeignKey(
        Return, on_delete=models.PROTECT, related_name="settlements", verbose_name=_("return")
    )
    key = models.CharField(_("idempotency key"), max_length=120, unique=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    fee = models.DecimalField(_("fee"), max_digits=12, decimal_places=2, default=0)
    change_id = models.PositiveBigIntegerField(_("order change"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    settled_at = models.DateTimeField(_("settled"))

    class Meta:
        verbose_name = _("settlement of a return")
        verbose_name_plural = _("settlements of returns")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0, fee__gte=0), name="returns_settlement_amounts"),
        ]

    def __str__(self) -> str:
        return self.key


class Inspection(models.Model):
    """What was seen of pieces that came back, and where they go; `settlement` once they are paid for."""

    return_line = models.ForeignKey(
        ReturnLine, on_delete=models.CASCADE, related_name="inspections", verbose_name=_("line of a return")
    )
    quantity = models.PositiveIntegerField(_("units"))
    condition = models.CharField(_("condition"), max_length=10, choices=Condition.choices)
    disposition = models.CharField(_("goes"), max_length=10, choices=Disposition.choices)
    note = models.CharField(_("note"), max_length=500, blank=True)
    settlement = models.ForeignKey(
        Settlement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="inspections",
        verbose_name=_("settlement"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    inspected_at = models.DateTimeField(_("inspected"))

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="returns_inspection_is_positive"),
            models.CheckConstraint(
                condition=~Q(disposition=Disposition.SEND_BACK) | Q(settlement=None),
                name="returns_sent_back_is_not_paid",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.condition}"


def photo_path(photo: "ReturnPhoto", name: str) -> str:
    """Return where a photo lies: below its return, under the name that the gate gave it."""
    return f"returns/{photo.parent_id}/{name}"


class ReturnPhoto(models.Model):
    """A picture of what is wrong; it has passed the gate and is handed out by a view only."""

    parent = models.ForeignKey(
        Return, on_delete=models.CASCADE, related_name="photos", verbose_name=_("return")
    )
    file = models.FileField(_("file"), upload_to=photo_path, storage=private_storage, max_length=200)
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("photo of a return")
        verbose_name_plural = _("photos of returns")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.file.name or ""


class ReturnLabel(models.Model):
    """The label with which the parcel comes back, as its carrier made it."""

    parent = models.OneToOneField(
        Return, on_delete=models.CASCADE, related_name="label", verbose_name=_("return")
    )
    carrier = models.CharField(_("carrier"), max_length=80)
    tracking_number = models.CharField(_("tracking number"), max_length=80, blank=True)
    file = models.FileField(_("file"), upload_to=photo_path, storage=private_storage, max_length=200)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("return label")
        verbose_name_plural = _("return labels")

    def __str__(self) -> str:
        return self.tracking_number
