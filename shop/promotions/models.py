"""A marketer's promotion: an offer with who asked for it, who allowed it, and its codes.

What it gives, to whom, when and how often is the offer's alone (`shop.offer`); here is what an offer does
not know. An offer that was made elsewhere gets its row by `receivers`.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shop.configuration.models import OneRow
from shop.offer.approvals import Approved
from shop.offer.models import ConditionalOffer
from shop.user.models import User
from shop.voucher.models import Voucher, VoucherSet

WHOLE = 100


class Promotion(Approved):
    """One offer as a marketer's work: a draft, asked for, approved or refused.

    `digest` is that of the terms that were asked for or approved (`terms_digest.digest_of`): with other
    terms it is a draft again. Dates, limits, paused or not are read from the offer.
    """

    class Template(models.TextChoices):
        """What a marketer chose to begin with."""

        PERCENT = "percent", _("Percentage off products")
        AMOUNT_ABOVE = "amount_above", _("Amount off above a sum")
        BUY_X_GET_Y = "buy_x_get_y", _("Buy several, the cheapest is free")
        FREE_GIFT = "free_gift", _("Free gift")
        FREE_DELIVERY = "free_delivery", _("Free delivery")
        TIERS = "tiers", _("The more, the cheaper")
        SET_PRICE = "set_price", _("Several together at a fixed price")
        CUSTOM = "custom", _("Written in the detailed form")

    offer = models.OneToOneField(ConditionalOffer, on_delete=models.CASCADE, related_name="promotion")
    template = models.CharField(
        _("Template"), max_length=20, choices=Template.choices, default=Template.CUSTOM
    )
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(_("Created on"), auto_now_add=True)
    code = models.OneToOneField(
        Voucher, on_delete=models.SET_NULL, null=True, blank=True, related_name="promotion"
    )
    code_set = models.OneToOneField(
        VoucherSet, on_delete=models.SET_NULL, null=True, blank=True, related_name="promotion"
    )

    class Meta:
        verbose_name = _("promotion")
        verbose_name_plural = _("promotions")
        permissions = [
            ("approve_promotion", _("Can approve promotions of others")),
            ("view_results", _("Can see what promotions brought")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(asked_by=None) | ~Q(decided_by=F("asked_by")),
                name="promotions_four_eyes",
            )
        ]

    def __str__(self) -> str:
        return str(self.offer.name)


class PromotionSettings(OneRow):
    """Whether a second person has to approve promotions, and from which size on."""

    needs_approval = models.BooleanField(
        _("Promotions need approval"),
        default=False,
        help_text=_(
            "By somebody else than the person who asks. Off: a promotion goes live when it is launched."
        ),
    )
    free_percent = models.PositiveSmallIntegerField(
        _("No approval up to, per cent"),
        default=0,
        validators=[MaxValueValidator(WHOLE)],
        help_text=_("Percentages up to this one need no approval. 0: each needs one."),
    )
    free_amount = models.DecimalField(
        _("No approval up to, amount"),
        max_digits=12,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(9_999_999)],
        help_text=_(
            "Amounts off up to this one, in the shop's currency, need no approval. 0: each needs one."
        ),
    )

    class Meta(OneRow.Meta):
        verbose_name = _("approval of promotions")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class CodeRun(models.Model):
    """Unique codes that were ordered for a promotion; `made` of `count` are there.

    A worker makes those beyond the first ten thousand; the schedule takes up what it left.
    """

    promotion = models.ForeignKey(Promotion, on_delete=models.CASCADE, related_name="code_runs")
    count = models.PositiveIntegerField(_("Codes"))
    made = models.PositiveIntegerField(default=0)
    prefix = models.CharField(_("Codes begin with"), max_length=10, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("run of codes")
        verbose_name_plural = _("runs of codes")
        constraints = [
            models.CheckConstraint(condition=Q(made__lte=F("count")), name="promotions_codes_within_count")
        ]

    def __str__(self) -> str:
        return f"{self.promotion_id}: {self.made}/{self.count}"
