"""The deal, what is to be sold with it, and how it moved."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from django_fsm import FSMField, FSMModelMixin, transition

from shop.configuration.queries import shop_currency

MOST_PIECES = 1_000_000


class Deal(FSMModelMixin, models.Model):
    """Something that an account may buy from us, on its way through the stages of a pipeline.

    `state` follows from the kind of the stage and is moved by `services` alone, by conditional updates.
    `amount` (tax included, in `currency`) is the sum of the lines where there are any, else what was typed;
    of a deal that orders won it is the sum of these, and `amount_before_order` what was expected.
    `probability` (percent) is empty where the stage's holds. `stage_since` says when the deal came to its
    stage, `former_stage` where a closed one stood before. `source` names the fact that a deal was made of
    ("lead:12"), so that one fact makes one deal. Territory and rights come from the customer.
    """

    class State(models.TextChoices):
        """Whether it is worked on."""

        OPEN = "open", pgettext_lazy("state of a deal", "open")
        WON = "won", pgettext_lazy("state of a deal", "won")
        LOST = "lost", pgettext_lazy("state of a deal", "lost")

    title = models.CharField(_("title"), max_length=200)
    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.CASCADE, related_name="deals", verbose_name=_("customer")
    )
    contact = models.ForeignKey(
        "customers.Customer",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("contact"),
        help_text=_("The person one talks to."),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        limit_choices_to={"is_staff": True},
        related_name="+",
        verbose_name=_("owner"),
    )
    pipeline = models.ForeignKey(
        "pipeline.Pipeline", on_delete=models.PROTECT, related_name="deals", verbose_name=_("pipeline")
    )
    stage = models.ForeignKey(
        "pipeline.Stage",
        on_delete=models.PROTECT,
        related_name="deals",
        db_index=False,
        verbose_name=pgettext_lazy("of a deal", "stage"),
    )
    state = FSMField(_("state"), default=State.OPEN, choices=State.choices, max_length=4, protected=True)
    amount = models.DecimalField(
        _("amount"), max_digits=12, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, default=shop_currency)
    amount_before_order = models.DecimalField(
        _("amount before the order"), max_digits=12, decimal_places=2, null=True, blank=True, editable=False
    )
    probability = models.PositiveSmallIntegerField(
        _("probability in percent"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text=_("Empty: that of the stage."),
    )
    expected_close_on = models.DateField(_("expected close"), null=True, blank=True)
    stage_since = models.DateTimeField(_("in this stage since"), editable=False)
    former_stage = models.ForeignKey(
        "pipeline.Stage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,
        verbose_name=_("stage before it was closed"),
    )
    created_at = models.DateTimeField(_("created"), editable=False)
    closed_at = models.DateTimeField(pgettext_lazy("when", "closed"), null=True, blank=True, editable=False)
    loss_reason = models.ForeignKey(
        "pipeline.LossReason",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("loss reason"),
    )
    loss_note = models.TextField(_("what to learn from it"), max_length=2000, blank=True)
    lost_to = models.ForeignKey(
        "pipeline.Competitor",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lost to"),
    )
    competitors = models.ManyToManyField(
        "pipeline.Competitor", blank=True, related_name="deals", verbose_name=_("competitors")
    )
    source = models.CharField(_("source"), max_length=120, blank=True, editable=False)

    class Meta:
        verbose_name = _("deal")
        verbose_name_plural = _("deals")
        ordering = ["-created_at", "-pk"]
        permissions = [
            ("export_deal", _("Can export deals")),
            ("report_deal", _("Can view the reports of deals")),
        ]
        indexes = [
            models.Index(fields=["stage", "-stage_since", "-id"], name="pipeline_deals_of_stage"),
            models.Index(fields=["-created_at", "-id"], name="pipeline_deals_by_creation"),
            models.Index(fields=["-amount", "-id"], name="pipeline_deals_by_amount"),
            models.Index(fields=["-stage_since", "-id"], name="pipeline_deals_by_stage_since"),
            models.Index(
                fields=["expected_close_on", "id"],
                condition=Q(expected_close_on__isnull=False),
                name="pipeline_deals_by_close",
            ),
            models.Index(
                fields=["state", "expected_close_on", "id"],
                condition=Q(state="open"),
                name="pipeline_open_deals_by_close",
            ),
            models.Index(fields=["state", "closed_at"], name="pipeline_deals_by_closing"),
            # All that the board counts and adds up: it reads nothing but this index.
            models.Index(
                fields=["pipeline", "closed_at", "stage", "currency", "amount"],
                name="pipeline_deals_on_board",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=~Q(source=""), name="pipeline_one_deal_per_source"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="pipeline_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(probability=None) | Q(probability__lte=100), name="pipeline_probability_of_deal"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="pipeline_closed_deals_have_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="lost", loss_reason__isnull=False)
                | (~Q(state="lost") & Q(loss_reason=None)),
                name="pipeline_lost_deals_have_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it is worked on."""
        return bool(self.state == Deal.State.OPEN)

    @property
    def chance(self) -> int:
        """How likely it is won, in percent: its own probability, else its stage's."""
        if not self.is_open or self.probability is None:
            return self.stage.probability
        return self.probability

    @transition(field=state, source=State.OPEN, target=State.WON)
    def win(self) -> None:
        """Go from open to won, on the object; `services` writes it."""

    @transition(field=state, source=State.OPEN, target=State.LOST)
    def lose(self) -> None:
        """Go from open to lost, on the object."""

    @transition(field=state, source=[State.WON, State.LOST], target=State.OPEN)
    def reopen(self) -> None:
        """Go from closed to open, on the object."""


