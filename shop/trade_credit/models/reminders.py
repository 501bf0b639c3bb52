"""Reminders of what is overdue, and disputes, which pause them."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.configuration.models import OneRow


class DunningSettings(OneRow):
    """After how many days overdue companies are reminded; an empty number: that reminder is not sent."""

    first_days = models.PositiveSmallIntegerField(
        _("first reminder, days after the due day"),
        null=True,
        blank=True,
        default=3,
        validators=[MinValueValidator(1)],
    )
    second_days = models.PositiveSmallIntegerField(
        _("second reminder, days after the due day"),
        null=True,
        blank=True,
        default=14,
        validators=[MinValueValidator(1)],
    )
    third_days = models.PositiveSmallIntegerField(
        _("last reminder, days after the due day"),
        null=True,
        blank=True,
        default=28,
        validators=[MinValueValidator(1)],
    )

    class Meta(OneRow.Meta):
        verbose_name = _("payment reminders")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @property
    def levels(self) -> list[tuple[int, int]]:
        """The levels that are sent, each with its days after the due day."""
        days = enumerate((self.first_days, self.second_days, self.third_days), start=1)
        return [(level, after) for level, after in days if after is not None]


class DunningPause(models.Model):
    """A company is not reminded until a day (not included; None: until somebody goes on), and why."""

    company = models.OneToOneField(
        "b2b.Company", on_delete=models.CASCADE, related_name="dunning_pause", verbose_name=_("company")
    )
    until = models.DateField(
        _("reminders go on again on"), null=True, blank=True, help_text=_("Empty: until you go on by hand.")
    )
    reason = models.CharField(_("reason"), max_length=255)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    paused_at = models.DateTimeField(_("paused"), auto_now=True)

    class Meta:
        verbose_name = _("pause of payment reminders")
        verbose_name_plural = _("pauses of payment reminders")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.company_id}: {self.until}"


class PaymentReminder(models.Model):
    """One reminder to a company about all that is overdue; its mails carry its key."""

    company = models.ForeignKey(
        "b2b.Company", on_delete=models.PROTECT, related_name="payment_reminders", verbose_name=_("company")
    )
    level = models.PositiveSmallIntegerField(_("level"))
    sent_on = models.DateField(_("sent"))
    recipients = models.PositiveSmallIntegerField(_("recipients"), default=0)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("payment reminder")
        verbose_name_plural = _("payment reminders")
        ordering = ["-pk"]
        constraints = [
            # Two workers on one day write one reminder.
            models.UniqueConstraint(fields=["company", "sent_on"], name="trade_credit_one_reminder_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.company_id}: {self.level}"


class ReminderItem(models.Model):
    """An overdue order in a reminder, with what was open of it; of each level it is reminded once."""

    reminder = models.ForeignKey(
        PaymentReminder, on_delete=models.CASCADE, related_name="items", verbose_name=_("payment reminder")
    )
    receivable = models.ForeignKey(
        "trade_credit.Receivable",
        on_delete=models.PROTECT,
        related_name="reminder_items",
        verbose_name=_("receivable"),
    )
    level = models.PositiveSmallIntegerField(_("level"))
    owed = models.DecimalField(_("open amount"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("reminded order")
        verbose_name_plural = _("reminded orders")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["reminder", "receivable"], name="trade_credit_reminded_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reminder_id}: {self.receivable_id}"


class InvoiceDispute(models.Model):
    """A buyer says that an invoice, or a line of it, is not right; reminders wait until staff answer."""

    class Reason(models.TextChoices):
        """What is not right."""

        PRICE = "price", _("wrong price")
        QUANTITY = "quantity", _("wrong quantity")
        MISSING = "missing", _("goods not received")
        DAMAGED = "damaged", _("goods damaged")
        PAID = "paid", _("already paid")
        OTHER = "other", _("something else")

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("being checked")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")

    document = models.ForeignKey(
        "documents.Document", on_delete=models.PROTECT, related_name="disputes", verbose_name=_("invoice")
    )
    order = models.ForeignKey(
        "order.Order", on_delete=models.PROTECT, related_name="invoice_disputes", verbose_name=_("order")
    )
    line = models.ForeignKey(
        "order.Line",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("item"),
    )
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    text = models.TextField(_("what is wrong"), max_length=2000)
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("resolved by"),
    )
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)

    class Meta:
        verbose_name = _("invoice dispute")
        verbose_name_plural = _("invoice disputes")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "line"],
                condition=Q(state="open", line__isnull=False),
                name="trade_credit_one_open_dispute_of_line",
            ),
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(state="open", line=None),
                name="trade_credit_one_open_dispute",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.state}"
