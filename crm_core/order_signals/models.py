"""What is said of customers' orders, by what it is said, and how often it was right."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crm_core.customers.models import Customer
from crm_core.order_signals.kinds import SignalKind


class OrderSignal(models.Model):
    """One thing that is, or was, to be said of a customer's orders; written by `services` alone.

    `since` is the day from which it held by the rules, `noted_at` when it was found; `ended_on` is empty
    while it holds. `data` has the facts that its words need, `order` the order that it is about. The same
    never begins twice: one that holds again since the same day is the same row.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="order_signals", verbose_name=_("customer")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=SignalKind.choices)
    order = models.ForeignKey(
        "order.Order",
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("order"),
    )
    since = models.DateField(_("since"))
    noted_at = models.DateTimeField(_("recorded"))
    ended_on = models.DateField(_("ended"), null=True)
    data = models.JSONField(_("facts"), default=dict)

    class Meta:
        verbose_name = _("order signal")
        verbose_name_plural = _("order signals")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind"],
                condition=Q(ended_on=None, order=None),
                name="order_signals_one_open_of_a_kind",
            ),
            models.UniqueConstraint(
                fields=["order", "kind"],
                condition=Q(ended_on=None),
                name="order_signals_one_open_of_an_order",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("since")),
                name="order_signals_end_after_they_begin",
            ),
        ]
        indexes = [
            models.Index(
                fields=["kind", "customer"], condition=Q(ended_on=None), name="order_signals_open_by_kind"
            ),
            models.Index(fields=["customer", "-since"], name="order_signals_of_customer"),
            models.Index(fields=["order"], condition=Q(order__isnull=False), name="order_signals_of_order"),
            models.Index(
                fields=["ended_on"], condition=Q(ended_on__isnull=False), name="order_signals_ended"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.kind} {self.since}"


class SignalLook(models.Model):
    """When a customer was looked at, and from which day on another look may find something else.

    Until then nothing changes by itself: so the daily pass reads those alone whose day has come.
    """

    customer = models.OneToOneField(
        Customer,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="signal_look",
        verbose_name=_("customer"),
    )
    looked_at = models.DateTimeField(_("looked at"))
    next_look_on = models.DateField(_("next look"))

    class Meta:
        verbose_name = _("look for order signals")
        verbose_name_plural = _("looks for order signals")
        default_permissions = ()
        indexes = [models.Index(fields=["next_look_on", "customer"], name="order_signals_looks_due")]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.next_look_on}"


class SignalRequest(models.Model):
    """A customer of whose orders something has changed; rows are only added, and deleted once looked at."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="+", verbose_name=_("customer")
    )
    requested_at = models.DateTimeField(_("requested"), auto_now_add=True)

    class Meta:
        verbose_name = _("requested look for order signals")
        verbose_name_plural = _("requested looks for order signals")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.customer_id)


class SignalBasis(models.Model):
    """One night's estimates from all customers; accounts' intervals are those of the scores."""

    calculated_at = models.DateTimeField(_("calculated"))
    customers = models.PositiveIntegerField(_("customers"))
    parameters = models.JSONField(_("parameters"))

    class Meta:
        verbose_name = _("basis of order signals")
        verbose_name_plural = _("bases of order signals")
        default_permissions = ()
        indexes = [models.Index(fields=["-calculated_at"], name="order_signals_basis_by_date")]

    def __str__(self) -> str:
        return f"{self.calculated_at:%Y-%m-%d}"


class BoughtTogether(models.Model):
    """Of the `buyers` of one product or category so many (`support`) buy another, too: as of a night."""

    class What(models.TextChoices):
        """What both are."""

        PRODUCT = "product", _("product")
        CATEGORY = "category", _("category")

    what = models.CharField(_("what"), max_length=8, choices=What.choices)
    because = models.PositiveBigIntegerField(_("who buys"))
    item = models.PositiveBigIntegerField(_("buys, too"))
    support = models.PositiveIntegerField(_("customers with both"))
    buyers = models.PositiveIntegerField(_("customers with the first"))
    lift = models.FloatField(_("times as often as all"))
    alike = models.FloatField(_("likeness"))

    class Meta:
        verbose_name = _("bought together")
        verbose_name_plural = _("bought together")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["what", "because", "item"], name="order_signals_one_row_per_pair"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.because} -> {self.item}"


class SignalTrial(models.Model):
    """How often a kind of signal was right on the shop's own past, and how often chance would have been."""

    kind = models.CharField(_("kind"), max_length=20, choices=SignalKind.choices, unique=True)
    measured_at = models.DateTimeField(_("measured"))
    horizon = models.PositiveSmallIntegerField(_("days ahead"))
    called = models.PositiveIntegerField(_("calls"))
    right = models.PositiveIntegerField(_("right"))
    eligible = models.PositiveIntegerField(_("could have been called"))
    eligible_right = models.PositiveIntegerField(_("right by chance"))
    customers = models.PositiveIntegerField(_("customers called"))
    low = models.FloatField(_("lower end"))
    high = models.FloatField(_("upper end"))

    class Meta:
        verbose_name = _("trial of a signal")
        verbose_name_plural = _("trials of signals")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.kind}: {self.right}/{self.called}"
