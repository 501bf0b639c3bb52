"""Oscar's models under our package; ours stand before the star.

Ours: `translation.py` gives the words of offers and ranges a column per language, and each always has
an English name, which every other language falls back to. What an offer has given is counted by
`shop.order.redemptions` alone; saving an offer leaves the counters as they are.
"""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any, Self, TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Sum
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _, gettext_lazy
from oscar.apps.offer.abstract_models import (
    AbstractBenefit,
    AbstractCondition,
    AbstractConditionalOffer,
    AbstractRange,
)
from oscar.core.loading import get_model

from shop.b2b.models import Company
from shop.configuration.queries import shop_currency
from shop.formats import format_discount
from shop.money import check_payable
from shop.offer.availability import CONSUMED, OPEN, Dated, has_uses_left, is_valid_at
from shop.offer.bounds import budget_of
from shop.offer.counters import save_arguments_without
from shop.offer.redeemers import Redeemer
from shop.offer.tiers import check_tiers
from shop.partner.money import round_discount
from shop.user.models import User

MOST_HELD = 50
COUNTERS = ("num_applications", "num_orders", "total_discount")


class ConditionalOffer(AbstractConditionalOffer):
    """Oscar's offer that is named in English too, whoever made it in whichever language."""

    name_en: str | None  # added by modeltranslation

    class Companies(models.TextChoices):
        """Whether it is for people who buy for a company."""

        ANYBODY = "", gettext_lazy("Everybody")
        NONE = "none", gettext_lazy("Private customers")
        ANY = "any", gettext_lazy("All companies")
        CHOSEN = "chosen", gettext_lazy("Certain companies")

    exclusive_group = models.CharField(
        gettext_lazy("Group of which one applies"), max_length=60, blank=True, default=""
    )
    max_discount_per_order = models.DecimalField(
        gettext_lazy("Discount per order, at most"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    # Per cent above the cost, net. A line whose cost nobody knows is not bounded.
    margin_floor = models.DecimalField(
        gettext_lazy("Margin kept on every product, at least (%)"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
    )
    # Steps of the minimum, what is needed and what is given then: [["50.00", "5.00"], ["100.00", "10.00"]].
    tiers = models.JSONField(gettext_lazy("tiers"), default=list, blank=True)
    company_scope = models.CharField(
        gettext_lazy("For companies"),
        max_length=10,
        choices=Companies.choices,
        blank=True,
        default=Companies.ANYBODY,
    )
    companies = models.ManyToManyField(
        Company, blank=True, related_name="+", verbose_name=gettext_lazy("Companies")
    )
    # Codes of ISO 3166; empty: everywhere.
    countries = models.JSONField(gettext_lazy("Countries"), default=list, blank=True)
    # Keys of `shop.offer.customer_groups`; empty: everybody.
    customer_groups = models.JSONField(gettext_lazy("Customer groups"), default=list, blank=True)
    first_order_only = models.BooleanField(gettext_lazy("First order only"), default=False)
    # So many per cent of the buyers do not get it, so that its effect can be measured (`shop.offer.holdout`).
    holdout_percent = models.PositiveSmallIntegerField(
        gettext_lazy("Holdout (%)"), default=0, validators=[MaxValueValidator(MOST_HELD)]
    )
    # Nobody gets what is not approved (`shop.promotions`); what staff make themselves needs no approval.
    approved = models.BooleanField(gettext_lazy("approved"), default=True, editable=False)

    class Meta(AbstractConditionalOffer.Meta):
        verbose_name = gettext_lazy("offer")
        verbose_name_plural = gettext_lazy("offers")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(max_discount_per_order__isnull=True)
                | models.Q(max_discount_per_order__gt=0),
                name="offer_cap_above_nothing",
            ),
            models.CheckConstraint(
                condition=models.Q(holdout_percent__lte=MOST_HELD), name="offer_holdout_half_at_most"
            ),
            models.CheckConstraint(
                condition=models.Q(margin_floor__isnull=True) | models.Q(margin_floor__gte=0),
                name="offer_margin_floor_not_negative",
            ),
        ]

    def save(self, *args: object, **kwargs: object) -> None:
        """Take the name of the writer's language where the English one is missing; leave the counters."""
        self.name_en = self.name_en or self.name
        super().save(*args, **save_arguments_without(self, COUNTERS, kwargs))
        update_offer_status(self.pk)

    def clean(self) -> None:
        """Refuse an end before the start, at the end's own field, and steps that are none."""
        check_dates(self)
        check_tiers(self.tiers)

    def is_available(
        self, user: User | AnonymousUser | None = None, test_date: datetime | None = None
    ) -> bool:
        """Tell what `availability.available_at` selects, and that this user has not used it up."""
        if not self.is_open or not self.approved or not is_valid_at(self, test_date or timezone.now()):
            return False
        return self.get_max_applications(user) > 0

    def get_max_applications(self, user: User | AnonymousUser | None = None) -> int:
        """Return how often it can be applied to one more basket, of this user if one is given."""
        return self.applications_left(Redeemer.of(user) if user else None)

    #: With which offers it says that it may be combined (keys), where this instance was told; None where not.
    named: Collection[int] | None = None
    #: What it has given to the basket that it is applied to (gross), and which bound has cut that.
    given: Decimal = Decimal(0)
    limited_by: str = ""

    def applications_left(self, redeemer: Redeemer | None = None, *, uses: int | None = None) -> int:
        """Return how often it can be applied to one more basket; at most one query, for a limit per buyer.

        `uses` says how often this buyer has used it, where that is known already.
        """
        left: int = super().get_max_applications()
        if left and self.max_user_applications and redeemer is not None:
            uses = self.uses_by(redeemer) if uses is None else uses
            left = min(left, max(0, self.max_user_applications - uses))
        return left

    def uses_by(self, redeemer: Redeemer) -> int:
        """Count the applications in a buyer's orders that are not cancelled; none for somebody unknown."""
        if not redeemer.is_known:
            return 0
        discounts = get_model("order", "OrderDiscount")._default_manager.filter(offer_id=self.pk)
        found = discounts.filter(order__in=redeemer.live_orders()).aggregate(uses=Sum("frequency"))
        return found["uses"] or 0

    def shipping_discount(self, charge: Decimal, currency: str | None = None) -> Decimal:
        """Take a per cent of the delivery in what the currency has; Oscar rounds to a hundredth.

        No more than the offer may still give.
        """
        found = round_discount(super().shipping_discount(charge, currency), currency)
        budget = budget_of(self)
        return found if budget is None else min(found, round_discount(budget, currency))


def update_offer_status(offer_id: int) -> None:
    """Let an offer's status say whether its limits are reached; one that is suspended stays so."""
    row = ConditionalOffer._default_manager.filter(pk=offer_id)
    row.filter(status=OPEN).exclude(has_uses_left()).update(status=CONSUMED)
    row.filter(has_uses_left(), status=CONSUMED).update(status=OPEN)


def check_dates(dated: Dated) -> None:
    """Raise ValidationError for an offer or a voucher that ends before it starts."""
    start, end = dated.start_datetime, dated.end_datetime
    if start and end and start > end:
        raise ValidationError({"end_datetime": _("The end is before the start.")}, code="dates")


class Range(AbstractRange):
    """Oscar's range, which the shop shows as a collection; it is named in English too."""

    name_en: str | None  # added by modeltranslation

    #: Products that were picked for one offer: no collection that anybody names, lists or chooses.
    is_for_one_offer = models.BooleanField(default=False, editable=False)

    class Meta(AbstractRange.Meta):
        verbose_name = gettext_lazy("collection")
        verbose_name_plural = gettext_lazy("collections")

    #: Of which products this instance was told whether it holds them, and which it does.
    _asked: Collection[int] = ()
    _held: Collection[int] = ()

    def remember(self, asked: Collection[int], held: Collection[int]) -> None:
        """Take for as long as this instance lives which of these products (by key) it holds."""
        self._asked, self._held = asked, held

    def contains_product(self, product: models.Model) -> bool:
        """Tell whether a product stands in it; no query for one that it remembers."""
        if product.pk in self._asked:
            return product.pk in self._held
        found: bool = super().contains_product(product)
        return found

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Take the name of the writer's language where the English one is missing."""
        self.name_en = self.name_en or self.name
        super().save(*args, **kwargs)


class Described:
    """What staff read of a benefit or a condition; Oscar's pages write it out as HTML.

    Oscar makes another instance of each, of its kind's class, to apply it; that has this one's range at hand.
    """

    name: Any

    def proxy(self) -> Self:
        """Return the instance of its kind, with what was loaded with this one."""
        made: Self = super().proxy()  # type: ignore[misc]
        if made is not self:
            made._state.fields_cache.update(self._state.fields_cache)  # type: ignore[attr-defined]
        return made

    @property
    def description(self) -> str:
        """The name, safe in HTML: it holds what somebody called a range."""
        return escape(self.name)


#: How a kind of benefit is reckoned; the model's own `type` hides Python's.
BenefitClass: TypeAlias = type[AbstractBenefit]


class Benefit(Described, AbstractBenefit):
    """Oscar's benefit, whose amounts are such as the shop's currency can pay."""

    BUY_GET, GIFT = "Buy get", "Free gift"
    #: Oscar's, and those of `shop.offer.benefits`.
    TYPE_CHOICES = (  # type: ignore[assignment]
        *AbstractBenefit.TYPE_CHOICES,
        (BUY_GET, gettext_lazy("Pieces beside those that count, at a share off")),
        (GIFT, gettext_lazy("Free gift")),
    )
    AMOUNTS = (
        AbstractBenefit.FIXED,
        AbstractBenefit.FIXED_UNIT,
        AbstractBenefit.FIXED_PRICE,
        AbstractBenefit.SHIPPING_ABSOLUTE,
        AbstractBenefit.SHIPPING_FIXED_PRICE,
    )
    type = models.CharField(gettext_lazy("Type"), max_length=128, choices=TYPE_CHOICES, blank=True)
    gift = models.ForeignKey(
        "catalogue.Product",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("gift"),
    )

    @property
    def proxy_map(self) -> dict[str, BenefitClass]:
        """Add our kinds to Oscar's, and ours in place of those that lose cents."""
        return {
            **super().proxy_map,
            self.FIXED: AmountBenefit,
            self.FIXED_PRICE: BundleBenefit,
            self.BUY_GET: BuyGetBenefit,
            self.GIFT: FreeGiftBenefit,
        }

    @property
    def name(self) -> str:
        """Say what is taken off as the reader's language does: a share as "15% off" or "八五折"."""
        if self.type == self.PERCENTAGE and self.range and self.value is not None:
            words = {"discount": format_discount(self.value), "range": self.range.name}
            return _("%(discount)s: %(range)s") % words
        if self.type == self.SHIPPING_PERCENTAGE and self.value is not None:
            return _("Delivery: %(discount)s") % {"discount": format_discount(self.value)}
        return str(super().name)

    def clean(self) -> None:
        """Refuse an amount that cannot be paid, beside what Oscar refuses."""
        super().clean()
        if self.type in self.AMOUNTS:
            check_payable(self.value, shop_currency())


class Condition(Described, AbstractCondition):
    """Oscar's condition; a sum to be spent is such as the shop's currency can pay."""

    def clean(self) -> None:
        """Refuse a sum that cannot be paid, beside what Oscar refuses."""
        super().clean()
        if self.type == self.VALUE:
            check_payable(self.value, shop_currency())


from oscar.apps.offer.models import *  # type: ignore[assignment]  # noqa: E402, F403 - ours come first

from shop.offer.amounts import AmountBenefit, BundleBenefit  # noqa: E402 - proxies of the models above
from shop.offer.kinds import BuyGetBenefit, FreeGiftBenefit  # noqa: E402 - proxies of the models above
