"""Which leads a partner takes, and each lead that was offered to one."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from shop.configuration.models import OneRow


class DistributionSettings(OneRow):
    """When leads go to partners by themselves, and how long a partner has for an answer."""

    is_automatic = models.BooleanField(
        _("offer new leads to partners"),
        default=False,
        help_text=_("A lead that comes in and that no colleague has is offered to the partner whom it fits."),
    )
    answer_hours = models.PositiveSmallIntegerField(
        _("answer within (working hours)"),
        default=16,
        validators=[MinValueValidator(1), MaxValueValidator(400)],
        help_text=_("Whoever has not answered by then loses the offer, and the next partner gets it."),
    )
    most_rounds = models.PositiveSmallIntegerField(
        _("partners asked at most"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
        help_text=_("Afterwards the lead waits for a colleague."),
    )
    turn = models.PositiveIntegerField(default=0, editable=False)

    class Meta(OneRow.Meta):
        verbose_name = _("settings of lead distribution")
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class LeadProfile(models.Model):
    """Which leads a partner account takes: area, languages, categories ("skills"), how many at once.

    An empty condition always holds. `weight` is the share that a partner gets beside others: with 2 twice as
    many as with 1. `turn` says who got a lead last.
    """

    account = models.OneToOneField(
        "partner_accounts.PartnerAccount",
        on_delete=models.CASCADE,
        related_name="lead_profile",
        verbose_name=_("partner account"),
    )
    takes_leads = models.BooleanField(_("takes leads"), default=True)
    countries = models.CharField(
        _("countries"), max_length=200, blank=True, help_text=_("Two letters each, for example DE, AT.")
    )
    postcodes = models.CharField(
        _("beginnings of postcodes"), max_length=200, blank=True, help_text=_("For example 80, 81, 85.")
    )
    languages = models.CharField(
        _("languages"), max_length=100, blank=True, help_text=_("Codes of languages, separated by commas.")
    )
    categories: ClassVar[models.ManyToManyField] = models.ManyToManyField(
        "catalogue.Category",
        blank=True,
        related_name="+",
        verbose_name=_("knows about"),
        help_text=_("Leads that want a product in one of these, or below; empty: all leads."),
    )
    most_open = models.PositiveSmallIntegerField(
        _("open leads at most"), default=10, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    weight = models.PositiveSmallIntegerField(
        pgettext_lazy("share of leads", "weight"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    turn = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("partner's lead profile")
        verbose_name_plural = _("partners' lead profiles")
        ordering = ["account__company__name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(weight__gte=1, most_open__gte=1), name="lead_profile_has_room")
        ]

    def __str__(self) -> str:
        return str(self.account)


class OfferState(models.TextChoices):
    """What became of an offer."""

    OFFERED = "offered", pgettext_lazy("lead offer", "offered")
    ACCEPTED = "accepted", pgettext_lazy("lead offer", "accepted")
    DECLINED = "declined", pgettext_lazy("lead offer", "declined")
    RECALLED = "recalled", pgettext_lazy("lead offer", "recalled, no answer in time")
    WITHDRAWN = "withdrawn", pgettext_lazy("lead offer", "withdrawn by us")
    WON = "won", pgettext_lazy("lead offer", "won")
    LOST = "lost", pgettext_lazy("lead offer", "lost")


#: A lead is with one partner at a time.
HELD = (OfferState.OFFERED, OfferState.ACCEPTED)


class DeclineReason(models.TextChoices):
    """Why a partner does not want a lead."""

    NO_CAPACITY = "no_capacity", _("no capacity")
    AREA = "area", _("outside our area")
    PRODUCTS = "products", _("not our products")
    KNOWN = "known", _("our customer already")
    TOO_SMALL = "too_small", _("too small")
    OTHER = "other", pgettext_lazy("reason", "other")


class LeadOffer(models.Model):
    """One lead, offered to one partner account.

    Until it is accepted the partner sees area, language, products and kind, nobody's name. `answer_due_at` is
    when it is recalled; `by` is the colleague who offered it, empty where the rules did.
    """

    State = OfferState
    Reason = DeclineReason

    lead = models.ForeignKey(
        "leads.Lead", on_delete=models.CASCADE, related_name="partner_offers", verbose_name=_("lead")
    )
    account = models.ForeignKey(
        "partner_accounts.PartnerAccount",
        on_delete=models.CASCADE,
        related_name="lead_offers",
        verbose_name=_("partner account"),
    )
    state = models.CharField(
        _("status"), max_length=10, choices=OfferState.choices, default=OfferState.OFFERED
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("offered by"),
    )
    offered_at = models.DateTimeField(_("offered"), default=timezone.now)
    answer_due_at = models.DateTimeField(_("answer due"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    contacted_at = models.DateTimeField(_("contacted"), null=True, blank=True)
    closed_at = models.DateTimeField(pgettext_lazy("when", "closed"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=12, choices=DeclineReason.choices, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("lead offer")
        verbose_name_plural = _("lead offers")
        ordering = ["-offered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lead"],
                condition=Q(state__in=["offered", "accepted"]),
                name="lead_offer_one_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["lead", "account"],
                condition=Q(state__in=["offered", "accepted", "declined", "recalled", "won", "lost"]),
                name="lead_offer_once_per_partner",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""), name="lead_offer_declined_with_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "state", "-offered_at", "-id"], name="lead_offer_of_account"),
            models.Index(fields=["answer_due_at"], condition=Q(state="offered"), name="lead_offer_waiting"),
        ]
        permissions = [("offer_leadoffer", _("Can offer leads to partners and withdraw them"))]

    def __str__(self) -> str:
        return f"{self.lead} → {self.account}"

    @property
    def is_waiting(self) -> bool:
        """Whether the partner still has to answer."""
        return self.state == OfferState.OFFERED

    @property
    def is_accepted(self) -> bool:
        """Whether the partner works on it."""
        return self.state == OfferState.ACCEPTED
