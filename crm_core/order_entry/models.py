"""Orders that staff place for customers: what is being written, who placed which, what may be taken off."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class Channel(models.TextChoices):
    """How the customer asked for an order."""

    PHONE = "phone", pgettext_lazy("how a customer ordered", "by phone")
    VISIT = "visit", pgettext_lazy("how a customer ordered", "at a visit")
    EMAIL = "email", pgettext_lazy("how a customer ordered", "by e-mail")
    SHOP = "shop", pgettext_lazy("how a customer ordered", "in the shop")
    OTHER = "other", pgettext_lazy("how a customer ordered", "in another way")


class OrderDraft(models.Model):
    """What one colleague is writing down for one customer; one open draft for each of both.

    Its basket belongs to nobody's account and is never joined with the customer's own: its status is Saved,
    and only this draft leads to it. `ship_to` names an address ("book:3", "order:7", "profile:2", "new";
    empty: the first one), `address` is what was typed of a new one. `order` is what became of it.
    """

    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.CASCADE, related_name="+", verbose_name=_("customer")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("written by")
    )
    basket = models.OneToOneField(
        "basket.Basket", on_delete=models.CASCADE, related_name="+", verbose_name=_("basket")
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
    )
    email = models.EmailField(_("e-mail"), blank=True)
    ship_to = models.CharField(_("ship to"), max_length=30, blank=True)
    address = models.JSONField(_("new address"), default=dict, blank=True)
    delivery = models.CharField(pgettext_lazy("of an order", "delivery"), max_length=128, blank=True)
    # `delivery` names a method, a pickup with "@" and the key of its place; the day, where one is chosen.
    delivery_day = models.DateField(_("delivery day"), null=True, blank=True)
    payment = models.CharField(_("payment"), max_length=128, blank=True)
    # What pays before the payment: the customer's store credit, and gift cards by the hashes of their codes.
    uses_credit = models.BooleanField(_("store credit"), default=False)
    gift_cards = models.JSONField(_("gift cards"), default=list, blank=True)
    po_number = models.CharField(_("order number of the company"), max_length=60, blank=True)
    cost_centre = models.ForeignKey(
        "b2b.CostCentre",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cost centre"),
    )
    note = models.TextField(_("note"), blank=True, max_length=1000)
    channel = models.CharField(_("ordered"), max_length=10, choices=Channel.choices, default=Channel.PHONE)
    reason = models.CharField(_("remark"), max_length=300, blank=True)
    discount_percent = models.DecimalField(_("discount (%)"), max_digits=5, decimal_places=2, default=0)
    discount_reason = models.CharField(_("reason for the discount"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=80, blank=True)
    # The last press of a button that added goods: the same press again adds nothing.
    last_press = models.CharField(max_length=32, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    order = models.OneToOneField(
        "order.Order",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("order"),
    )
    placed_at = models.DateTimeField(_("placed"), null=True, blank=True)

    class Meta:
        verbose_name = _("order draft")
        verbose_name_plural = _("order drafts")
        default_permissions = ()
        permissions = [("enter_orderdraft", _("Can place orders for customers"))]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "by"],
                condition=Q(placed_at=None),
                name="order_entry_one_open_draft",
            ),
            models.CheckConstraint(
                condition=Q(discount_percent__gte=0, discount_percent__lte=100),
                name="order_entry_percent_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} / {self.by_id}"


class StaffOrder(models.Model):
    """Who placed an order for a customer, how the customer asked for it, and what was taken off and why."""

    order = models.OneToOneField(
        "order.Order", on_delete=models.CASCADE, related_name="+", verbose_name=_("order")
    )
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("placed by"),
    )
    channel = models.CharField(_("ordered"), max_length=10, choices=Channel.choices)
    reason = models.CharField(_("remark"), max_length=300, blank=True)
    discount_percent = models.DecimalField(_("discount (%)"), max_digits=5, decimal_places=2, default=0)
    discount_reason = models.CharField(_("reason for the discount"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=80, blank=True)
    placed_at = models.DateTimeField(_("placed"), auto_now_add=True)

    class Meta:
        verbose_name = _("order placed by staff")
        verbose_name_plural = _("orders placed by staff")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.order_id} ({self.channel})"


class DiscountLimit(models.Model):
    """How much people of a role may take off an order that they place, and what has to be left of it.

    `most_percent` is off the goods; `least_margin` is the share of their net price that stays after their
    cost, where that is known. Whoever has several roles has the widest of each. Without a row: nothing off.
    """

    group = models.OneToOneField(
        "auth.Group", on_delete=models.CASCADE, related_name="+", verbose_name=_("role")
    )
    most_percent = models.DecimalField(
        _("highest discount (%)"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    least_margin = models.DecimalField(
        _("lowest margin (%)"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Of the net price of each item, after its cost; items without a cost are not checked."),
    )

    class Meta:
        verbose_name = _("limit on discounts")
        verbose_name_plural = _("limits on discounts")
        constraints = [
            models.CheckConstraint(
                condition=Q(most_percent__gte=0, most_percent__lte=100)
                & Q(least_margin__gte=0, least_margin__lte=100),
                name="order_entry_limits_are_shares",
            ),
        ]

    def __str__(self) -> str:
        return str(self.group)
