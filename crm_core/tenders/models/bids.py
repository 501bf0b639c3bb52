"""What a colleague bids; a sealed bid is in no query but that of who made it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from crm_core.tenders.models.tenders import TenderInvitation, TenderLine, TenderState

READABLE = (TenderState.OPEN, TenderState.CLOSED, TenderState.AWARDED)


def opened(path: str) -> Q:
    """Return the condition that the tender at a path is past its deadline, by the database's clock."""
    return Q(**{f"{path}state__in": READABLE, f"{path}deadline__lte": Now()})


class OpenedBids(models.Manager["Bid"]):
    """Bids whose tender's deadline is over: the only ones that pages, exports and searches come by."""

    def get_queryset(self) -> models.QuerySet["Bid"]:
        """Leave sealed ones out."""
        bids = super().get_queryset()
        return bids.filter(opened("invitation__tender__"))  # guard: tender-bids-sealed


class OpenedBidLines(models.Manager["BidLine"]):
    """Prices of bids whose tender's deadline is over."""

    def get_queryset(self) -> models.QuerySet["BidLine"]:
        """Leave sealed ones out."""
        bids = super().get_queryset()
        return bids.filter(opened("bid__invitation__tender__"))  # guard: tender-prices-sealed


class Bid(models.Model):
    """One colleague's bid for a whole tender. `objects` knows opened bids only.

    `sealed` knows all: services use it for who made the bid (`services.own_bid`), and nobody else.
    """

    invitation = models.OneToOneField(
        TenderInvitation, on_delete=models.PROTECT, related_name="+", verbose_name=_("invitation")
    )
    delivery_on = models.DateField(_("delivery on"))
    valid_until = models.DateField(_("valid until"))
    remark = models.TextField(_("remark"), max_length=2000, blank=True)
    submitted_at = models.DateTimeField(_("submitted"))

    objects = OpenedBids()
    sealed = models.Manager()

    class Meta:
        verbose_name = _("bid")
        verbose_name_plural = _("bids")
        ordering = ["pk"]
        default_permissions = ()
        base_manager_name = "objects"
        default_manager_name = "objects"

    def __str__(self) -> str:
        return f"{self.invitation_id}"


class BidLine(models.Model):
    """The net price of one unit of a line."""

    bid = models.ForeignKey(Bid, on_delete=models.CASCADE, related_name="prices", verbose_name=_("bid"))
    line = models.ForeignKey(TenderLine, on_delete=models.PROTECT, related_name="+", verbose_name=_("line"))
    price = models.DecimalField(_("net price of one unit"), max_digits=12, decimal_places=2)

    objects = OpenedBidLines()
    sealed = models.Manager()

    class Meta:
        verbose_name = _("price of a bid")
        verbose_name_plural = _("prices of bids")
        ordering = ["line__position", "pk"]
        default_permissions = ()
        base_manager_name = "objects"
        default_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["bid", "line"], name="tenders_one_price_per_line"),
            models.CheckConstraint(condition=Q(price__gte=0), name="tenders_price_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}"
