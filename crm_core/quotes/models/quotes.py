"""A quote: who asks for a price, who answers, how it stands and what became of it."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from shop.configuration.queries import shop_currency
from shop.time_zones import shop_day


class Quote(models.Model):
    """A request for a price and what was offered for it, version by version, until one is ordered.

    `state` is moved by `moves` alone, by conditional updates. `latest` is the number of the last version that
    either side sent (0: none yet), `valid_until` the last day on which that one can be accepted, where it is
    ours. Prices are net or gross, as `is_net` says, in `currency`. `accepted_number` is the version that the
    buyer accepted, `accepted_digest` the hash of what it said, `accepted_name` who signed; `order_until` is
    the last day to order it, `basket` what is ordered then. What a guest asked for has no `user`.
    """

    class State(models.TextChoices):
        """Whose turn it is, or how it ended."""

        DRAFT = "draft", pgettext_lazy("state of a quote", "draft")
        REQUESTED = "requested", pgettext_lazy("state of a quote", "requested")
        SENT = "sent", pgettext_lazy("state of a quote", "sent")
        COUNTERED = "countered", pgettext_lazy("state of a quote", "counter-offer")
        ACCEPTED = "accepted", pgettext_lazy("state of a quote", "accepted")
        ORDERED = "ordered", pgettext_lazy("state of a quote", "ordered")
        REJECTED = "rejected", pgettext_lazy("state of a quote", "rejected")
        EXPIRED = "expired", pgettext_lazy("state of a quote", "expired")
        WITHDRAWN = "withdrawn", pgettext_lazy("state of a quote", "withdrawn")

    number = models.CharField(_("number"), max_length=32, unique=True, editable=False)
    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.CASCADE, related_name="quotes", verbose_name=_("customer")
    )
    company = models.ForeignKey(
        "b2b.Company",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("company"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
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
    deal = models.ForeignKey(
        "pipeline.Deal",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="quotes",
        verbose_name=_("deal"),
    )
    # Asked for without an account: the e-mail address proves nothing, and earns no prices of its company.
    by_guest = models.BooleanField(_("by a guest"), default=False, editable=False)
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    state_since = models.DateTimeField(_("in this state since"), auto_now_add=True)
    latest = models.PositiveSmallIntegerField(_("version"), default=0, editable=False)
    currency = models.CharField(_("currency"), max_length=3, default=shop_currency)
    is_net = models.BooleanField(_("prices without tax"), default=False)
    # Of the version that was sent last, whichever side sent it: what lists show and sort by.
    total = models.DecimalField(_("total with tax"), max_digits=12, decimal_places=2, default=0)
    margin = models.DecimalField(_("margin"), max_digits=12, decimal_places=2, null=True, blank=True)
    wanted_on = models.DateField(_("wanted on"), null=True, blank=True)
    message = models.TextField(_("message"), max_length=4000, blank=True)
    internal_note = models.TextField(_("internal note"), max_length=4000, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    copied_from = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("copied from"),
    )
    accepted_number = models.PositiveSmallIntegerField(_("accepted version"), null=True, blank=True)
    accepted_at = models.DateTimeField(pgettext_lazy("when", "accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("accepted by"),
    )
    accepted_name = models.CharField(_("signed by"), max_length=200, blank=True)
    accepted_digest = models.CharField(_("hash of what was accepted"), max_length=64, blank=True)
    order_until = models.DateField(_("order until"), null=True, blank=True)
    basket = models.OneToOneField(
        "basket.Basket",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("basket"),
    )
    order = models.OneToOneField(
        "order.Order",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("order"),
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("created by"),
    )

    class Meta:
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        ordering = ["-created_at", "-pk"]
        permissions = [
            ("export_quote", _("Can export quotes")),
            ("margin_quote", _("Can see cost and margin in quotes")),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="quotes_by_creation"),
            models.Index(fields=["-total", "-id"], name="quotes_by_total"),
            models.Index(fields=["-state_since", "-id"], name="quotes_by_state_since"),
            models.Index(fields=["state", "valid_until"], name="quotes_by_validity"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "ordered"])
                | Q(accepted_at__isnull=False, accepted_number__isnull=False, order_until__isnull=False),
                name="quotes_accepted_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(valid_until__isnull=False), name="quotes_sent_is_valid_until"
            ),
            models.CheckConstraint(condition=Q(total__gte=0), name="quotes_total_not_negative"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether one of both has still to say something."""
        return self.state in OPEN_STATES

    @property
    def waits_for_us(self) -> bool:
        """Whether it is our turn."""
        return self.state in OUR_TURN

    @property
    def is_valid(self) -> bool:
        """Whether the version that was sent can be accepted today."""
        return self.state == Quote.State.SENT and self.is_on_time(self.valid_until)

    @property
    def can_be_ordered(self) -> bool:
        """Whether the version that was accepted can be ordered today."""
        return self.state == Quote.State.ACCEPTED and self.is_on_time(self.order_until)

    @staticmethod
    def is_on_time(day: date | None) -> bool:
        """Whether a last day is not over yet."""
        return day is not None and day >= shop_day()


State = Quote.State
OUR_TURN = (State.DRAFT, State.REQUESTED, State.COUNTERED)
OPEN_STATES = (*OUR_TURN, State.SENT)
#: From where a version may be sent: one that is over is taken up again.
SENDABLE = (*OPEN_STATES, State.REJECTED, State.EXPIRED, State.WITHDRAWN)
