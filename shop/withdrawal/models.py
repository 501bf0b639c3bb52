"""Withdrawals from contracts: the statement as it was made, kept as proof, and what became of it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.configuration.models import OneRow


class WithdrawalSettings(OneRow):
    """The period, and from when on buyers were told of their right."""

    period_days = models.PositiveSmallIntegerField(
        _("days to withdraw"),
        default=14,
        validators=[MinValueValidator(14), MaxValueValidator(365)],
        help_text=_("At least 14; counted from the day after the delivery of the last parcel."),
    )
    informed_since = models.DateField(
        _("customers have been told of their right since"),
        null=True,
        blank=True,
        help_text=_("Orders from before have twelve months more. Empty: all were told."),
    )

    class Meta(OneRow.Meta):
        verbose_name = _("right of withdrawal")
        constraints = [
            *OneRow.Meta.constraints,
            models.CheckConstraint(condition=Q(period_days__gte=14), name="withdrawal_period_is_lawful"),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class Withdrawal(models.Model):
    """A statement of withdrawal, with the moment it was confirmed; the database never changes or deletes it.

    `pieces` lists [line's key, number, title as ordered]. `statement` is what was shown and confirmed, word
    for word and without a name; who made it stands in `Declarant`. `key` is the form's: sent twice, it is one
    statement.
    """

    order = models.ForeignKey(
        "order.Order", on_delete=models.PROTECT, related_name="withdrawals", verbose_name=_("order")
    )
    number = models.CharField(_("number"), max_length=140, unique=True)
    key = models.CharField(_("idempotency key"), max_length=80, unique=True)
    pieces = models.JSONField(_("items"))
    is_whole = models.BooleanField(_("the whole order"))
    statement = models.TextField(_("statement"))
    language = models.CharField(_("language"), max_length=10)
    confirmed_at = models.DateTimeField(_("confirmed"))

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        ordering = ["-confirmed_at", "-pk"]

    def __str__(self) -> str:
        return self.number


class Declarant(models.Model):
    """Who withdrew, as far as the law asks: a name and where the receipt went. Erased with the person."""

    withdrawal = models.OneToOneField(
        Withdrawal, on_delete=models.PROTECT, related_name="declarant", verbose_name=_("withdrawal")
    )
    name = models.CharField(_("name"), max_length=255, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)

    class Meta:
        verbose_name = _("declarant")
        verbose_name_plural = _("declarants")

    def __str__(self) -> str:
        return self.email


class WithdrawalOutcome(models.Model):
    """What became of a withdrawal, once: pieces not yet sent are called off, the others come back."""

    withdrawal = models.OneToOneField(
        Withdrawal, on_delete=models.PROTECT, related_name="outcome", verbose_name=_("withdrawal")
    )
    change_id = models.PositiveBigIntegerField(_("order change"), null=True, blank=True)
    returned = models.OneToOneField(
        "returns.Return",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="withdrawal_outcome",
        verbose_name=_("return"),
    )
    decided_at = models.DateTimeField(_("decided"))

    class Meta:
        verbose_name = _("outcome of a withdrawal")
        verbose_name_plural = _("outcomes of withdrawals")

    def __str__(self) -> str:
        return str(self.withdrawal_id)
