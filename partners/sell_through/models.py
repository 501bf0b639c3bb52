"""What partners report: their stock and what they sold, period by period, and what their numbers mean."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class Cadence(models.TextChoices):
    """How long a reporting period is."""

    MONTH = "month", _("monthly")
    WEEK = "week", _("weekly")


class Kind(models.TextChoices):
    """What a report tells."""

    SALES = "sales", _("sales")
    STOCK = "stock", pgettext_lazy("kind of report", "stock")


class ReportingTerms(models.Model):
    """What a partner has agreed to report, how often, and how many days of stock they aim at.

    A partner without terms owes no report, but may send one.
    """

    account = models.OneToOneField(
        "partner_accounts.PartnerAccount",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("partner account"),
    )
    cadence = models.CharField(_("reports"), max_length=10, choices=Cadence.choices, default=Cadence.MONTH)
    starts_on = models.DateField(_("from"), help_text=_("Periods that begin on or after this day are owed."))
    owes_sales = models.BooleanField(_("reports sales"), default=True)
    owes_stock = models.BooleanField(_("reports stock"), default=True)
    due_days = models.PositiveSmallIntegerField(
        _("due after (days)"),
        default=5,
        validators=[MaxValueValidator(60)],
        help_text=_("Days between the end of a period and the day its reports are due."),
    )
    target_cover_days = models.PositiveSmallIntegerField(
        _("target days of cover"),
        default=45,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("How long the stock should last after a replenishment order."),
    )

    class Meta:
        verbose_name = _("reporting terms")
        verbose_name_plural = _("reporting terms")
        ordering = ["account_id"]
        constraints = [
            models.CheckConstraint(condition=Q(target_cover_days__gte=1), name="sell_through_target_is_days"),
        ]

    def __str__(self) -> str:
        return str(self.account)


class ReportingPeriod(models.Model):
    """A month or a week that is reported; once locked its reports are final."""

    cadence = models.CharField(_("length"), max_length=10, choices=Cadence.choices)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    locked_at = models.DateTimeField(_("locked"), null=True, blank=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("reporting period")
        verbose_name_plural = _("reporting periods")
        ordering = ["-starts_on", "cadence"]
        constraints = [
            models.UniqueConstraint(fields=["cadence", "starts_on"], name="sell_through_period_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="sell_through_period_has_days"
            ),
        ]

    def __str__(self) -> str:
        if self.cadence == Cadence.MONTH:
            return f"{self.starts_on:%Y-%m}"
        year, week, _day = self.starts_on.isocalendar()
        return f"{year}-W{week:02d}"

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.ends_on - self.starts_on).days + 1

    @property
    def is_locked(self) -> bool:
        """Whether its reports are final."""
        return self.locked_at is not None


class SellThroughReport(models.Model):
    """A partner's report of one kind for one period: a draft, one that counts, or one replaced since."""

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        ACCEPTED = "accepted", pgettext_lazy("report", "accepted")
        REPLACED = "replaced", pgettext_lazy("report", "replaced")

    account = models.ForeignKey(
        "partner_accounts.PartnerAccount",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("partner account"),
    )
    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="reports", verbose_name=_("period")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    file_name = models.CharField(_("file"), max_length=120, blank=True)
    # SHA-256 of the rows as sent: the same rows again change nothing.
    digest = models.CharField(max_length=64, editable=False)
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)

    class Meta:
        verbose_name = _("sell-through report")
        verbose_name_plural = _("sell-through reports")
        ordering = ["-period__starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "period", "kind"],
                condition=Q(state__in=["submitted", "accepted"]),
                name="sell_through_one_report_counts",
            ),
            models.UniqueConstraint(
                fields=["account", "period", "kind"],
                condition=Q(state="draft"),
                name="sell_through_one_draft",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account.code} {self.period} {self.kind}"

    @property
    def counts(self) -> bool:
        """Whether its lines are what the partner is taken to have reported."""
        return self.state in {self.State.SUBMITTED, self.State.ACCEPTED}


