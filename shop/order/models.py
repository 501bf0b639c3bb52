"""Oscar's order models; an order also knows the reader's language and has one basket only."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy
from oscar.apps.address.abstract_models import AbstractBillingAddress, AbstractShippingAddress
from oscar.apps.order.abstract_models import AbstractLine, AbstractOrder, AbstractOrderDiscount
from oscar.apps.order.exceptions import InvalidLineStatus

from shop import order_statuses
from shop.catalogue.product_options import line_description
from shop.names import full_name
from shop.tax.table import OUT_OF_SCOPE

#: The type of note that a buyer wrote in the checkout.
BUYERS_NOTE = "Buyer"


class Order(AbstractOrder):
    """What was bought. A basket becomes one order at most: the database holds it."""

    language = models.CharField(_("language"), max_length=10, blank=True)
    tax_country = models.CharField(_("country of taxation"), max_length=2, blank=True)
    tax_region = models.CharField(_("region of taxation"), max_length=20, blank=True)
    tax_treatment = models.CharField(_("tax treatment"), max_length=20, blank=True)
    vat_id = models.CharField(_("buyer's VAT id"), max_length=20, blank=True)
    vat_check = models.ForeignKey(
        "tax.VatCheck",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("VAT id check"),
    )
    # Its buyer saw prices without tax and the tax below; every later page and mail shows it so.
    shows_net = models.BooleanField(_("prices without tax"), default=False, editable=False)
    tax_certificate = models.CharField(_("exemption certificate"), max_length=80, blank=True)
    # For whom it was bought, and how that company books it.
    company = models.ForeignKey(
        "b2b.Company",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="orders",
        verbose_name=_("company"),
    )
    department = models.ForeignKey(
        "b2b.Department",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("department"),
    )
    cost_centre = models.ForeignKey(
        "b2b.CostCentre",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("cost centre"),
    )
    po_number = models.CharField(_("buyer's order number"), max_length=60, blank=True)
    # When the whole amount had come; an order on account can go out long before.
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True, editable=False)
    # When what it had used of offers and vouchers came back: once, with its cancellation.
    offers_released_at = models.DateTimeField(_("offers restored"), null=True, blank=True, editable=False)

    class Meta(AbstractOrder.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["basket"], name="order_one_per_basket"),
        ]
        permissions = [("dispatch_order", _("Can dispatch orders"))]
        # The lists of the back office: by status, latest first; by amount.
        indexes = [
            models.Index(fields=["status", "-date_placed", "-id"], name="order_by_status"),
            models.Index(fields=["-total_incl_tax", "-id"], name="order_by_total"),
            models.Index(Lower("guest_email"), name="order_by_guest_email"),
            # Shipped, not paid: few among all that were.
            models.Index(fields=["date_placed", "id"], condition=models.Q(paid_at=None), name="order_unpaid"),
        ]

    @property
    def is_cancelled(self) -> bool:
        """Whether it was called off."""
        return self.status == order_statuses.CANCELLED


#: What `Line.needs_shipping` reads.
WITH_CLASS = ("product__product_class", "product__parent__product_class")


class Line(AbstractLine):
    """What was bought of one product; it keeps the rate of the day (a fraction: 0.19) for good."""

    tax_rate = models.DecimalField(_("tax rate"), max_digits=7, decimal_places=5, null=True, blank=True)
    # Their money has gone back before they went out: they are not sent, and nothing is promised for them.
    num_cancelled = models.PositiveIntegerField(_("cancelled units"), default=0, editable=False)
    # An offer gave it for nothing: it was in no basket, and a reorder leaves it out.
    is_gift = models.BooleanField(_("free gift"), default=False, editable=False)

    # How its price came about: list, tier, sale, promotions (`shop.price_lists.frozen`).
    price_explanation = models.JSONField(default=dict, blank=True, editable=False)

    # They have gone out; with those called off never more than were bought.
    num_dispatched = models.PositiveIntegerField(_("shipped units"), default=0, editable=False)

    class Meta(AbstractLine.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=Q(num_cancelled__lte=F("quantity")), name="order_line_cancels_no_more_than_bought"
            ),
            models.CheckConstraint(
                condition=Q(num_dispatched__lte=F("quantity") - F("num_cancelled")),
                name="order_line_sends_no_more_than_bought",
            ),
        ]

    @property
    def num_to_send(self) -> int:
        """How many pieces leave, or have left, with the parcel."""
        return self.quantity - self.num_cancelled

    @property
    def num_left(self) -> int:
        """How many pieces have still to go out."""
        return self.num_to_send - self.num_dispatched

    @property
    def needs_shipping(self) -> bool:
        """Whether its pieces travel or leave a shelf, by its product's class (`WITH_CLASS` loads it).

        A gift card's do not, which their tax class tells for good; what is known of no product any more is
        taken to.
        """
        if self.tax_code == OUT_OF_SCOPE:
            return False
        kind = self.product.get_product_class() if self.product else None
        return kind is None or bool(kind.requires_shipping or kind.track_stock)

    def set_status(self, new_status: str) -> None:
        """Refuse: a line takes the status of its order, which moves by the table (`shop.order.moves`)."""
        raise InvalidLineStatus(gettext("A line takes the status of its order."))

    set_status.alters_data = True  # type: ignore[attr-defined]

    @property
    def description(self) -> str:
        """Name what was bought with what its buyer said about it, also when an option is no more."""
        return line_description(self.title, self.attributes.all())


class OrderDiscount(AbstractOrderDiscount):
    """What one offer took off the goods or the delivery: `amount` gross, `amount_excl_tax` net.

    Both are what the buyer saw. Orders from before know no net (None).
    """

    amount_excl_tax = models.DecimalField(
        _("amount without tax"), max_digits=12, decimal_places=2, null=True, blank=True
    )

    class Meta(AbstractOrderDiscount.Meta):
        abstract = False
        # Limits per buyer and the statistics of an offer or a voucher ask by these.
        indexes = [
            models.Index(fields=["offer_id", "order"], name="order_discount_by_offer"),
            models.Index(fields=["voucher_id"], name="order_discount_by_voucher"),
        ]


class Redemption(models.Model):
    """One use of an offer by an order, with the code that led to it.

    Reserved with the order, used once the order is paid, released when the order is cancelled; a released one
    stays so. The database holds that a code for one use, a code once per customer, and what is for a first
    order are taken once: `buyer_key` names the buyer (`Redeemer.key`) where that is asked for, else it is
    empty. Orders from before know no such row.
    """

    class State(models.TextChoices):
        """How far it is."""

        RESERVED = "reserved", pgettext_lazy("use of an offer", "reserved")
        USED = "used", pgettext_lazy("use of an offer", "used")
        RELEASED = "released", pgettext_lazy("use of an offer", "released")

    class Once(models.TextChoices):
        """What may be taken once only."""

        NO = "", _("no limit")
        EVER = "ever", _("once in all")
        CUSTOMER = "customer", _("once per customer")

    order = models.ForeignKey(
        Order, on_delete=models.CASCADE, related_name="redemptions", verbose_name=_("order")
    )
    offer = models.ForeignKey(
        "offer.ConditionalOffer",
        on_delete=models.SET_NULL,
        null=True,
        related_name="redemptions",
        verbose_name=_("offer"),
    )
    voucher = models.ForeignKey(
        "voucher.Voucher",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="redemptions",
        verbose_name=_("discount code"),
    )
    times = models.PositiveIntegerField(_("uses"))
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.RESERVED)
    changed_at = models.DateTimeField(_("changed"))
    once = models.CharField(_("once"), max_length=10, choices=Once.choices, blank=True, default=Once.NO)
    is_first_order = models.BooleanField(_("first order"), default=False)
    buyer_key = models.CharField(_("buyer"), max_length=64, blank=True, default="")

    class Meta:
        verbose_name = _("use of an offer")
        verbose_name_plural = _("uses of offers")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["order", "offer"], name="order_redemption_once_per_order"),
            models.UniqueConstraint(
                fields=["voucher"],
                condition=Q(once="ever") & ~Q(state="released"),
                name="order_redemption_code_once",
            ),
            models.UniqueConstraint(
                fields=["voucher", "buyer_key"],
                condition=Q(once="customer") & ~Q(state="released") & ~Q(buyer_key=""),
                name="order_redemption_code_once_per_customer",
            ),
            models.UniqueConstraint(
                fields=["buyer_key"],
                condition=Q(is_first_order=True) & ~Q(state="released") & ~Q(buyer_key=""),
                name="order_redemption_one_first_order",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["reserved", "used", "released"]), name="order_redemption_state"
            ),
        ]
        indexes = [models.Index(fields=["offer", "state"], name="order_redemption_by_offer")]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.offer_id}"


class NamedInOrder:
    """An address whose person is named in the order of their own language."""

    first_name: str
    last_name: str
    title: str

    @property
    def name(self) -> str:
        """First and last name in one piece."""
        return full_name(self.first_name, self.last_name)

    @property
    def salutation(self) -> str:
        """The name with its title, which Oscar's lines of an address begin with."""
        title = self.get_title_display() if self.title else ""  # type: ignore[attr-defined]
        return f"{title} {self.name}".strip()


class ShippingAddress(NamedInOrder, AbstractShippingAddress):
    """Where an order goes."""

    class Meta(AbstractShippingAddress.Meta):
        abstract = False


class BillingAddress(NamedInOrder, AbstractBillingAddress):
    """Whose name is on the invoice."""

    class Meta(AbstractBillingAddress.Meta):
        abstract = False


class NumberSequence(models.Model):
    """How many order numbers have been drawn in a shard of a channel and year (`K26`); see `sequence`."""

    prefix = models.CharField(max_length=3)
    shard = models.PositiveSmallIntegerField()
    drawn = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prefix", "shard"], name="order_one_sequence_per_shard"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix} {self.shard}: {self.drawn}"


from oscar.apps.order.models import *  # type: ignore[assignment]  # noqa: E402, F403
