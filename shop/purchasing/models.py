"""From whom we buy, for how much, what is on order and what of it has arrived.

A *vendor* sells to us; Oscar's Partner, "supplier" on the screens, is the seller whose stock it becomes.
"""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from shop.stock.models.documents import StockDocument

MOST_DAYS = 730


class Vendor(ClusterableModel):
    """Who sells to us. Amounts are net, in `currency`; `lead_time` in days from the order to our shelf."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("Purchase orders go to this address."))
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    address = models.TextField(_("address"), max_length=500, blank=True)
    customer_number = models.CharField(_("our customer number"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    currency = models.CharField(_("currency"), max_length=3, default=settings.OSCAR_DEFAULT_CURRENCY)
    lead_time = models.PositiveSmallIntegerField(
        _("lead time in days"), default=14, validators=[MaxValueValidator(MOST_DAYS)]
    )
    minimum_order = models.DecimalField(
        _("minimum order value"),
        max_digits=12,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
        help_text=_("Excluding tax; 0: none."),
    )
    note = models.TextField(_("note"), max_length=2000, blank=True)
    is_active = models.BooleanField(pgettext_lazy("vendor", "active"), default=True)

    class Meta:
        verbose_name = _("vendor")
        verbose_name_plural = _("vendors")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minimum_order__gte=0), name="purchasing_minimum_order_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class VendorProduct(models.Model):
    """What a vendor sells of ours: its own part number, its net cost a unit, in multiples of `pack_size`."""

    vendor = ParentalKey(Vendor, on_delete=models.CASCADE, related_name="products", verbose_name=_("vendor"))
    stockrecord = models.ForeignKey(
        "partner.StockRecord", on_delete=models.CASCADE, related_name="vendors", verbose_name=_("product")
    )
    part_number = models.CharField(_("vendor's part number"), max_length=80, blank=True)
    cost = models.DecimalField(
        _("cost per unit"), max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )
    pack_size = models.PositiveIntegerField(
        _("pack size"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("Ordered in multiples of it."),
    )
    lead_time = models.PositiveSmallIntegerField(
        _("lead time in days"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_DAYS)],
        help_text=_("Empty: the vendor's."),
    )
    is_preferred = models.BooleanField(
        _("preferred"), default=True, help_text=_("Reorder proposals buy from this vendor.")
    )

    class Meta:
        verbose_name = _("vendor's product")
        verbose_name_plural = _("vendor's products")
        ordering = ["stockrecord__partner_sku", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "stockrecord"],
                name="purchasing_one_row_per_vendor_and_product",
                violation_error_message=_("This vendor has this product already."),
            ),
            models.CheckConstraint(
                condition=Q(cost__gte=0) & Q(pack_size__gte=1), name="purchasing_vendor_product_is_sane"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vendor_id} {self.stockrecord_id}"

    @property
    def currency(self) -> str:
        """The vendor's currency, in which the cost is."""
        return self.vendor.currency


class ReorderRule(models.Model):
    """When a product is to be bought again: at `reorder_point` or fewer, up to `target`.

    Empty numbers are computed of the recent sales, see `shop.purchasing.reorder`.
    """

    stockrecord = models.OneToOneField(
        "partner.StockRecord",
        on_delete=models.CASCADE,
        related_name="reorder_rule",
        verbose_name=_("product"),
    )
    reorder_point = models.PositiveIntegerField(_("reorder point"), null=True, blank=True)
    target = models.PositiveIntegerField(_("target stock"), null=True, blank=True)

    class Meta:
        verbose_name = _("reorder rule")
        verbose_name_plural = _("reorder rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(target__isnull=True)
                | Q(reorder_point__isnull=True)
                | Q(target__gt=F("reorder_point")),
                name="purchasing_target_above_reorder_point",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stockrecord_id}: {self.reorder_point} -> {self.target}"