class DealLine(models.Model):
    """So many pieces of a product at the buyer's price, as it was when the line was written.

    `unit_net` and `unit_gross` are frozen, with the tax rate and which of the two is multiplied (as in
    `shop.partner.prices.TaxedPrice`); `discount` is percent off; `total` includes tax. All in the deal's
    currency.
    """

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="lines", verbose_name=_("deal"))
    product = models.ForeignKey(
        "catalogue.Product",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("product"),
    )
    title = models.CharField(_("title"), max_length=255)
    sku = models.CharField(_("SKU"), max_length=64, blank=True)
    quantity = models.PositiveIntegerField(
        _("quantity"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_PIECES)]
    )
    unit_net = models.DecimalField(_("unit price without tax"), max_digits=12, decimal_places=2)
    unit_gross = models.DecimalField(_("unit price"), max_digits=12, decimal_places=2)
    tax_rate = models.DecimalField(_("tax rate"), max_digits=6, decimal_places=4, default=0)
    keeps_net = models.BooleanField(_("the price without tax is multiplied"), default=False)
    discount = models.DecimalField(
        _("discount in percent"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(Decimal(100))],
    )
    total = models.DecimalField(_("total"), max_digits=12, decimal_places=2, editable=False)
    priced_at = models.DateTimeField(_("price of"), editable=False)

    class Meta:
        verbose_name = _("line of a deal")
        verbose_name_plural = _("lines of deals")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=MOST_PIECES), name="pipeline_line_has_pieces"
            ),
            models.CheckConstraint(
                condition=Q(discount__gte=0, discount__lte=100), name="pipeline_discount_is_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.title}"


class DealMove(models.Model):
    """A deal went from one stage to another: who moved it, or which act of the buyer, when and why.

    `seconds_before` is how long it stood in the stage that it left. The first move of a deal leads to its
    first stage from none. `act` is empty where a person moved it.
    """

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="moves", verbose_name=_("deal"))
    from_stage = models.ForeignKey(
        "pipeline.Stage",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("from"),
    )
    to_stage = models.ForeignKey(
        "pipeline.Stage", on_delete=models.PROTECT, related_name="+", verbose_name=_("to")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    act = models.CharField(_("what the buyer did"), max_length=40, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    moved_at = models.DateTimeField(_("moved"))
    seconds_before = models.PositiveBigIntegerField(_("seconds in the stage before"), default=0)

    class Meta:
        verbose_name = _("move of a deal")
        verbose_name_plural = _("moves of deals")
        ordering = ["-moved_at", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["deal", "-moved_at", "-id"], name="pipeline_moves_of_deal")]

    def __str__(self) -> str:
        return f"{self.deal_id}: {self.from_stage_id} -> {self.to_stage_id}"
