"""Oscar's models under our package; ours stand before the star.

Ours: `translation.py` gives a voucher's name a column per language, and a voucher always has an English
name, which every other language falls back to: those of a set get theirs from a program. How often a
voucher was used is counted by `shop.order.redemptions` alone; saving one leaves the counters as they are.
"""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from oscar.apps.voucher.abstract_models import AbstractVoucher, AbstractVoucherSet

from shop.offer.availability import available_at, is_valid_at
from shop.offer.counters import save_arguments_without
from shop.offer.models import check_dates
from shop.offer.redeemers import Redeemer
from shop.order_statuses import CANCELLED
from shop.user.models import User

COUNTERS = ("num_basket_additions", "num_orders", "total_discount")


class Voucher(AbstractVoucher):
    """Oscar's voucher that is named in English too, whoever made it in whichever language."""

    name_en: str | None  # added by modeltranslation

    class Meta(AbstractVoucher.Meta):
        verbose_name = gettext_lazy("discount code")
        verbose_name_plural = gettext_lazy("discount codes")

    def save(self, *args: object, **kwargs: object) -> None:
        """Take the name of the writer's language where the English one is missing; leave the counters."""
        self.name_en = self.name_en or self.name
        super().save(*args, **save_arguments_without(self, COUNTERS, kwargs))

    def clean(self) -> None:
        """Refuse an end before the start, at the end's own field."""
        check_dates(self)

    def problem_for(
        self,
        redeemer: Redeemer,
        *,
        is_used: bool = True,
        has_offers: bool | None = None,
        now: datetime | None = None,
    ) -> str:
        """Say to a buyer why this voucher cannot be used now; empty when it can.

        Its dates, its usage (an order that was cancelled has used nothing) and the dates and limits of
        its offers decide. A guest's earlier use is known once they have given their address. Whoever knows
        already (`shop.offer.loading`) says that it is not used up, and whether it has offers that can be had.
        """
        now = now or timezone.now()
        if is_used and (problem := self.use_problem_for(redeemer)):
            return problem
        if has_offers is None:
            has_offers = self.offers.filter(available_at(now)).exists()
        if not is_valid_at(self, now) or not has_offers:
            return _("Voucher %(code)s is not valid at the moment.") % {"code": self.code}
        return ""

    def use_problem_for(self, redeemer: Redeemer) -> str:
        """Say whether it has been used up, by anybody or by this buyer, as its usage counts."""
        used = self.applications.exclude(order__status=CANCELLED)
        if self.usage == self.SINGLE_USE and used.exists():
            return _("Voucher %(code)s has been used already.") % {"code": self.code}
        if self.usage == self.ONCE_PER_CUSTOMER and used.filter(order__in=redeemer.live_orders()).exists():
            return _("You have used voucher %(code)s already.") % {"code": self.code}
        return ""

    def is_used_by(self, redeemer: Redeemer) -> bool:
        """Tell whether this buyer's own orders hold it: then its problem is no secret to them."""
        return self.applications.filter(order__in=redeemer.live_orders()).exists()

    def is_available_to_user(self, user: User | AnonymousUser | None = None) -> tuple[bool, str]:
        """Answer Oscar as `use_problem_for` does."""
        problem = self.use_problem_for(Redeemer.of(user))
        return not problem, problem


class VoucherSet(AbstractVoucherSet):
    """Oscar's set of vouchers, whose codes may begin alike."""

    code_prefix = models.CharField(gettext_lazy("Codes begin with"), max_length=10, blank=True, default="")

    class Meta(AbstractVoucherSet.Meta):
        verbose_name = gettext_lazy("code set")
        verbose_name_plural = gettext_lazy("code sets")

    def clean(self) -> None:
        """Refuse an end before the start, at the end's own field."""
        check_dates(self)


from oscar.apps.voucher.models import *  # type: ignore[assignment]  # noqa: E402, F403 - ours come first