class PurchaseOrder(StockDocument):
    """What we order from a vendor for one of our warehouses.

    Draft: lines can change. Sent: the vendor has it. Confirmed: it said when it comes. Partly received:
    something has arrived. Received: all that was ordered. Closed: the rest is not coming. Cancelled:
    nothing came, nothing will.
    """

    prefix = "PO"

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", pgettext_lazy("purchase order", "draft")
        SENT = "sent", pgettext_lazy("purchase order", "sent")
        CONFIRMED = "confirmed", pgettext_lazy("purchase order", "confirmed")
        PARTIAL = "partial", pgettext_lazy("purchase order", "received in part")
        RECEIVED = "received", pgettext_lazy("purchase order", "received")
        CLOSED = "closed", pgettext_lazy("purchase order", "closed")
        CANCELLED = "cancelled", pgettext_lazy("purchase order", "cancelled")

    #: The vendor owes us something.
    OPEN = (State.SENT, State.CONFIRMED, State.PARTIAL)

    vendor = models.ForeignKey(
        Vendor, on_delete=models.PROTECT, related_name="orders", verbose_name=_("vendor")
    )
    warehouse = models.ForeignKey(
        "stock.Warehouse", on_delete=models.PROTECT, related_name="+", verbose_name=_("deliver to")
    )
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.DRAFT)
    currency = models.CharField(_("currency"), max_length=3)
    expected_on = models.DateField(_("expected on"), null=True, blank=True)
    vendor_reference = models.CharField(_("vendor's order number"), max_length=80, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta(StockDocument.Meta):
        verbose_name = _("purchase order")
        verbose_name_plural = _("purchase orders")
        indexes = [models.Index(fields=["state", "expected_on"], name="purchasing_orders_by_state")]


class PurchaseOrderLine(models.Model):
    """So many units of one product at a net cost; `received` have arrived, more than ordered if so."""

    order = models.ForeignKey(
        PurchaseOrder, on_delete=models.CASCADE, related_name="lines", verbose_name=_("purchase order")
    )
    stockrecord = models.ForeignKey(
        "partner.StockRecord",
        on_delete=models.PROTECT,
        related_name="purchase_lines",
        verbose_name=_("product"),
    )
    part_number = models.CharField(_("vendor's part number"), max_length=80, blank=True)
    quantity = models.PositiveIntegerField(_("ordered"))
    received = models.PositiveIntegerField(_("received"), default=0)
    unit_cost = models.DecimalField(
        _("cost per unit"), max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )

    class Meta:
        verbose_name = _("purchase order line")
        verbose_name_plural = _("purchase order lines")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "stockrecord"], name="purchasing_one_line_per_product"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0) & Q(unit_cost__gte=0), name="purchasing_line_is_sane"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stockrecord_id} × {self.quantity}"

    @property
    def open(self) -> int:
        """How many units are still to come."""
        return max(0, self.quantity - self.received)

    @property
    def over(self) -> int:
        """How many units came beyond what was ordered."""
        return max(0, self.received - self.quantity)


class GoodsReceipt(models.Model):
    """A delivery that arrived for a purchase order, booked once: `key` is the form's that booked it."""

    order = models.ForeignKey(
        PurchaseOrder, on_delete=models.CASCADE, related_name="receipts", verbose_name=_("purchase order")
    )
    key = models.CharField(max_length=64, unique=True, editable=False)
    delivery_note = models.CharField(_("delivery note"), max_length=64, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    received_at = models.DateTimeField(_("received"), auto_now_add=True)

    class Meta:
        verbose_name = _("goods receipt")
        verbose_name_plural = _("goods receipts")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.order_id} {self.received_at:%Y-%m-%d}"


class GoodsReceiptLine(models.Model):
    """Units of one line that arrived with a receipt."""

    receipt = models.ForeignKey(GoodsReceipt, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey(PurchaseOrderLine, on_delete=models.PROTECT, related_name="receipts")
    quantity = models.PositiveIntegerField(_("units"))

    class Meta:
        verbose_name = _("goods receipt line")
        verbose_name_plural = _("goods receipt lines")
        constraints = [
            models.UniqueConstraint(fields=["receipt", "line"], name="purchasing_one_receipt_line_per_line"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="purchasing_receives_something"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} × {self.quantity}"
