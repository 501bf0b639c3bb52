"""What a company's buyer needs, until when it can be bid for, and who is invited to."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class TenderState(models.TextChoices):
    """Where a tender stands."""

    DRAFT = "draft", _("draft")
    OPEN = "open", _("open for bids")
    CLOSED = "closed", _("bids opened")
    AWARDED = "awarded", _("awarded")
    CANCELLED = "cancelled", _("cancelled")


class Tender(models.Model):
    """A buyer's need. Prices of its bids are net, in `currency`, for one unit of a line.

    Until the deadline nobody but who made it reads a bid: ask `Bid.objects`, which knows none before.
    `deal` is that of the pipeline (`deals`), `basket` what was awarded at just its prices, `order` what
    became of it.
    """

    State = TenderState

    company = models.ForeignKey(
        "b2b.Company", on_delete=models.CASCADE, related_name="tenders", verbose_name=_("company")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("buyer"),
    )
    title = models.CharField(_("title"), max_length=150)
    notes = models.TextField(_("notes"), max_length=4000, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    wanted_on = models.DateField(_("wanted on"), null=True, blank=True)
    place = models.CharField(_("place of delivery"), max_length=200, blank=True)
    deadline = models.DateTimeField(_("deadline for bids"))
    state = models.CharField(_("status"), max_length=10, choices=TenderState, default=TenderState.DRAFT)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    closed_at = models.DateTimeField(_("bids opened"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled on"), null=True, blank=True)
    cancel_reason = models.CharField(_("reason"), max_length=255, blank=True)
    awarded_at = models.DateTimeField(_("awarded on"), null=True, blank=True)
    awarded_to = models.ForeignKey(
        "tenders.Bid",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("awarded bid"),
    )
    deal = models.ForeignKey(
        "pipeline.Deal",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("deal"),
    )
    basket = models.OneToOneField(
        "basket.Basket", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    order = models.OneToOneField(
        "order.Order",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("order"),
    )

    class Meta:
        verbose_name = _("tender")
        verbose_name_plural = _("tenders")
        ordering = ["-created_at", "-pk"]
        permissions = [("bid_tender", _("Can bid for tenders they are invited to"))]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="awarded") & Q(awarded_to__isnull=False) & Q(awarded_at__isnull=False))
                | (~Q(state="awarded") & Q(awarded_to=None) & Q(awarded_at=None)),
                name="tenders_awarded_to_a_bid",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(deadline__gt=F("published_at")),
                name="tenders_deadline_is_later",
            ),
        ]
        indexes = [models.Index(fields=["state", "deadline"], name="tenders_by_deadline")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """What it is called by."""
        return f"T-{self.pk:05d}" if self.pk else "T"

    def takes_bids(self, now: datetime) -> bool:
        """Tell whether it can be bid for at a moment."""
        return self.state == TenderState.OPEN and now < self.deadline

    def is_opened(self, now: datetime) -> bool:
        """Tell whether its bids may be read at a moment, by the clock alone."""
        states = (TenderState.OPEN, TenderState.CLOSED, TenderState.AWARDED)
        return self.state in states and now >= self.deadline


class TenderLine(models.Model):
    """So many units of a product, or of what words say; words are mapped to a product before the award."""

    tender = models.ForeignKey(
        Tender, on_delete=models.CASCADE, related_name="lines", verbose_name=_("tender")
    )
    position = models.PositiveSmallIntegerField()
    product = models.ForeignKey(
        "catalogue.Product",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("product"),
    )
    text = models.CharField(_("what is needed"), max_length=255)
    quantity = models.PositiveIntegerField(_("quantity"))
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    notes = models.CharField(_("notes"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("line of a tender")
        verbose_name_plural = _("lines of tenders")
        ordering = ["position", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["tender", "position"], name="tenders_one_line_per_position"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="tenders_line_wants_something"),
        ]

    def __str__(self) -> str:
        return self.text


class TenderInvitation(models.Model):
    """A colleague may bid for a tender."""

    tender = models.ForeignKey(
        Tender, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("tender")
    )
    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("colleague")
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("invited by"),
    )
    invited_at = models.DateTimeField(_("invited"), auto_now_add=True)

    class Meta:
        verbose_name = _("invitation to bid")
        verbose_name_plural = _("invitations to bid")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["tender", "rep"], name="tenders_one_invitation_each")]

    def __str__(self) -> str:
        return str(self.rep)
