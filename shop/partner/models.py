"""Oscar's partner models; the stock record takes, holds and frees pieces by conditional updates.

The numbers here are the totals over all warehouses that the storefront reads in one query.
`shop.stock.services` is who changes them, together with the warehouse's own; nothing else calls
the methods below.
"""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from oscar.apps.partner.abstract_models import AbstractStockRecord
from oscar.apps.partner.exceptions import InvalidStockAdjustment

from shop.money import check_payable, currency_problem
from shop.partner.exceptions import OutOfStock
from shop.partner.signals import record_entered
from shop.returning import update_returning

COUNTERS = ("num_in_stock", "num_allocated", "num_reserved", "num_missing")
PROMISED = Coalesce(F("num_allocated"), 0) + F("num_reserved")


class StockRecord(AbstractStockRecord):
    """What one supplier has of a product, and at what gross price.

    `num_in_stock` lie on shelves, `num_allocated` of them belong to orders that have not gone
    out yet, `num_reserved` to buyers who are paying. With a policy, `backorder_cap` pieces more
    than there are may be sold, to be sent from `promise_date` on. `num_missing` are pieces that
    are promised but turned out not to be there. The database holds that never more is promised
    than that. The counters change only by the methods below, each one UPDATE that carries its
    own condition, so that two orders at once can never both win.
    """

    cost = models.DecimalField(
        _("Cost per unit"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Your cost per unit, excluding tax; customers never see it."),
    )

    class Policy(models.TextChoices):
        """What happens when the shelf is empty."""

        NONE = "none", _("sold out")
        BACKORDER = "backorder", _("backorders allowed")
        PREORDER = "preorder", _("pre-orders allowed")

    num_reserved = models.PositiveIntegerField(_("Number reserved"), default=0)
    num_missing = models.PositiveIntegerField(_("Number short"), default=0)
    policy = models.CharField(
        _("When out of stock"), max_length=10, choices=Policy.choices, default=Policy.NONE
    )
    backorder_cap = models.PositiveIntegerField(
        _("Backorder limit"),
        default=0,
        help_text=_("Units; only for products that can be ordered when out of stock."),
    )
    promise_date = models.DateField(
        _("Ships from"),
        null=True,
        blank=True,
        help_text=_("The shipping date promised to customers for items that are not in stock yet."),
    )

    class Meta(AbstractStockRecord.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(cost__gte=0),
                name="partner_cost_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(num_allocated__isnull=True) | Q(num_allocated__gte=0),
                name="partner_allocated_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price__gte=0),
                name="partner_price_not_negative",
            ),
            models.CheckConstraint(
                condition=~Q(policy="none") | Q(backorder_cap=0), name="partner_cap_needs_a_policy"
            ),
            models.CheckConstraint(
                condition=Q(num_in_stock__isnull=True)
                | Q(num_in_stock__gte=PROMISED - F("backorder_cap") - F("num_missing")),
                name="partner_never_oversold",
            ),
        ]
        indexes = [
            models.Index(fields=["product"], condition=Q(num_in_stock=0), name="partner_empty_shelf"),
        ]

    @property
    def promised_day(self) -> date | None:
        """The day from which what is not there yet is sent; None where none is named or it has passed."""
        day = self.promise_date
        return day if day is not None and day >= timezone.localdate() else None

    @property
    def net_stock_level(self) -> int:
        """How many pieces on the shelf are promised to nobody; below 0 where more are sold than there are."""
        return (self.num_in_stock or 0) - (self.num_allocated or 0) - self.num_reserved

    @property
    def num_unsold(self) -> int:
        """How many pieces on the shelf belong to no order, those held for buyers who are paying included."""
        return (self.num_in_stock or 0) - (self.num_allocated or 0)

    @property
    def num_sellable(self) -> int:
        """How many pieces can be sold: those free on the shelf and those the policy allows beyond."""
        return max(0, self.net_stock_level + self.backorder_cap)

    def clean(self) -> None:
        """Refuse pieces beyond the stock where the policy sells none, and what the currency cannot pay."""
        super().clean()
        if problem := currency_problem(self.price_currency):
            raise ValidationError({"price_currency": problem})
        for name in ("price", "cost"):
            try:
                check_payable(getattr(self, name), self.price_currency)
            except ValidationError as error:
                raise ValidationError({name: error}) from error
        if self.policy == self.Policy.NONE and self.backorder_cap:
            raise ValidationError({"backorder_cap": _("First choose what happens when out of stock.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write everything but the counters, which a form may have read long ago.

        What a person entered as the number in stock goes to `record_entered`, whose receivers
        turn it into a movement of the ledger and a change of price into an event.
        """
        if self._state.adding:
            with transaction.atomic():
                super().save(*args, **kwargs)
                record_entered.send(sender=type(self), record=self, before=None, pieces=self.num_in_stock)
            return
        wanted = kwargs.pop("update_fields", None)
        wanted = {field.name for field in self._meta.concrete_fields} if wanted is None else set(wanted)
        pieces, has_pieces = self.num_in_stock, "num_in_stock" in wanted
        with transaction.atomic():
            before = type(self).objects.select_for_update().get(pk=self.pk)
            super().save(*args, update_fields=wanted - {*COUNTERS, "id"}, **kwargs)
            self.refresh_from_db(fields=COUNTERS)
            record_entered.send(
                sender=type(self),
                record=self,
                before=before,
                pieces=pieces if has_pieces else before.num_in_stock,
            )

    def allocate(self, quantity: int, *, held: int = 0) -> None:
        """Promise `quantity` pieces to an order; `held` of them its basket has reserved.

        Raises OutOfStock, and changes nothing, when fewer than that can be sold. Products
        whose stock is not tracked are always there.
        """
        if not self.can_track_allocations:
            return
        sellable = Q(num_in_stock__gte=PROMISED - held + quantity - F("backorder_cap"))  # guard: allocate
        values = {
            "num_allocated": Coalesce(F("num_allocated"), 0) + quantity,
            "num_reserved": F("num_reserved") - held,
        }
        if not self._change(sellable & Q(num_reserved__gte=held), is_told=self._is_watched, **values):
            raise OutOfStock(self.product.get_title(), left=self.num_sellable)

    allocate.alters_data = True  # type: ignore[attr-defined]

    def reserve(self, quantity: int) -> None:
        """Hold `quantity` pieces more for a buyer who is paying; fewer when negative.

        Listings are not told: most holds become orders, the others are over in minutes. This object's
        own counters stay as they were read.
        Raises OutOfStock, and changes nothing, when fewer than that can be sold.
        """
        if not self.can_track_allocations:
            return
        sellable = Q(num_in_stock__gte=PROMISED + quantity - F("backorder_cap"))  # guard: reserve
        condition = sellable if quantity > 0 else Q(num_reserved__gte=-quantity)
        held = (
            type(self).objects.filter(condition, pk=self.pk).update(num_reserved=F("num_reserved") + quantity)
        )
        if not held:
            self.refresh_from_db(fields=COUNTERS)
            raise OutOfStock(self.product.get_title(), left=self.num_sellable)

    reserve.alters_data = True  # type: ignore[attr-defined]

    def consume_allocation(self, quantity: int) -> None:
        """Take `quantity` promised pieces off the shelf, because they go out.

        Raises InvalidStockAdjustment, and changes nothing, when fewer are promised or there.
        """
        if not self.can_track_allocations:
            return
        promised = Q(num_allocated__gte=quantity, num_in_stock__gte=quantity)  # guard: consume
        taken = {"num_allocated": F("num_allocated") - quantity, "num_in_stock": F("num_in_stock") - quantity}
        if not self._change(promised, is_told=self._is_watched, **taken):
            raise InvalidStockAdjustment(f"{quantity} pieces of {self.partner_sku} are not allocated")

    consume_allocation.alters_data = True  # type: ignore[attr-defined]

    def cancel_allocation(self, quantity: int) -> None:
        """Free `quantity` promised pieces.

        Raises InvalidStockAdjustment, and changes nothing, when fewer are promised.
        """
        if not self.can_track_allocations:
            return
        promised = Q(num_allocated__gte=quantity)  # guard: cancel
        if not self._change(promised, is_told=self._is_watched, num_allocated=F("num_allocated") - quantity):
            raise InvalidStockAdjustment(f"{quantity} pieces of {self.partner_sku} are not allocated")

    cancel_allocation.alters_data = True  # type: ignore[attr-defined]

    def change_stock(self, quantity: int, *, keep_promises: bool = False) -> None:
        """Add `quantity` pieces to the shelf, or take them off it.

        With `keep_promises` only pieces that are promised to nobody are taken; without, what is
        promised and gone is noted as missing. Raises InvalidStockAdjustment, and changes nothing,
        when there are not so many.
        """
        after = Coalesce(F("num_in_stock"), 0) + quantity
        enough = Q(num_in_stock__gte=PROMISED - quantity if keep_promises else -quantity)  # guard: take
        condition = enough if quantity < 0 else enough | Q(num_in_stock__isnull=True)
        short = PROMISED - F("backorder_cap") - after
        if not self._change(condition, num_in_stock=after, num_missing=Greatest(short, 0)):
            raise InvalidStockAdjustment(
                f"{-quantity} pieces of {self.partner_sku} are not there to be taken"
            )

    change_stock.alters_data = True  # type: ignore[attr-defined]

    @property
    def _is_watched(self) -> bool:
        """Whether Oscar's list of low stock has to be told of an order; listings hear of it by its event."""
        return self.low_stock_threshold is not None

    def _change(self, condition: Q, *, is_told: bool = True, **values: object) -> bool:
        """Update this row if the condition still holds; tell Oscar's receivers when it did."""
        if is_told:
            self.pre_save_signal()
        row = type(self).objects.filter(condition, pk=self.pk)
        changed = update_returning(row, values, columns=COUNTERS)
        if changed is None:
            self.refresh_from_db(fields=COUNTERS)
            return False
        for name, number in zip(COUNTERS, changed, strict=True):
            setattr(self, name, number)
        if is_told:
            self.post_save_signal()
        return True


class SalePrice(models.Model):
    """What a stock record costs from `start` until `end` (not included; None: until it is taken back).

    Those of one record and price list do not overlap; what is over stays, as its history. `promotion_id` is
    the catalogue promotion's, `lowest` the lowest price of the thirty days before the reduction began.
    """

    stockrecord = models.ForeignKey(StockRecord, on_delete=models.CASCADE, related_name="sale_prices")
    price_list = models.CharField(max_length=20, default="public")
    promotion_id = models.PositiveBigIntegerField()
    price = models.DecimalField(max_digits=12, decimal_places=2)
    lowest = models.DecimalField(max_digits=12, decimal_places=2)
    stacks = models.BooleanField(default=False)
    start = models.DateTimeField()
    end = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("sale price")
        verbose_name_plural = _("sale prices")
        constraints = [
            models.CheckConstraint(condition=Q(price__gte=0), name="partner_sale_not_negative"),
            models.CheckConstraint(
                condition=Q(end=None) | Q(end__gt=F("start")), name="partner_sale_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["stockrecord", "price_list", "start"], name="partner_sale_starts_once"
            ),
        ]
        indexes = [
            models.Index(fields=["start"], name="partner_sale_by_start"),
            models.Index(fields=["end"], name="partner_sale_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.stockrecord_id}: {self.price}"


class PriceChange(models.Model):
    """What a stock record's own price became, and when: rows are added and stay (`shop.append_only`)."""

    stockrecord_id = models.PositiveBigIntegerField()
    price_list = models.CharField(max_length=20, default="public")
    price = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("price change")
        verbose_name_plural = _("price changes")
        indexes = [models.Index(fields=["stockrecord_id", "at"], name="partner_price_history")]

    def __str__(self) -> str:
        return f"{self.stockrecord_id}: {self.price}"


from oscar.apps.partner.models import *  # type: ignore[assignment]  # noqa: E402, F403

from shop.partner.price_list_models import ContextList, ListPrice, PriceList  # noqa: E402, F401