class ReportRow(models.Model):
    """A row as the partner sent or mended it; its cells are text by column, checked anew whenever read."""

    report = models.ForeignKey(SellThroughReport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    cells = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("row of a report")
        verbose_name_plural = _("rows of reports")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="sell_through_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}/{self.number}"


class SellThroughLine(models.Model):
    """Pieces that a partner sold to an end customer; less than none for what came back.

    `unit_price` is in `currency`, excluding tax, as the partner reports it. Only lines whose report
    `counts` are to be added up (`queries.counted_lines`).
    """

    report = models.ForeignKey(SellThroughReport, on_delete=models.CASCADE, related_name="sales_lines")
    account = models.ForeignKey("partner_accounts.PartnerAccount", on_delete=models.PROTECT, related_name="+")
    row = models.PositiveIntegerField(_("row"))
    product = models.ForeignKey(
        "catalogue.Product", on_delete=models.PROTECT, related_name="+", verbose_name=_("product")
    )
    sku = models.CharField(_("partner's SKU"), max_length=100)
    quantity = models.IntegerField(_("quantity"))
    unit_price = models.DecimalField(_("unit price"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    sold_on = models.DateField(_("sold on"))
    customer = models.CharField(_("end customer"), max_length=120, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    serial = models.CharField(_("serial number"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("sell-through line")
        verbose_name_plural = _("sell-through lines")
        ordering = ["report_id", "row"]
        constraints = [
            models.UniqueConstraint(fields=["report", "row"], name="sell_through_line_once"),
            models.CheckConstraint(condition=~Q(quantity=0), name="sell_through_line_has_pieces"),
        ]
        indexes = [
            models.Index(fields=["product", "sold_on"], name="sell_through_by_product"),
            models.Index(fields=["account", "product", "sold_on"], name="sell_through_by_account"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.sku}"


class StockLine(models.Model):
    """Pieces of a product that lay with a partner at the end of a period."""

    report = models.ForeignKey(SellThroughReport, on_delete=models.CASCADE, related_name="stock_lines")
    account = models.ForeignKey("partner_accounts.PartnerAccount", on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey(
        "catalogue.Product", on_delete=models.PROTECT, related_name="+", verbose_name=_("product")
    )
    quantity = models.PositiveIntegerField(_("on hand"))
    counted_on = models.DateField(_("counted on"))

    class Meta:
        verbose_name = _("stock line")
        verbose_name_plural = _("stock lines")
        ordering = ["report_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "product"], name="sell_through_stock_once"),
        ]
        indexes = [models.Index(fields=["account", "product", "counted_on"], name="sell_through_stock_of")]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.quantity}"


class SkuMapping(models.Model):
    """What a partner's own number stands for; remembered for every later report. `sku` is in lower case."""

    account = models.ForeignKey("partner_accounts.PartnerAccount", on_delete=models.CASCADE, related_name="+")
    sku = models.CharField(_("partner's SKU"), max_length=100)
    product = models.ForeignKey(
        "catalogue.Product", on_delete=models.CASCADE, related_name="+", verbose_name=_("product")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("SKU mapping")
        verbose_name_plural = _("SKU mappings")
        ordering = ["account_id", "sku"]
        constraints = [
            models.UniqueConstraint(fields=["account", "sku"], name="sell_through_sku_means_one"),
        ]

    def __str__(self) -> str:
        return self.sku


class ReportGap(models.Model):
    """A report that was owed and had not come when its day was over: when the partner and staff were told."""

    account = models.ForeignKey(
        "partner_accounts.PartnerAccount",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("partner account"),
    )
    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.CASCADE, related_name="gaps", verbose_name=_("period")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    due_on = models.DateField(_("due"))
    reminded_at = models.DateTimeField(_("partner reminded"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("partner manager told"), null=True, blank=True)
    closed_at = models.DateTimeField(_("report received"), null=True, blank=True)

    class Meta:
        verbose_name = _("missing report")
        verbose_name_plural = _("missing reports")
        ordering = ["due_on", "account_id", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["account", "period", "kind"], name="sell_through_gap_once"),
        ]

    def __str__(self) -> str:
        return f"{self.account.code} {self.period} {self.kind}"


class LogisticUnits(models.Model):
    """How many pieces of a product come in a case and on a pallet; proposals are rounded up to them."""

    product = models.OneToOneField(
        "catalogue.Product", on_delete=models.CASCADE, related_name="+", verbose_name=_("product")
    )
    case_pieces = models.PositiveIntegerField(
        _("pieces per case"), default=1, validators=[MinValueValidator(1)]
    )
    pallet_pieces = models.PositiveIntegerField(
        _("pieces per pallet"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("A whole number of cases."),
    )

    class Meta:
        verbose_name = _("case and pallet")
        verbose_name_plural = _("cases and pallets")
        ordering = ["product_id"]
        constraints = [
            models.CheckConstraint(condition=Q(case_pieces__gte=1), name="sell_through_case_holds"),
            models.CheckConstraint(
                condition=Q(pallet_pieces__isnull=True) | Q(pallet_pieces__gte=F("case_pieces")),
                name="sell_through_pallet_holds_cases",
            ),
        ]

    def __str__(self) -> str:
        return str(self.product)


class UploadToken(models.Model):
    """A key by which a partner's own system sends reports; only its SHA-256 is kept."""

    account = models.ForeignKey("partner_accounts.PartnerAccount", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    class Meta:
        verbose_name = _("upload key")
        verbose_name_plural = _("upload keys")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
